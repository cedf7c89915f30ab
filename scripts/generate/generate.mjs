/**
 * Writes the generated sources from the core's catalog.
 *
 *   node scripts/generate/generate.mjs            writes them
 *   node scripts/generate/generate.mjs --check    fails if one of them is not what would be written
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { firstDifference } from "./difference.mjs";
import { penaltyClasses, penaltyExports } from "./penalties.mjs";
import { penaltyReference } from "./reference.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const kinds = catalog();
const files = {
  "packages/penlik/src/generated/penalties.ts": penaltyClasses(kinds),
  "packages/penlik/src/generated/exports.ts": penaltyExports(kinds),
  "docs/penalties.md": penaltyReference(kinds),
};
const stale = Object.entries(files).filter(([path, text]) => !(values.check ? isFresh(path, text) : write(path, text)));
if (stale.length > 0) process.exitCode = 1;

function catalog() {
  const command = ["run", "--quiet", "--package", "penlik", "--example", "catalog"];
  return JSON.parse(
    execFileSync("cargo", command, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }),
  );
}

function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log(`wrote ${path}`);
  return true;
}

function isFresh(path, text) {
  const found = existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "";
  const difference = firstDifference(found, text);
  if (difference === undefined) return true;
  console.error(
    `${path} is not what the catalog gives; run \`npm run generate\` and commit the result.\n${difference}`,
  );
  return false;
}
