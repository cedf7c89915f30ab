import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The built binary. */
export const MAIN = fileURLToPath(new URL("../dist/main.js", import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the built binary. */
export function start(...args: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, NO_COLOR: "1" } });
}

/** What a process prints and how it ends. */
export async function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, stdout, stderr };
}

/** Runs the binary with nothing on standard input. */
export async function penlik(...args: string[]): Promise<Outcome> {
  return await penlikReading("", ...args);
}

/** Runs the binary with a text on standard input. */
export async function penlikReading(input: string, ...args: string[]): Promise<Outcome> {
  const child = start(...args);
  // The process may end without reading; that is no failure of the test.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  return await outcomeOf(child);
}

/** A fresh directory with files in it, and the path of each name. */
export async function directoryWith(
  files: Readonly<Record<string, string | Buffer>>,
): Promise<(name: string) => string> {
  const directory = await mkdtemp(join(tmpdir(), "penlik-cli-"));
  const path = (name: string) => join(directory, name);
  await Promise.all(Object.entries(files).map(([name, content]) => writeFile(path(name), content)));
  return path;
}
