/** The main job on real data: three species of penguins told apart by a penalized multinomial logit. */
import { performance } from "node:perf_hooks";
import { families, fit, fitMatrix, matrixFromRows } from "penlik";
import { isComplete, readPenguins, split } from "./demo/penguins.mjs";
import { heading, line, table } from "./demo/print.mjs";

const FORMULA = "species ~ bill_length + bill_depth + flipper_length + sex";
const NAMES = ["species", "bill_length", "bill_depth", "flipper_length", "sex"];
const RIDGE = 0.1;
const SEED = 20;

const started = performance.now();
const penguins = readPenguins();
const [train, test] = split(penguins, 0.7, SEED);

heading("Palmer penguins");
const incomplete = penguins.filter((bird) => !isComplete(bird, NAMES)).length;
line(
  `${penguins.length} birds, ${incomplete} of them with missing values; ${train.length} to fit, ${test.length} held out.`,
);

heading("A formula and records");
line(`fit("${FORMULA}", records, { family: "multinomial", ridge: ${RIDGE}, na: "omit" })\n`);
const model = await fit(FORMULA, train, { family: families.multinomial(), ridge: RIDGE, na: "omit" });
line(String(model.summary()));

heading("Birds the model has not seen");
reportHeldOut(
  model,
  test.filter((bird) => isComplete(bird, NAMES)),
);

heading("The same fit from typed arrays");
await compareWithArrays(
  model,
  train.filter((bird) => isComplete(bird, NAMES)),
);

line(`\nDone in ${Math.round(performance.now() - started)} ms.`);
process.exitCode = model.converged ? 0 : 1;

/** Accuracy and log-loss of held-out birds, and the probabilities of those the model is least sure of. */
function reportHeldOut(model, birds) {
  const { data, cols, classes } = model.predict(birds);
  const predicted = model.predict(birds, { type: "class" });
  const judged = birds.map((bird, i) => {
    const probabilities = [...data.subarray(i * cols, (i + 1) * cols)];
    return { bird, probabilities, right: predicted[i] === bird.species };
  });
  const hits = judged.filter(({ right }) => right).length;
  const losses = judged.map(({ bird, probabilities }) => -Math.log(probabilities[classes.indexOf(bird.species)]));
  const logLoss = losses.reduce((sum, loss) => sum + loss, 0) / birds.length;
  line(
    `Accuracy ${((100 * hits) / birds.length).toFixed(1)} % (${hits} of ${birds.length}), log-loss ${logLoss.toFixed(4)}.`,
  );
  line("The birds it is least sure of:\n");
  const surest = ({ probabilities }) => Math.max(...probabilities);
  const unsure = judged.toSorted((a, b) => surest(a) - surest(b)).slice(0, 6);
  const rows = unsure.map(({ bird, probabilities }) => {
    const measures = [bird.bill_length.toFixed(1), bird.bill_depth.toFixed(1), String(bird.flipper_length)];
    return [bird.species, ...measures, bird.sex, ...probabilities.map((p) => p.toFixed(4))];
  });
  table([...NAMES, ...classes.map((name) => `P(${name})`)], rows);
}

/** The design, the classes and the penalty by hand: the numeric entry gives the same coefficients. */
async function compareWithArrays(model, birds) {
  const { classes, columnNames } = model;
  const male = columnNames.at(-1) === "sex=MALE";
  const X = matrixFromRows(
    birds.map((bird) => [
      1,
      bird.bill_length,
      bird.bill_depth,
      bird.flipper_length,
      (bird.sex === "MALE") === male ? 1 : 0,
    ]),
  );
  const y = Int32Array.from(birds, (bird) => classes.indexOf(bird.species));
  const ridge = matrixFromRows(columnNames.map((_, i) => columnNames.map((_, j) => (i === j && i > 0 ? 1 : 0))));
  const family = families.multinomial();
  const numeric = await fitMatrix({ y, X, family, penalties: [{ matrix: ridge, logStrength: Math.log(RIDGE) }] });
  const [ours, theirs] = [numeric.coefficients, model.coefficients];
  const difference = Math.max(...ours.map((value, i) => Math.abs(value - theirs[i])));
  line(`fitMatrix({ y, X, family, penalties: [{ matrix, logStrength: Math.log(${RIDGE}) }] })\n`);
  line(`X is ${X.rows} × ${X.cols} in a Float64Array, y ${y.length} codes in an Int32Array.`);
  line(`Largest difference to the ${ours.length} coefficients above: ${difference.toExponential(1)}`);
}
