/**
 * The first line in which two texts differ, in words; undefined when they are equal.
 *
 * @param {string} found
 * @param {string} wanted
 * @returns {string | undefined}
 */
export function firstDifference(found, wanted) {
  if (found === wanted) return undefined;
  const [a, b] = [found.split("\n"), wanted.split("\n")];
  const at = b.findIndex((line, i) => line !== a[i]);
  const line = at < 0 ? b.length : at;
  const shown = (text) => (text === undefined ? "the end of the file" : JSON.stringify(text));
  return `first difference in line ${line + 1}:\n  found   ${shown(a[line])}\n  wanted  ${shown(b[line])}`;
}
