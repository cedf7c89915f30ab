/**
 * Contours of a function on a grid by marching squares: each cell is crossed by straight lines, whose ends divide its edges as the
 * function does; lines that meet are joined. In a saddle the mean of the corners decides.
 *
 * Source: W. E. Lorensen and H. E. Cline, Computer Graphics 21 (1987), 163, in two dimensions.
 */

/** A line at one height. */
export interface Contour {
  readonly level: number;
  readonly points: readonly (readonly [number, number])[];
}

/** A function on the points (x_i, y_j): `values[j * x.length + i]`; NaN where it is not known. */
export interface Surface {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly values: ArrayLike<number>;
}

/** Round heights within the range of a function, about `count` of them. */
export function roundLevels(low: number, high: number, count = 8): number[] {
  if (!(high > low)) return [];
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 2.5, 5, 10].find((multiple) => multiple * power >= raw) ?? 10) * power;
  const first = Math.ceil(low / step);
  const levels = Array.from({ length: Math.floor(high / step) - first + 1 }, (_, k) => (first + k) * step);
  // (first + k)·step may be 0.30000000000000004.
  return levels.map((level) => Number(level.toPrecision(12))).filter((level) => level > low && level < high);
}

/** The contours at some heights. */
export function contours(surface: Surface, levels: readonly number[]): Contour[] {
  return levels.flatMap((level) => joined(segments(surface, level)).map((points) => ({ level, points })));
}

type Point = readonly [number, number];
/** An edge by name, so that neighbouring cells agree on it, and where it is crossed. */
type End = { readonly edge: string; readonly at: Point };

function segments({ x, y, values }: Surface, level: number): [End, End][] {
  const out: [End, End][] = [];
  const value = (i: number, j: number) => values[j * x.length + i] as number;
  const cross = (i: number, j: number, k: number, l: number): End => {
    const [a, b] = [value(i, j), value(k, l)];
    const t = (level - a) / (b - a);
    const mix = (from: number, to: number) => from + t * (to - from);
    return {
      edge: `${i},${j},${k},${l}`,
      at: [mix(x[i] as number, x[k] as number), mix(y[j] as number, y[l] as number)],
    };
  };
  for (let j = 0; j + 1 < y.length; j++) {
    for (let i = 0; i + 1 < x.length; i++) {
      const corners = [value(i, j), value(i + 1, j), value(i + 1, j + 1), value(i, j + 1)] as const;
      if (!corners.every(Number.isFinite)) continue;
      const above = corners.map((corner) => corner >= level);
      const edges = [
        () => cross(i, j, i + 1, j),
        () => cross(i + 1, j, i + 1, j + 1),
        () => cross(i, j + 1, i + 1, j + 1),
        () => cross(i, j, i, j + 1),
      ];
      const crossed = edges.filter((_, k) => above[k] !== above[(k + 1) % 4]).map((edge) => edge());
      if (crossed.length === 2) out.push(crossed as [End, End]);
      if (crossed.length === 4) {
        const middle = corners.reduce((a, b) => a + b) / 4 >= level;
        const [bottom, right, top, left] = crossed as [End, End, End, End];
        if (middle === above[0]) out.push([bottom, right], [top, left]);
        else out.push([left, bottom], [right, top]);
      }
    }
  }
  return out;
}

/** Segments that share an edge, joined to lines. */
function joined(pieces: readonly [End, End][]): Point[][] {
  const at = new Map<string, number[]>();
  for (const [k, ends] of pieces.entries()) {
    for (const { edge } of ends) at.set(edge, [...(at.get(edge) ?? []), k]);
  }
  const used = new Set<number>();
  const follow = (from: End): End[] => {
    const line: End[] = [];
    let end = from;
    for (;;) {
      const next = at.get(end.edge)?.find((k) => !used.has(k));
      if (next === undefined) return line;
      used.add(next);
      const [first, second] = pieces[next] as [End, End];
      end = first.edge === end.edge ? second : first;
      line.push(end);
    }
  };
  const lines: Point[][] = [];
  for (const [k, [first, second]] of pieces.entries()) {
    if (used.has(k)) continue;
    used.add(k);
    const forward = follow(second);
    const backward = follow(first).reverse();
    lines.push([...backward, first, second, ...forward].map(({ at }) => at));
  }
  return lines;
}
