// Node versions to try the packages under: this one, and others from the npm packages that carry Node's binary.

import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { npmScript, root, run } from "./shell.mjs";

const cache = join(root, "node_modules", ".cache", "penlik-node");
const platform = `${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
const program = process.platform === "win32" ? "bin/node.exe" : "bin/node";

async function fetched(major) {
  const home = join(cache, String(major));
  const name = `node-${platform}`;
  const path = join(home, "node_modules", name, program);
  if (!existsSync(path)) {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, "package.json"), '{ "private": true }\n');
    const install = [npmScript(), "install", "--ignore-scripts", "--no-audit", "--no-fund", `${name}@${major}`];
    await run(process.execPath, install, { cwd: home });
  }
  return existsSync(path) ? path : undefined;
}

/**
 * The Nodes that can be had: `{ major, version, path }`, and the majors that cannot, in `skipped`.
 * A version that starts but answers with another major is not taken.
 */
export async function nodes(majors) {
  const found = [];
  const skipped = [];
  for (const major of majors) {
    const own = process.versions.node.startsWith(`${major}.`);
    const path = own ? process.execPath : await fetched(major);
    const asked = path === undefined ? undefined : await run(path, ["--version"]);
    const version = asked?.printed.trim().replace(/^v/, "") ?? "";
    if (version.startsWith(`${major}.`)) found.push({ major, version, path });
    else skipped.push(major);
  }
  return { found, skipped };
}

/** A folder in which a program would find `node`, and nothing else, to be the head of a PATH. */
export function programFolder(folder, node) {
  if (process.platform === "win32") return dirname(node);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "node"))) symlinkSync(node, join(folder, "node"));
  return folder;
}
