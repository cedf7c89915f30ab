// Enforces the plan of the house: who may see whom, how long a file may be, and what no file says.
//
//   node scripts/check-layers.mjs [FOLDER]
//
// Prints a line per breach (file:line message) and ends with "N passed, N failed", counted in files.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { lengths, tables, unwantedText } from "./layers/plan.mjs";
import { checkRustFile, rustLength } from "./layers/rust.mjs";
import { checkPackage, typescriptLength } from "./layers/typescript.mjs";
import { root as repository } from "./lib/shell.mjs";

const skipped = new Set(["node_modules", "target", "dist", ".git", "coverage"]);

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

/** The files of the repository that git knows or would add; without git, every file. */
function knownFiles(root) {
  if (!existsSync(join(root, ".git"))) return filesBelow(root);
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  const paths = listed.split("\n").filter((path) => path !== "" && existsSync(join(root, path)));
  return paths.map((path) => join(root, path)).filter((path) => statSync(path).isFile());
}

function checkLength(root, file, source) {
  const path = relative(root, file).split(sep).join("/");
  const isSource = /^(crates\/[^/]+\/src|packages\/[^/]+\/src|scripts)\/.*\.(rs|ts|mjs)$/.test(path);
  if (!isSource || tables.includes(path) || /\/(generated|test|tests)\/|\/tests\.rs$/.test(path)) return [];
  const length = path.endsWith(".rs") ? rustLength(source) : typescriptLength(source);
  if (length <= lengths.told) return [];
  const refused = length > lengths.refused;
  return [{ file: path, line: length, message: `${length} lines without tests`, advice: !refused }];
}

function checkText(root, file, source) {
  if (source.includes("\0")) return [];
  const path = relative(root, file).split(sep).join("/");
  const breaches = [];
  for (const [i, text] of source.split("\n").entries()) {
    for (const [pattern, what] of unwantedText) {
      if (pattern.test(text)) breaches.push({ file: path, line: i + 1, message: `names ${what}` });
    }
  }
  return breaches;
}

/** Checks a whole tree. Returns `{ files, breaches }`; a breach with `advice` does not fail. */
export function checkTree(root) {
  const files = knownFiles(root);
  const breaches = [];
  for (const file of files) {
    const source = readFileSync(file, "utf8");
    breaches.push(...checkText(root, file, source), ...checkLength(root, file, source));
    if (file.endsWith(".rs") && file.startsWith(join(root, "crates") + sep))
      breaches.push(...checkRustFile(root, file));
  }
  const packages = join(root, "packages");
  for (const folder of existsSync(packages) ? readdirSync(packages) : []) {
    const own = files.filter((file) => file.startsWith(join(packages, folder) + sep) && /\.ts$/.test(file));
    if (existsSync(join(packages, folder, "package.json"))) breaches.push(...checkPackage(root, folder, own));
  }
  return { files: files.length, breaches };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { files, breaches } = checkTree(resolve(process.argv[2] ?? repository));
  const failed = new Set(breaches.filter((breach) => !breach.advice).map((breach) => breach.file));
  for (const { file, line, message, advice } of breaches) {
    console.log(`${file}:${line} ${message}${advice ? " (advice: split it)" : ""}`);
  }
  console.log(`${files - failed.size} passed, ${failed.size} failed`);
  process.exitCode = failed.size === 0 && files > 0 ? 0 : 1;
}
