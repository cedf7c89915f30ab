#!/usr/bin/env node
import { CommanderError } from "commander";
import { EXIT, exitCodeOf, messageOf } from "./exit.js";
import { buildProgram } from "./program.js";

/** A reader that went away (`penlik … | head`) is no error; a full disk is. */
function endOnFailedOutput(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(process.exitCode ?? EXIT.ok);
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(exitCodeOf(error));
}

async function main(): Promise<void> {
  process.stdout.on("error", endOnFailedOutput);
  process.stderr.on("error", () => process.exit(process.exitCode ?? EXIT.ok));
  const interrupt = new AbortController();
  // The second interrupt finds no listener and ends the process at once.
  process.once("SIGINT", () => interrupt.abort());
  const finish = (code: number) => {
    process.exitCode = code;
  };
  try {
    await buildProgram({ signal: interrupt.signal, finish }).parseAsync();
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Tells the error and gives its exit code; commander has told its own already. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  process.stderr.write(`${messageOf(error)}\n`);
  return exitCodeOf(error);
}

await main();
