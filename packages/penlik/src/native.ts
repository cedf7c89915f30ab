/**
 * The only importer of the addon, which is loaded once, when this module is.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { PenlikError } from "./errors.js";
import type { Native } from "./native-types.js";

export type * from "./native-types.js";

/** Platforms that a binary is published for. */
const PLATFORMS = [
  "linux-x64-gnu",
  "linux-arm64-gnu",
  "linux-x64-musl",
  "linux-arm64-musl",
  "darwin-x64",
  "darwin-arm64",
  "win32-x64-msvc",
] as const;

const require = createRequire(import.meta.url);

/** The addon. */
export const native: Native = load();

// `process.exit` runs no clean-up hook of an addon: its threads are stopped here, before the process tears itself down.
process.once("exit", () => native.shutdown());

function load(): Native {
  const installed = candidates().flatMap((platform) => locate(platform) ?? []);
  // One binary is the rule, as installers look at the C library themselves; only a choice, or none, needs the slow question.
  const wanted = installed.length === 1 ? installed[0] : locate(platformName());
  try {
    return require(wanted ?? `@penlik/${platformName()}`) as Native;
  } catch (cause) {
    throw missing(platformName(), cause);
  }
}

/** The platforms whose binary might run here. */
function candidates(): string[] {
  const base = `${process.platform}-${process.arch}`;
  if (process.platform === "linux") return [`${base}-gnu`, `${base}-musl`];
  return [process.platform === "win32" ? `${base}-msvc` : base];
}

/** The binary of a platform: the one that was built here, or the installed package's. */
function locate(platform: string): string | undefined {
  const local = fileURLToPath(new URL(`../penlik.${platform}.node`, import.meta.url));
  if (existsSync(local)) return local;
  try {
    return require.resolve(`@penlik/${platform}`);
  } catch {
    return undefined;
  }
}

/** Such as linux-x64-gnu, darwin-arm64, win32-x64-msvc. */
function platformName(): string {
  const [first = "", second] = candidates();
  return second !== undefined && libc() === "musl" ? second : first;
}

/** The C library that Node runs on: its own report names the version of glibc, and has none under musl. */
function libc(): "gnu" | "musl" {
  const report = process.report as typeof process.report & { excludeNetwork?: boolean };
  const before = report.excludeNetwork;
  // Without this the report looks up the name of every network interface.
  report.excludeNetwork = true;
  try {
    const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } };
    return header?.glibcVersionRuntime === undefined ? "musl" : "gnu";
  } finally {
    if (before !== undefined) report.excludeNetwork = before;
  }
}

function missing(platform: string, cause: unknown): PenlikError {
  const name = `@penlik/${platform}`;
  const known = (PLATFORMS as readonly string[]).includes(platform);
  const reason = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
  const fix = known
    ? `Install again with optional dependencies (npm install --include=optional, npm 11.3 or newer; remove node_modules and ` +
      `package-lock.json first if the lock file was written on another platform), or add ${name} to your dependencies.`
    : `There is no binary for this platform; there are ${PLATFORMS.join(", ")}.`;
  return new PenlikError({
    code: known ? "ERR_NATIVE_MISSING" : "ERR_UNSUPPORTED",
    message: `penlik cannot load its compiled part on ${process.platform} ${process.arch}${libcNote(platform)}: it needs the package ${name} (${reason}). ${fix}`,
    argument: name,
    value: reason,
    expected: `the package ${name} installed beside penlik`,
    cause,
  });
}

function libcNote(platform: string): string {
  if (platform.endsWith("-gnu")) return " (glibc)";
  return platform.endsWith("-musl") ? " (musl)" : "";
}
