/** Which points of a plane lie far from the rows of a fit: what a surface says there is a guess. */

/** Points in the plane by column. */
export interface Places {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/**
 * For each point whether no row is within a distance, in the unit square that the points span.
 *
 * Rows are sorted into squares whose sides are the distance, so that only nine of them are looked at.
 */
export function farFrom(points: Places, rows: Places, distance: number): boolean[] {
  const [across, upward] = [unit(points.x), unit(points.y)];
  const squares = new Map<string, [number, number][]>();
  const square = (u: number, v: number) => [Math.floor(u / distance), Math.floor(v / distance)] as const;
  for (let i = 0; i < rows.x.length; i++) {
    const place: [number, number] = [across(rows.x[i] as number), upward(rows.y[i] as number)];
    const key = square(...place).join();
    const known = squares.get(key);
    if (known === undefined) squares.set(key, [place]);
    else known.push(place);
  }
  return Array.from(points.x, (x, k) => {
    const [u, v] = [across(x), upward(points.y[k] as number)];
    const [i, j] = square(u, v);
    return !NEARBY.some(([a, b]) =>
      squares.get([i + a, j + b].join())?.some(([s, t]) => Math.hypot(u - s, v - t) <= distance),
    );
  });
}

const STEPS = [0, -1, 1] as const;
const NEARBY = STEPS.flatMap((a) => STEPS.map((b) => [a, b] as const));

/** The way from a range to [0, 1]. */
function unit(values: ArrayLike<number>): (x: number) => number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i] as number);
    high = Math.max(high, values[i] as number);
  }
  const width = high - low;
  return (x) => (width > 0 ? (x - low) / width : 0);
}
