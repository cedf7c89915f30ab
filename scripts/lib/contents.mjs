// What a packed package weighs and holds.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { insist } from "./install.mjs";

/** Metadata without a fault, suggestions included. */
export async function metadata(folder) {
  const { messages } = await publint({ pkgDir: folder, level: "suggestion", strict: true, pack: false });
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const text = messages.map((message) => formatMessage(message, manifest, { color: false })).join("\n");
  insist(messages.length === 0, `publint: ${manifest.name}`, text);
}

// Most of the platform package is passes, compiled for each instruction set.
// The aim for the platform package is 4 MB, which formulas with smooths and their likelihoods exceed by a quarter.
const limits = { root: 300_000, platform: 5_250_000 };
const kilobytes = (size) => `${(size / 1000).toFixed(0)} kB`;

/** Packed sizes within their limits. A build without link-time optimisation says nothing about the size of the release. */
export function sizes(packed, release) {
  const small = (what, { size }, limit) => {
    insist(size < limit, `${what} is ${kilobytes(size)} packed, more than ${kilobytes(limit)}`);
    return `${what} ${kilobytes(size)}`;
  };
  const platform = release
    ? small("platform", packed.platform, limits.platform)
    : "platform not judged in this profile";
  return `${small("penlik", packed.penlik, limits.root)}, ${small("cli", packed.cli, limits.root)}, ${platform}`;
}

/** Nothing that does not belong, one binary, and the licences. */
export function contents(packed) {
  for (const file of [...packed.penlik.files, ...packed.cli.files]) {
    const wanted = /^(package\.json|README\.md|LICENSE-\w+|dist\/[\w./-]+\.(js|d\.ts))$/.test(file);
    insist(wanted, `${file} does not belong into a package`);
  }
  const binaries = packed.platform.files.filter((file) => file.endsWith(".node"));
  insist(binaries.length === 1, `the platform package holds ${binaries.length} binaries`);
  for (const { files } of Object.values(packed)) {
    insist(files.includes("LICENSE-MIT") && files.includes("LICENSE-APACHE"), "a licence text is missing");
  }
}
