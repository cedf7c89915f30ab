// How many checks a tool ran, read from what it printed.

const sum = (matches, group) => matches.reduce((total, match) => total + Number(match[group]), 0);

/** Every "test result:" line of cargo test, added up. */
export function rustCounts(output) {
  const lines = [...output.matchAll(/^test result: \S+ (\d+) passed; (\d+) failed;/gm)];
  return { passed: sum(lines, 1), failed: sum(lines, 2) };
}

/** vitest's JSON report. A file that could not be loaded ran no test: it counts as one failure. */
export function vitestCounts(json) {
  const report = JSON.parse(json);
  const broken = (report.testResults ?? []).filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  return { passed: report.numPassedTests ?? 0, failed: (report.numFailedTests ?? 0) + broken.length };
}

/** A closing line "N passed, N failed". */
export function closingCounts(output) {
  const line = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  return line === undefined ? {} : { passed: Number(line[1]), failed: Number(line[2]) };
}
