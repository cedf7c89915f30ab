// Running commands quietly: what they print is kept, and shown only when they fail.

import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Runs a command to its end and never throws for its exit code.
 * @returns {Promise<{ status: number, output: string, printed: string, missing: boolean, seconds: number }>} `output`: standard
 * output and standard error as they came; `printed`: standard output alone; `missing`: there is no such program.
 */
export function run(command, args, { cwd = root, env = process.env } = {}) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
      printed += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
    });
    const end = (status, missing) =>
      resolve({ status, output, printed, missing, seconds: (performance.now() - started) / 1000 });
    child.on("error", (error) => {
      output += error.message;
      end(127, error.code === "ENOENT");
    });
    child.on("close", (code, signal) => {
      if (signal) output += `\nended by ${signal}`;
      end(code ?? 1, false);
    });
  });
}

/** A failure that is told in its message alone, without a stack. */
export class StepError extends Error {
  constructor(message, output = "") {
    super(message);
    this.name = "StepError";
    this.output = output;
  }
}

/** Runs a command that has to succeed. */
export async function must(what, command, args, options) {
  const result = await run(command, args, options);
  if (result.status !== 0) throw new StepError(`${what} failed (${command} ${args.join(" ")})`, result.output);
  return result;
}

/** The head and the tail of a long text. */
export function shortened(text, most = 24) {
  const lines = text.split("\n");
  if (lines.length <= most) return text;
  return [...lines.slice(0, most / 2), `… ${lines.length - most} lines …`, ...lines.slice(-most / 2)].join("\n");
}

/** The path of a program in `PATH`, or undefined. */
export function which(name, path = process.env.PATH ?? "") {
  const suffixes = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];
  for (const folder of path.split(delimiter)) {
    for (const suffix of suffixes) {
      const candidate = join(folder, name + suffix);
      if (folder !== "" && existsSync(candidate)) return candidate;
    }
  }
  return undefined;
}

/** The script that is npm, to be run by a Node of our choice. */
export function npmScript() {
  const beside = join(dirname(process.execPath), "..", "lib", "node_modules", "npm", "bin", "npm-cli.js");
  const windows = join(dirname(process.execPath), "node_modules", "npm", "bin", "npm-cli.js");
  const onPath = which("npm");
  const linked = onPath === undefined ? undefined : realpathSync(onPath);
  const candidates = [process.env.npm_execpath, linked, beside, windows];
  const found = candidates.find((path) => path?.endsWith("npm-cli.js") && existsSync(path));
  if (found === undefined) throw new StepError("npm was not found beside this Node: install Node with its npm");
  return found;
}

/** The script behind a development tool of node_modules, by package and path inside it. */
export function tool(path) {
  return join(root, "node_modules", ...path.split("/"));
}

export const seconds = (value) => `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
