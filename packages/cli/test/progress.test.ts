import { describe, expect, it } from "vitest";
import { progressLine } from "../src/progress.js";

/** A stream that writes down what it is given. */
function stream(isTTY: boolean | undefined) {
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  return { written, stream: { isTTY, write } as unknown as NodeJS.WriteStream };
}

describe("the progress line", () => {
  it("is written over in place on a terminal, and cleared at the end", () => {
    const terminal = stream(true);
    const line = progressLine(terminal.stream);
    const event = { iteration: 3, objective: 123.4567891, gradientNorm: 0.0456, decrement: 0.00123, step: 1 };
    line?.update({ ...event, phase: "coefficients" });
    line?.update({ ...event, phase: "strengths" });
    line?.clear();
    expect(terminal.written).toEqual([
      "\r\u001B[2Kiteration 3  objective 123.45679  Newton decrement 1.2e-3",
      "\r\u001B[2Kstrengths, iteration 3  criterion 123.45679  gradient 4.6e-2",
      "\r\u001B[2K",
    ]);
  });

  it.each([false, undefined])("is not there when standard error is a file or a pipe", (isTTY) => {
    expect(progressLine(stream(isTTY).stream)).toBeUndefined();
  });
});
