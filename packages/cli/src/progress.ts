import type { ProgressEvent } from "penlik";

/** One line that is written over and over while a fit runs. */
export interface ProgressLine {
  update(event: ProgressEvent): void;
  clear(): void;
}

const CLEAR = "\r\u001B[2K";

/** A progress line on a terminal; nothing when standard error is a file or a pipe. */
export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine | undefined {
  if (stream.isTTY !== true) return undefined;
  return {
    update({ phase, iteration, objective, gradientNorm, decrement }) {
      const strengths = phase === "strengths";
      const distance = strengths
        ? `gradient ${gradientNorm.toExponential(1)}`
        : `Newton decrement ${decrement.toExponential(1)}`;
      const numbers = `${strengths ? "criterion" : "objective"} ${objective.toPrecision(8)}  ${distance}`;
      stream.write(`${CLEAR}${strengths ? "strengths, " : ""}iteration ${iteration}  ${numbers}`);
    },
    clear() {
      stream.write(CLEAR);
    },
  };
}
