// The table and the comparisons that the benchmark prints.

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const best = (result) => Math.min(...result.times);
const find = (results, group, threads) => results.find((r) => r.group === group && r.threads === threads);

/** penlik on as many threads as the other program was given. */
function ours(results, result) {
  return find(results, "penlik", String(result.threads) === "1" ? "1" : "default");
}

const COLUMNS = [
  ["program", (r) => r.label],
  ["version", (r) => r.said.version],
  ["best s", (r) => best(r).toFixed(3)],
  ["median s", (r) => median(r.times).toFixed(3)],
  ["iterations", (r) => String(r.said.iterations ?? "-")],
  ["max|g|/n", (r) => r.verdict.maxMean.toExponential(1)],
  ["‖g‖/n", (r) => r.verdict.normMean.toExponential(1)],
  ["max|g|", (r) => r.verdict.maxSum.toExponential(1)],
  ["‖g‖", (r) => r.verdict.normSum.toExponential(1)],
  ["log-likelihood", (r) => r.verdict.logLikelihood.toFixed(9)],
  ["time / ours", (r, all) => ratio(r, ours(all, r))],
  ["note", (r) => r.said.note],
];

function ratio(result, reference) {
  return reference ? (median(result.times) / median(reference.times)).toFixed(2) : "-";
}

/** One line a program; times compare medians, with penlik on the same number of threads. */
export function table(results) {
  const rows = [COLUMNS.map(([title]) => title), ...results.map((r) => COLUMNS.map(([, show]) => show(r, results)))];
  const widths = COLUMNS.map((_, c) => Math.max(...rows.map((row) => row[c].length)));
  return rows
    .map((row) =>
      row
        .map((cell, c) => cell.padEnd(widths[c]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/**
 * The lbfgs run to hold against ours at equal gradient norm: the fastest of those that reach our norm, or, where none does,
 * the fastest of those within a factor 2 of the smallest norm that lbfgs reaches.
 */
function equalGradient(results, reference) {
  const runs = results.filter((r) => r.group === "lbfgs" && r.threads === reference.threads);
  if (runs.length === 0) return undefined;
  const norm = (r) => r.verdict.maxMean;
  const goal = Math.max(norm(reference), 2 * Math.min(...runs.map(norm)));
  return runs.filter((r) => norm(r) <= goal).toSorted((a, b) => median(a.times) - median(b.times))[0];
}

function sentence(name, result, reference) {
  const norms = `max|g|/n ${result.verdict.maxMean.toExponential(1)} against our ${reference.verdict.maxMean.toExponential(1)}`;
  const times = `${median(result.times).toFixed(3)} s against our ${median(reference.times).toFixed(3)} s`;
  const bests = (best(result) / best(reference)).toFixed(2);
  return `${name}: ${ratio(result, reference)} times our time (medians; bests ${bests}); ${times}; ${norms}`;
}

/** What is compared with what, in sentences. */
export function comparisons(results) {
  const lines = [];
  for (const reference of results.filter((r) => r.group === "penlik")) {
    const threads = reference.threads === "default" ? "all threads" : "1 thread";
    const nnet = find(results, "nnet", 1);
    if (nnet)
      lines.push(sentence(`nnet::multinom at its defaults (1 thread) and penlik at its (${threads})`, nnet, reference));
    const equal = equalGradient(results, reference);
    if (equal) {
      const how =
        equal.verdict.maxMean <= reference.verdict.maxMean
          ? "at our gradient norm or below"
          : "as near to our gradient norm as it gets";
      lines.push(sentence(`${equal.label}, ${how}, and penlik (${threads})`, equal, reference));
    }
  }
  return lines.join("\n");
}
