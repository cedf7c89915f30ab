// Proves the packages as a user gets them: packed, installed in an empty folder without network, cargo or scripts, and used.
//
//   node scripts/pack-smoke.mjs [--profile release|fast] [--keep] [--nodes 20,22,24]
//
// Under Node 20, 22 and 24: ESM, require(), workers, the command line; once: strict TypeScript, package metadata, sizes, and
// the error that is given when the platform package is missing. Ends with "N passed, N failed".

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { explain } from "./bootstrap.mjs";
import { bare, insist, install, pack, runIn, runtimeDependencies } from "./lib/install.mjs";
import { nodes } from "./lib/nodes.mjs";
import { must, root, tool, which } from "./lib/shell.mjs";
import { stage } from "./stage.mjs";

const option = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at === -1 ? otherwise : process.argv[at + 1];
};
const release = option("--profile", "release") === "release";
const limits = { root: 300_000, platform: 4_000_000, milliseconds: 250 };
const total = { passed: 0, failed: 0 };
const work = mkdtempSync(join(tmpdir(), "penlik-smoke-"));

/** The head and the tail of a long text. */
function shortened(text, most = 24) {
  const lines = text.split("\n");
  if (lines.length <= most) return text;
  return [...lines.slice(0, most / 2), `… ${lines.length - most} lines …`, ...lines.slice(-most / 2)].join("\n");
}

async function check(title, prove) {
  try {
    const note = await prove();
    total.passed += 1;
    console.log(`  ok     ${title}${note === undefined ? "" : `: ${note}`}`);
  } catch (error) {
    total.failed += 1;
    console.log(`  FAILED ${title}\n${shortened(explain(error))}`);
  }
}

async function commandLine(folder, env) {
  const command = join(folder, "node_modules", ".bin", process.platform === "win32" ? "penlik.cmd" : "penlik");
  const penlik = (...args) => must(`penlik ${args[0]}`, command, args, { cwd: folder, env });
  const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
  const said = (await penlik("--version")).printed.trim();
  insist(said === version, `penlik --version says ${said}, not ${version}`);
  await penlik("fit", "flowers.csv", "kind ~ size", "--family", "multinomial", "--out", "flowers.json");
  const summary = await penlik("summary", "flowers.json");
  insist(summary.printed.includes("size"), "the summary names no coefficient", summary.output);
}

async function importTime(folder, env) {
  const times = [];
  for (let i = 0; i < 7; i += 1) times.push(Number(await runIn(folder, env)("import", "time.mjs")));
  const median = times.sort((a, b) => a - b)[3];
  insist(median < limits.milliseconds, `import "penlik" takes ${median.toFixed(0)} ms`);
  return `${median.toFixed(1)} ms (median of 7; goal < 50 ms)`;
}

async function underNode({ major, version, path }, all) {
  const env = bare(work, path, `node${major}`);
  const under = `Node ${version}`;
  let folder;
  await check(`${under}: installs without network, cargo or a compiler`, async () => {
    folder = await install(work, `node${major}`, env, all);
    const cargo = which("cargo", env.PATH);
    return cargo === undefined ? "no cargo on PATH" : `${cargo} is there, and cannot be hidden`;
  });
  if (folder === undefined) return;
  const node = runIn(folder, env);
  let answer;
  await check(`${under}: ESM import`, async () => {
    answer = await node("esm.mjs", "esm.mjs");
  });
  await check(`${under}: require()`, async () =>
    insist((await node("common.cjs", "common.cjs")) === answer, "another result"),
  );
  await check(`${under}: workers`, async () =>
    insist((await node("worker.mjs", "worker.mjs")) === answer, "another result"),
  );
  await check(`${under}: command line`, () => commandLine(folder, env));
  await check(`${under}: import time`, () => importTime(folder, env));
  await check(`${under}: --ignore-scripts`, async () => {
    const quiet = await install(work, `quiet${major}`, env, all, "--ignore-scripts");
    insist((await runIn(quiet, env)("esm.mjs", "esm.mjs")) === answer, "another result");
  });
}

async function strictTypes(folder) {
  const types = join(root, "node_modules", "@types");
  const base = [
    "--noEmit",
    "--strict",
    "--skipLibCheck",
    "false",
    "--target",
    "es2022",
    "--lib",
    "es2022,esnext.disposable",
  ];
  const tsc = (...args) =>
    must(
      "tsc",
      process.execPath,
      [tool("typescript/bin/tsc"), ...base, ...args, "--types", "node", "--typeRoots", types],
      {
        cwd: folder,
      },
    );
  await tsc("--module", "nodenext", "strict.ts", "strict-common.cts");
  await tsc("--module", "esnext", "--moduleResolution", "bundler", "strict.ts");
  return "nodenext from ESM and CommonJS, bundler";
}

async function missingBinary(env, tarballs) {
  const folder = await install(work, "missing", env, tarballs);
  const { name, code, message } = JSON.parse(await runIn(folder, env)("missing.mjs", "missing.mjs"));
  insist(name === "PenlikError" && code === "ERR_NATIVE_MISSING", `${name} ${code}: ${message}`);
  const platform = readdirSync(join(work, "stage", "npm"))[0];
  for (const word of [`@penlik/${platform}`, process.platform, process.arch, "npm"]) {
    insist(message.includes(word), `the message does not name ${word}: ${message}`);
  }
  return message;
}

async function metadata(folder) {
  const { messages } = await publint({ pkgDir: folder, level: "suggestion", strict: true, pack: false });
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const text = messages.map((message) => formatMessage(message, manifest, { color: false })).join("\n");
  insist(messages.length === 0, `publint: ${manifest.name}`, text);
}

const kilobytes = (size) => `${(size / 1000).toFixed(0)} kB`;

function sizes(packed) {
  const small = (what, { size }, limit) => {
    insist(size < limit, `${what} is ${kilobytes(size)} packed, more than ${kilobytes(limit)}`);
    return `${what} ${kilobytes(size)}`;
  };
  const platform = release
    ? small("platform", packed.platform, limits.platform)
    : "platform not judged in this profile";
  return `${small("penlik", packed.penlik, limits.root)}, ${small("cli", packed.cli, limits.root)}, ${platform}`;
}

function contents(packed) {
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

async function main() {
  const staged = await stage(join(work, "stage"), { artifacts: join(root, "packages", "penlik"), host: true });
  insist(staged.npm.length === 1, `one platform package was expected, not ${staged.npm.length}`);
  const tarballs = join(work, "tarballs");
  mkdirSync(tarballs);
  const packed = {
    penlik: await pack(staged.penlik, tarballs),
    cli: await pack(staged.cli, tarballs),
    platform: await pack(staged.npm[0], tarballs),
  };
  const foreign = runtimeDependencies([join(root, "packages/penlik"), join(root, "packages/cli")]);
  const others = [];
  for (const folder of foreign) others.push((await pack(folder, tarballs)).path);
  const all = [...Object.values(packed).map(({ path }) => path), ...others];

  await check("packed sizes", () => sizes(packed));
  await check("packed files", () => contents(packed));
  for (const folder of [staged.penlik, staged.cli])
    await check(`publint ${folder.split(/[\\/]/).at(-1)}`, () => metadata(folder));

  const { found, skipped } = await nodes(option("--nodes", "20,22,24").split(",").map(Number));
  for (const node of found) await underNode(node, all);
  for (const major of skipped) console.log(`  skipped Node ${major}: no binary of it can be had here`);
  const first = found[0];
  insist(first !== undefined, "no Node to try the packages under");
  const env = bare(work, first.path, `node${first.major}`);
  await check("strict TypeScript", () => strictTypes(join(work, `app-node${first.major}`)));
  await check("missing platform package", () => missingBinary(env, [packed.penlik.path, ...others]));
}

try {
  await main();
} catch (error) {
  total.failed += 1;
  console.log(`  FAILED ${explain(error)}`);
}
if (process.argv.includes("--keep")) console.log(`  kept ${work}`);
else rmSync(work, { recursive: true, maxRetries: 3 });
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
