// Learns a dictionary for handwritten digits, so that each is a combination of a few atoms.
//
//   node scripts/examples/sparse-codes.mjs [--signals 1797] [--atoms 100] [--strength 2] [--rounds 15]
//
// Then codes some digits in a fixed dictionary and compares with what scikit-learn's sparse_encode reaches there.

import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { describe, encode, learn } from "./dictionary.mjs";
import { atomsOf, readDigits, reference } from "./digits.mjs";

const { values: flags } = parseArgs({
  options: {
    signals: { type: "string", default: "1797" },
    atoms: { type: "string", default: "100" },
    strength: { type: "string", default: "2" },
    rounds: { type: "string", default: "15" },
  },
});
const [signals, atoms, strength, rounds] = [flags.signals, flags.atoms, flags.strength, flags.rounds].map(Number);

const started = performance.now();
const B = readDigits(0, signals);
console.log(`${B.cols} digits of ${B.rows} pixels, ${atoms} atoms, strength ${strength}`);
const tell = (round, objective) => console.log(`round ${round}: objective ${objective.toFixed(4)} a digit`);
const { codes } = learn(B, atomsOf(readDigits(0, atoms)), { strength, rounds, tell });
const { error, active } = describe(B, codes);
console.log(
  `Reconstruction error ${(100 * error).toFixed(2)} % of the variance, ${active.toFixed(2)} active atoms a digit.`,
);
console.log(`Largest duality gap of a code: ${Math.max(...codes.gaps).toExponential(1)}; ${codes.message}.`);
console.log(`Learned in ${Math.round(performance.now() - started)} ms.`);

const own = encode(
  atomsOf(readDigits(0, reference.atoms)),
  readDigits(reference.atoms, reference.atoms + reference.signals),
  reference.strength,
);
const objective = own.values.reduce((sum, value) => sum + value, 0);
console.log(`\n${reference.signals} digits in ${reference.atoms} fixed atoms: objective ${objective.toFixed(9)}`);
console.log(`${reference["made by"]}: ${reference.lasso_lars.toFixed(9)}`);
const difference = objective / reference.lasso_lars - 1;
console.log(`Relative difference ${difference.toExponential(1)}`);
process.exitCode = codes.converged && own.converged && Math.abs(difference) < 1e-10 ? 0 : 1;
