import { bench, describe } from "vitest";
import { MultinomialLogit } from "../src/families/multinomial-logit.js";
import { floatsOf, output } from "../src/gate.js";
import { native } from "../src/native.js";

const { mirror, sum } = native.__selfTest;

describe.each([16, 1_000, 100_000])("%i numbers", (n) => {
  const x = new Float64Array(n).fill(0.5);
  const out = new Float64Array(n);

  bench("gate alone: one input, one out", () => {
    floatsOf("x", x, n);
    output(out, n, x);
  });
  bench("addon alone: borrow, write into out", () => {
    mirror(x, out);
  });
  bench("gate and addon: borrow, write into out", () => {
    mirror(floatsOf("x", x, n), output(out, n, x));
  });
  bench("gate and addon: borrow, return a number", () => {
    sum(floatsOf("x", x, n));
  });
  bench("gate and addon: borrow, write into a fresh array", () => {
    mirror(floatsOf("x", x, n), output(undefined, n, x));
  });
});

describe("the multinomial score of 8 rows", () => {
  const logit = new MultinomialLogit({ classes: 3 });
  const eta = { data: new Float64Array(16).fill(0.25), rows: 8, cols: 2 };
  const labels = Int32Array.of(0, 1, 2, 0, 1, 2, 0, 1);
  const out = new Float64Array(16);

  bench("with out", () => {
    logit.score(eta, labels, undefined, out);
  });
  bench("without", () => {
    logit.score(eta, labels);
  });
});
