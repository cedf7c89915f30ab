import type { ErrorCode } from "penlik";

/** The exit codes of every verb, as `--help` lists them. */
export const EXIT = {
  ok: 0,
  defect: 1,
  usage: 2,
  input: 3,
  notConverged: 4,
  interrupted: 130,
} as const;

export const EXIT_HELP = `
Exit codes:
  0    done
  1    a defect of penlik, or its compiled part cannot be loaded
  2    wrong usage: unknown verb, option or value of an option
  3    bad input: a file, its data, the formula or the model cannot be used
  4    the fit did not converge (its model and summary are written all the same)
  130  interrupted

Rows in messages are counted from 0, the header line not among them.`;

/** Errors of the library that are not the input's fault. */
const EXIT_OF: Partial<Readonly<Record<ErrorCode, number>>> = {
  ERR_INTERNAL: EXIT.defect,
  ERR_NATIVE_MISSING: EXIT.defect,
  ERR_NOT_CONVERGED: EXIT.notConverged,
  ERR_SEPARATION: EXIT.notConverged,
  ERR_ABORTED: EXIT.interrupted,
};

/** The exit code that an error stands for. */
export function exitCodeOf(error: unknown): number {
  if (isInterrupt(error)) return EXIT.interrupted;
  const code = codeOf(error);
  if (code === undefined) return EXIT.defect;
  if (code.startsWith("ERR_")) return EXIT_OF[code as ErrorCode] ?? EXIT.input;
  return isSystemError(error) ? EXIT.input : EXIT.defect;
}

/** The line or lines that an error prints. */
export function messageOf(error: unknown): string {
  if (isInterrupt(error)) return "penlik: interrupted";
  const text = error instanceof Error ? error.message : String(error);
  const code = codeOf(error);
  return `penlik: ${code === undefined || !code.startsWith("ERR_") ? "" : `${code}: `}${text}`;
}

/** Whether the user stopped the run: a listener that went away counts for reading, not for writing. */
function isInterrupt(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || codeOf(error) === "ERR_ABORTED");
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** A file that is missing, a directory in its place, no permission. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
