// Packing packages, and installing them where nothing of this machine is in reach.

import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { programFolder } from "./nodes.mjs";
import { must, npmScript, root, StepError } from "./shell.mjs";

/** Fails with a message unless something holds. */
export const insist = (holds, message, output) => {
  if (!holds) throw new StepError(message, output);
};

/** A Node and an environment, `{ node, env }`, with nothing of this machine in it but that Node and the system's own folders. */
export function bare(work, node, name) {
  const home = join(work, `home-${name}`);
  mkdirSync(home, { recursive: true });
  const system = process.platform === "win32" ? [join(process.env.SystemRoot ?? "", "System32")] : ["/usr/bin", "/bin"];
  const PATH = [programFolder(join(work, `bin-${name}`), node), ...system].join(delimiter);
  const kept = process.platform === "win32" ? { SystemRoot: process.env.SystemRoot, TEMP: work, TMP: work } : {};
  return { node, env: { ...kept, HOME: home, USERPROFILE: home, PATH } };
}

/** `npm pack` of a folder: `{ path, size, files }`. */
export async function pack(folder, tarballs) {
  const args = [npmScript(), "pack", "--json", "--ignore-scripts", "--pack-destination", tarballs];
  const { printed } = await must(`npm pack ${folder}`, process.execPath, args, { cwd: folder });
  const [{ filename, size, files }] = JSON.parse(printed);
  return { path: join(tarballs, filename), size, files: files.map((file) => file.path) };
}

/** The packages that ours need at run time, taken from node_modules: an install without network has no other source. */
export function runtimeDependencies(manifests) {
  const found = new Map();
  const visit = (manifest, from) => {
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      if (name === "penlik" || found.has(name)) continue;
      const places = [join(from, "node_modules", name), join(root, "node_modules", name)];
      const folder = places.find((place) => statSync(join(place, "package.json"), { throwIfNoEntry: false }));
      insist(folder !== undefined, `${name} is not installed`);
      found.set(name, folder);
      visit(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")), folder);
    }
  };
  for (const folder of manifests) visit(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")), folder);
  return [...found.values()];
}

/** A fresh folder in which the tarballs are installed without network. */
export async function install(work, name, { node, env }, tarballs, ...flags) {
  const folder = join(work, `app-${name}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const args = ["install", "--offline", "--no-audit", "--no-fund", ...flags, ...tarballs];
  await must(`npm ${args.join(" ")}`, node, [npmScript(), ...args], { cwd: folder, env });
  cpSync(join(root, "scripts", "smoke"), folder, { recursive: true });
  return folder;
}

/** Runs a file of a folder by a Node in its environment and gives what it printed. */
export const runIn =
  (folder, { node, env }) =>
  (what, file) =>
    must(what, node, [join(folder, file)], { cwd: folder, env }).then(({ printed }) => printed.trim());
