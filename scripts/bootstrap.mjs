// Makes a fresh clone ready: npm packages, the native addon, the compiled TypeScript. Nothing is done twice.
//
//   node scripts/bootstrap.mjs [--profile release|fast]
//
// One line per step; what a tool printed is shown only when it failed.

import { createHash } from "node:crypto";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { must, npmScript, root, run, StepError, seconds, tool } from "./lib/shell.mjs";

const packages = ["packages/penlik", "packages/cli"];
const read = (path) => readFileSync(join(root, path), "utf8");
const olderThan = (version, minimum) => {
  const [have, want] = [version, minimum].map((text) => text.split(".").map(Number));
  const at = want.findIndex((part, i) => part !== (have[i] ?? 0));
  return at !== -1 && (have[at] ?? 0) < want[at];
};

/** Fails unless this Node is one that the packages support. */
export function checkNode(version = process.versions.node) {
  const major = Number(version.split(".")[0]);
  const supported = (major === 20 && !olderThan(version, "20.19")) || (major >= 22 && !olderThan(version, "22.12"));
  if (!supported) throw new StepError(`penlik needs Node 20.19 or later of 20, or 22.12 or later; this is ${version}`);
}

/** The environment in which `cargo` runs. An overridden HOME hides rustup's toolchains: then the account's own are used. */
export async function cargoEnvironment(env = process.env) {
  const needed = /^rust-version = "([\d.]+)"/m.exec(read("Cargo.toml"))?.[1] ?? "1.89";
  const install = `install Rust ${needed} or later (https://rustup.rs) and run this again`;
  let found = env;
  let asked = await run("cargo", ["--version"], { env });
  if (asked.missing) throw new StepError(`cargo is not on PATH: ${install}`);
  const own = join(userInfo().homedir, ".rustup");
  if (asked.status !== 0 && env.RUSTUP_HOME === undefined && existsSync(own)) {
    found = { ...env, RUSTUP_HOME: own };
    asked = await run("cargo", ["--version"], { env: found });
  }
  if (asked.status !== 0) throw new StepError(`cargo does not run: ${install}`, asked.output);
  const version = /(\d+\.\d+\.\d+)/.exec(asked.output)?.[1] ?? "0";
  if (olderThan(version, needed)) throw new StepError(`cargo ${version} is too old: ${install}`);
  return found;
}

const digest = (text) => createHash("sha256").update(text).digest("hex");

async function installPackages() {
  const stamp = join(root, "node_modules", ".penlik-install");
  const wanted = digest(`${read("package-lock.json")} ${process.platform} ${process.arch}`);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return "up to date";
  await must("npm ci", process.execPath, [npmScript(), "ci", "--no-audit", "--no-fund"]);
  writeFileSync(stamp, wanted);
  return "installed";
}

const stampOf = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".node"))
    .map((name) => `${name} ${statSync(join(folder, name)).size} ${digest(readFileSync(join(folder, name)))}`)
    .join();

async function buildAddon(env, profile) {
  const folder = join(root, "packages/penlik");
  const before = stampOf(folder);
  const flags = ["--platform", "--no-js", "--profile", profile, "--output-dir", "."];
  const manifest = relative(folder, join(root, "crates/penlik-node/Cargo.toml"));
  const build = [tool("@napi-rs/cli/dist/cli.js"), "build", ...flags, "--manifest-path", manifest, "--", "--locked"];
  await must("the native build", process.execPath, build, { cwd: folder, env });
  return stampOf(folder) === before ? `up to date (${profile})` : `built (${profile})`;
}

/** Removes compiled files whose source is gone, so that nothing is tested or packed that a fresh clone would not have. */
function prune(folder) {
  const dist = join(root, folder, "dist");
  if (!existsSync(dist)) return;
  for (const path of readdirSync(dist, { recursive: true }).map(String)) {
    const source = path.replace(/(\.d\.ts|\.js)$/, ".ts");
    if (source !== path && !existsSync(join(root, folder, "src", source))) rmSync(join(dist, path));
  }
}

async function compile() {
  packages.forEach(prune);
  await must("the TypeScript build", process.execPath, [tool("typescript/bin/tsc"), "-b", "--pretty", "false"]);
  chmodSync(join(root, "packages/cli/dist/main.js"), 0o755);
  return "compiled";
}

/** Does every step in order, telling `report(line)` of each. Returns the environment for cargo. */
export async function bootstrap({ profile = "release", report = console.log } = {}) {
  const step = async (title, work) => {
    const started = performance.now();
    const outcome = await work();
    report(`${title.padEnd(34)} ${outcome}, ${seconds((performance.now() - started) / 1000)}`);
  };
  checkNode();
  const env = await cargoEnvironment();
  await step("npm packages (npm ci)", installPackages);
  await step("native addon (cargo, napi build)", () => buildAddon(env, profile));
  await step("TypeScript (tsc)", compile);
  return env;
}

/** Prints a failure as it should be read: one line, and what the failed tool said. */
export function explain(error) {
  if (!(error instanceof StepError)) return String(error?.stack ?? error);
  return error.output === "" ? error.message : `${error.output.trimEnd()}\n\n${error.message}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const at = process.argv.indexOf("--profile");
  const profile = at === -1 ? (process.env.PENLIK_PROFILE ?? "release") : (process.argv[at + 1] ?? "release");
  bootstrap({ profile }).catch((error) => {
    console.error(explain(error));
    process.exitCode = 1;
  });
}
