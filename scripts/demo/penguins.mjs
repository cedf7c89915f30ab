/** The Palmer penguins of the npm package vega-datasets, under names that a formula can say. */
import { readFileSync } from "node:fs";

const NAMES = {
  Species: "species",
  Island: "island",
  "Beak Length (mm)": "bill_length",
  "Beak Depth (mm)": "bill_depth",
  "Flipper Length (mm)": "flipper_length",
  "Body Mass (g)": "body_mass",
  Sex: "sex",
};

/** 344 records; missing cells are null, and one bird whose sex is written "." counts as missing too. */
export function readPenguins() {
  const file = new URL("../data/penguins.json", import.meta.resolve("vega-datasets"));
  return JSON.parse(readFileSync(file, "utf8")).map(renamed);
}

function renamed(record) {
  const cells = Object.entries(record).map(([name, cell]) => [NAMES[name] ?? name, cell === "." ? null : cell]);
  return Object.fromEntries(cells);
}

/** Whether every named cell is there. */
export function isComplete(record, names) {
  return names.every((name) => record[name] !== null);
}

/** A shuffled copy cut in two, the same for the same seed. */
export function split(records, share, seed) {
  const next = randomNumbers(seed);
  const shuffled = [...records];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
  }
  const size = Math.round(share * shuffled.length);
  return [shuffled.slice(0, size), shuffled.slice(size)];
}

/** Numbers in [0, 1) by a counter and the finalizer of MurmurHash3. */
function randomNumbers(seed) {
  let counter = seed;
  return () => {
    counter = (counter + 0x9e3779b9) | 0;
    let bits = counter;
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
  };
}
