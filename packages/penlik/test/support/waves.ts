import { uniform } from "./examples.js";

/** A table with a wave over x for each of two sites, six groups, a line over z, and classes, counts and successes that follow x. */
export function waves(rows: number) {
  const next = uniform(rows);
  const column = (value: (i: number) => number) => Float64Array.from({ length: rows }, (_, i) => value(i));
  // Sums of uniform numbers are nearly normal.
  const noise = column(() => next() + next() + next() + next() - 2);
  const x = column(() => 5 * next());
  const z = column(() => next());
  const site = Array.from(x, (_, i) => (i % 2 === 0 ? "a" : "b"));
  const group = Array.from(x, (_, i) => `g${i % 6}`);
  const wave = (i: number) => (site[i] === "a" ? Math.sin(1.3 * (x[i] as number)) : Math.cos(1.3 * (x[i] as number)));
  const y = column((i) => wave(i) + (z[i] as number) + 0.3 * ((i % 6) - 2.5) + 0.5 * (noise[i] as number));
  const count = column((i) =>
    Math.floor(Math.exp(0.8 + 0.8 * Math.sin(1.3 * (x[i] as number))) * (0.4 + 1.2 * next())),
  );
  const success = column((i) => (next() < 1 / (1 + Math.exp(-1.5 * Math.sin(1.3 * (x[i] as number)))) ? 1 : 0));
  const pull = (i: number) => Math.sin(1.3 * (x[i] as number)) + 1.2 * (noise[i] as number);
  const kind = Array.from(x, (_, i) => (pull(i) < -0.5 ? "low" : pull(i) < 0.6 ? "mid" : "high"));
  return { x, z, site, group, y, count, success, kind };
}
