// Delays of American flights by time of day and distance: how a day goes wrong, by additive models.
//
//   node scripts/examples/flights.mjs [--rows N] [--data 200k|3m] [--family gaussian|scaledT] [--discretize [LEVELS]] [--pictures FOLDER]
//
// 200k: the bytes of an Arrow file, read in place. 3m: a Parquet file, which a reader in JavaScript turns into columns. Both come with the npm
// package vega-datasets. Prints the summary, times and the most memory that was held; with --pictures writes the smooths as SVG.
// Needs the compiled package: npm run build.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compareModels, families, fit } from "../../packages/penlik/dist/index.js";
import { root } from "../lib/shell.mjs";

const { values: flags } = parseArgs({
  options: {
    data: { type: "string", default: "200k" },
    rows: { type: "string" },
    family: { type: "string", default: "gaussian" },
    discretize: { type: "boolean", default: false },
    levels: { type: "string" },
    pictures: { type: "string" },
  },
});

const folder = join(root, "node_modules/vega-datasets/data");
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(2)} s`;

/** Columns of the three million flights: minutes of delay, miles, and the hour of departure. */
async function parquet() {
  const { parquetRead } = await import("hyparquet");
  const { decompress } = await import("fzstd");
  const { buffer, byteOffset, byteLength } = readFileSync(join(folder, "flights-3m.parquet"));
  const found = { delay: [], distance: [], date: [] };
  await parquetRead({
    file: buffer.slice(byteOffset, byteOffset + byteLength),
    columns: Object.keys(found),
    compressors: { ZSTD: (bytes, length) => decompress(bytes, new Uint8Array(length)) },
    onChunk: ({ columnName, columnData }) => found[columnName].push(Float64Array.from(columnData, numberOf)),
  });
  const [delay, distance, date] = Object.values(found).map(joined);
  return { delay, distance, time: date.map((ms) => (ms / 3_600_000) % 24) };
}

const numberOf = (cell) => (cell instanceof Date ? cell.getTime() : Number(cell));

function joined(pieces) {
  const out = new Float64Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** Every k-th row, so that all times and distances stay. */
async function some(data, rows) {
  const { tableFromIPC } = await import("@uwdata/flechette");
  const columns = ArrayBuffer.isView(data) ? tableFromIPC(new Uint8Array(data)).toColumns() : data;
  const every = Math.max(1, Math.floor(columns.delay.length / rows));
  const pick = (values) => Float64Array.from({ length: rows }, (_, i) => values[i * every]);
  return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, pick(values)]));
}

const reading = performance.now();
let data = flags.data === "3m" ? await parquet() : readFileSync(join(folder, "flights-200k.arrow"));
if (flags.rows !== undefined) data = await some(data, Number(flags.rows));
console.log(`read in ${seconds(reading)}`);

const family = flags.family === "scaledT" ? families.scaledT({ df: 3 }) : families[flags.family]();
const levels = flags.levels === undefined ? true : Number(flags.levels);
const options = { family, ...(flags.discretize && { discretize: levels }) };
const smooths = 's(time, bs = "cc", k = 20, knots = c(0, 24)) + s(distance, bs = "cr", k = 20)';

const fitting = performance.now();
const model = await fit(`delay ~ ${smooths}`, data, options);
console.log(`\n${model.summary()}\n`);
console.log(`fitted in ${seconds(fitting)}`);

const crossing = performance.now();
const together = await fit(
  `delay ~ ${smooths} + ti(time, distance, bs = c("cc", "cr"), k = c(8, 6), knots = list(c(0, 24)))`,
  data,
  options,
);
console.log(`with an interaction of time and distance in ${seconds(crossing)}`);
for (const { aic, edf } of compareModels(model, together)) console.log(`AIC ${aic.toFixed(1)}, edf ${edf.toFixed(2)}`);

const hours = [6, 12, 18, 21];
const { data: means, standardErrors } = model.predict(
  { time: hours, distance: hours.map(() => 700) },
  { standardErrors: true },
);
const told = hours.map((hour, i) => `${hour}:00 ${means[i].toFixed(2)} ± ${standardErrors.data[i].toFixed(2)}`);
console.log(`mean delay of 700 miles in minutes: ${told.join(", ")}`);
console.log(`at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB of memory`);

if (flags.pictures !== undefined) {
  mkdirSync(flags.pictures, { recursive: true });
  const [vega, { compile }] = [await import("vega"), await import("vega-lite")];
  const looks = { "flights-smooths": model, "flights-together": together };
  for (const [name, shown] of Object.entries(looks)) {
    const specification = shown.plot("smooth", { residuals: false, tooFar: 0.05 });
    const view = new vega.View(vega.parse(compile(specification).spec), { renderer: "none" });
    writeFileSync(join(flags.pictures, `${name}.svg`), await view.toSVG());
  }
}
