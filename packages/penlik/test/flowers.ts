/** Sixty made-up flowers of three kinds that overlap, with a numeric and a categorical column. */
export const records = ["a", "b", "c"].flatMap((kind, shift) =>
  Array.from({ length: 20 }, (_, i) => ({ kind, size: ((i * 7) % 20) / 4 + shift, site: i % 3 === 0 ? "u" : "v" })),
);

/** The same flowers as columns. */
export const columns = {
  kind: records.map(({ kind }) => kind),
  size: Float64Array.from(records, ({ size }) => size),
  site: records.map(({ site }) => site),
};
