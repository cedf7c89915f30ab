// Proves the packages as a user gets them: packed, installed in an empty folder without network, cargo or scripts, and used.
//
//   node scripts/pack-smoke.mjs [--profile release|fast] [--keep] [--nodes 20,22,24]
//
// Under Node 20, 22 and 24: ESM, require(), workers, the command line; once: strict TypeScript, package metadata, sizes, and
// the error that is given when the platform package is missing. Ends with "N passed, N failed".

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { explain } from "./bootstrap.mjs";
import { contents, metadata, sizes } from "./lib/contents.mjs";
import { bare, insist, install, pack, runIn, runtimeDependencies } from "./lib/install.mjs";
import { nodes } from "./lib/nodes.mjs";
import { must, root, shortened, tool, which } from "./lib/shell.mjs";
import { stage } from "./stage.mjs";

const option = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at === -1 ? otherwise : process.argv[at + 1];
};
const release = option("--profile", "release") === "release";
const limit = 250; // ms; the goal is 50, and a busy machine is not a fault of the package
const total = { passed: 0, failed: 0 };
const work = mkdtempSync(join(tmpdir(), "penlik-smoke-"));

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

async function commandLine(folder, { node, env }) {
  const shim = [join(folder, "node_modules", ".bin", "penlik")];
  // The shim of Windows is a batch file, which only a shell runs.
  const [command, ...head] =
    process.platform === "win32" ? [node, join(folder, "node_modules/@penlik/cli/dist/main.js")] : shim;
  const penlik = (...args) => must(`penlik ${args[0]}`, command, [...head, ...args], { cwd: folder, env });
  const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
  const said = (await penlik("--version")).printed.trim();
  insist(said === version, `penlik --version says ${said}, not ${version}`);
  await penlik("fit", "flowers.csv", "kind ~ size", "--family", "multinomial", "--out", "flowers.json");
  const summary = await penlik("summary", "flowers.json");
  insist(summary.printed.includes("size"), "the summary names no coefficient", summary.output);
}

async function importTime(folder, place) {
  const times = [];
  for (let i = 0; i < 7; i += 1) times.push(Number(await runIn(folder, place)("import", "time.mjs")));
  const median = times.sort((a, b) => a - b)[3];
  insist(median < limit, `import "penlik" takes ${median.toFixed(0)} ms`);
  return `${median.toFixed(1)} ms (median of 7; goal < 50 ms)`;
}

async function underNode({ major, version, path }, all) {
  const place = bare(work, path, `node${major}`);
  const under = `Node ${version}`;
  let folder;
  await check(`${under}: installs without network, cargo or a compiler`, async () => {
    folder = await install(work, `node${major}`, place, all);
    const cargo = which("cargo", place.env.PATH);
    return cargo === undefined ? "no cargo on PATH" : `${cargo} is there, and cannot be hidden`;
  });
  if (folder === undefined) return;
  const node = runIn(folder, place);
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
  await check(`${under}: command line`, () => commandLine(folder, place));
  await check(`${under}: import time`, () => importTime(folder, place));
  await check(`${under}: --ignore-scripts`, async () => {
    const quiet = await install(work, `quiet${major}`, place, all, "--ignore-scripts");
    insist((await runIn(quiet, place)("esm.mjs", "esm.mjs")) === answer, "another result");
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

async function missingBinary(place, tarballs) {
  const folder = await install(work, "missing", place, tarballs);
  const { name, code, message } = JSON.parse(await runIn(folder, place)("missing.mjs", "missing.mjs"));
  insist(name === "PenlikError" && code === "ERR_NATIVE_MISSING", `${name} ${code}: ${message}`);
  const platform = readdirSync(join(work, "stage", "npm"))[0];
  for (const word of [`@penlik/${platform}`, process.platform, process.arch, "npm"]) {
    insist(message.includes(word), `the message does not name ${word}: ${message}`);
  }
  return message;
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

  await check("packed sizes", () => sizes(packed, release));
  await check("packed files", () => contents(packed));
  for (const folder of [staged.penlik, staged.cli])
    await check(`publint ${folder.split(/[\\/]/).at(-1)}`, () => metadata(folder));

  const { found, skipped } = await nodes(option("--nodes", "20,22,24").split(",").map(Number));
  for (const node of found) await underNode(node, all);
  for (const major of skipped) console.log(`  skipped Node ${major}: no binary of it can be had here`);
  const first = found[0];
  insist(first !== undefined, "no Node to try the packages under");
  const place = bare(work, first.path, `node${first.major}`);
  await check("strict TypeScript", () => strictTypes(join(work, `app-node${first.major}`)));
  await check("missing platform package", () => missingBinary(place, [packed.penlik.path, ...others]));
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
