// Draws every kind of plot, so that one can look at them: a Vega-Lite specification and an SVG each.
//
//   node scripts/pictures.mjs [FOLDER]     (target/pictures when absent; needs the compiled package: npm run build)

import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as vega from "vega";
import { compile } from "vega-lite";
import { fitSync } from "../packages/penlik/dist/index.js";
import { root } from "./lib/shell.mjs";

const folder = resolve(process.argv[2] ?? join(root, "target/pictures"));
mkdirSync(folder, { recursive: true });

/** Numbers in [0, 1) by counter, the same in every run. */
function uniform(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Made-up measurements: temperature and depth of lakes, their catch, clarity and water type. */
function lakes(rows) {
  const next = uniform(7);
  const column = (value) => Float64Array.from({ length: rows }, (_, i) => value(i));
  const noise = column(() => next() + next() + next() + next() - 2);
  const temperature = column(() => 4 + 20 * next());
  const depth = column(() => 2 + 28 * next() ** 1.5);
  const region = Array.from(noise, (_, i) => ["north", "middle", "south"][i % 3]);
  const lake = Array.from(noise, (_, i) => `lake ${String.fromCharCode(65 + (i % 14))}`);
  const shift = { north: 0, middle: 0.8, south: 1.6 };
  const pull = (i) => Math.sin(temperature[i] / 3.5 + shift[region[i]]) + 0.4 * Math.cos((i % 14) * 1.7);
  const clarity = column((i) => 6 + 1.5 * pull(i) - 0.002 * (depth[i] - 12) ** 2 + 0.8 * noise[i]);
  const ridge = (i) => Math.exp(-(((temperature[i] - 14) / 5) ** 2) - ((depth[i] - 14) / 7) ** 2);
  const yield_ = column((i) => 2 + 3 * ridge(i) + 0.05 * temperature[i] + 0.4 * noise[i]);
  const fish = column((i) => Math.max(0, Math.round(Math.exp(1.2 + 0.9 * pull(i)) * (0.5 + next()))));
  const score = (i) => 0.35 * (temperature[i] - 13) + 1.5 * noise[i];
  const water = Array.from(noise, (_, i) => (score(i) < -1.2 ? "clear" : score(i) < 1.4 ? "green" : "brown"));
  const ice = column((i) => (next() < 1 / (1 + Math.exp(0.5 * (temperature[i] - 11))) ? 1 : 0));
  return { temperature, depth, region, lake, clarity, yield: yield_, fish, water, ice };
}

const data = lakes(360);
const smooth = fitSync('clarity ~ region + s(temperature, bs="cr") + s(depth, bs="cr", k=6) + s(lake, bs="re")', data);
const by = fitSync('clarity ~ region + s(temperature, by=region, bs="cr")', data);
const counts = fitSync('fish ~ region + s(temperature, bs="cr")', data, { family: "poisson" });
const frozen = fitSync('ice ~ depth + s(temperature, bs="cr")', data, { family: "binomial" });
const classes = fitSync('water ~ depth + s(temperature, bs="cr", k=6)', data, { family: "multinomial" });

/** Bases that are not there yet are left out, and said to be. */
function attempt(name, make) {
  try {
    return [[name, make()]];
  } catch (error) {
    console.log(`${name}: ${error.message}`);
    return [];
  }
}

const surface = (formula) => () => fitSync(formula, data).plot();
const pictures = [
  ...attempt("all", () => smooth.plot()),
  ...attempt("smooth-simultaneous", () => smooth.plot("smooth", { term: "s(temperature)", simultaneous: true })),
  ...attempt("derivative", () => smooth.plot("smooth", { term: "s(temperature)", derivative: true })),
  ...attempt("by", () => by.plot()),
  ...attempt("counts", () => counts.plot()),
  ...attempt("binomial", () => frozen.plot("smooth", { residuals: true })),
  ...attempt("smooth-classes", () => classes.plot()),
  ...attempt("classes", () => classes.plot("classes", { covariate: "temperature", at: { depth: 12 } })),
  ...attempt("qq", () => counts.plot("qq", { seed: 2 })),
  ...attempt("qq-deviance", () => smooth.plot("qq", { type: "deviance" })),
  ...attempt("residuals", () => smooth.plot("residuals")),
  ...attempt("residuals-classes", () => classes.plot("residuals", { type: "pearson" })),
  ...attempt("forest", () => fitSync("clarity ~ region * depth + temperature", data).plot()),
  ...attempt("forest-classes", () =>
    fitSync("water ~ temperature + depth + region", data, { family: "multinomial" }).plot(),
  ),
  ...attempt("surface-te", surface('yield ~ te(temperature, depth, bs="cr", k=6)')),
  ...attempt("surface-tp", surface('yield ~ s(temperature, depth, bs="tp", k=30)')),
  ...attempt("factor-smooth", surface('clarity ~ s(temperature, region, bs="fs")')),
];

for (const [name, specification] of pictures) {
  const view = new vega.View(vega.parse(compile(specification).spec), { renderer: "none" });
  writeFileSync(join(folder, `${name}.vl.json`), JSON.stringify(specification, null, 1));
  writeFileSync(join(folder, `${name}.svg`), await view.toSVG());
}
console.log(`${pictures.length} pictures in ${folder}`);
