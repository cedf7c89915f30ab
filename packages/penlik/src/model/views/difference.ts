import { toNativeTable } from "../../data/table.js";
import type { Columns } from "../../data/types.js";
import { inWords, refusal } from "../../errors.js";
import type { NativeModel } from "../../native.js";
import { stringsOption, wordOption } from "../../options.js";
import type { Description, SmoothTerm } from "../description.js";
import { guarded } from "../prediction.js";
import { gridOf } from "./grid.js";
import { askOf, type Curve, curve, type Part, readBand, type SmoothOptions, smoothsCalled } from "./smooth.js";

/** Differences between levels over a grid of the other covariates, one pair after the other. */
export interface SmoothDifference extends Curve {
  /** The label that was asked for. */
  readonly term: string;
  /** The column of the levels. */
  readonly factor: string;
  /** The level that each row is of. */
  readonly first: readonly string[];
  /** The level that is subtracted. */
  readonly second: readonly string[];
}

/** A smooth at a level, and the columns that hold it there. */
interface Side {
  readonly smooth: SmoothTerm;
  readonly fixed: Columns;
}

/** The differences of all pairs of levels, or of one. */
export function differenceOf(
  handle: NativeModel,
  description: Description,
  term: string,
  levels: readonly [string, string] | undefined,
  options: SmoothOptions | undefined,
): SmoothDifference {
  const { factor, sides } = sidesOf(smoothsCalled(description, term), term);
  const { grid, ...band } = readBand(options);
  const pairs = pairsOf([...sides.keys()], levels);
  const parts = pairs.map(([first, second]): Part => {
    const [one, other] = [sides.get(first) as Side, sides.get(second) as Side];
    const [table, otherTable] = [one, other].map(({ smooth, fixed }) => gridOf(smooth, grid, fixed)) as [
      Columns,
      Columns,
    ];
    const labels = [one.smooth.label, other.smooth.label];
    const [here, there] = [toNativeTable(table), toNativeTable(otherTable)];
    const native = guarded(() => handle.smoothDifference(labels, here, there, askOf(band, one.smooth)));
    const covariates = Object.fromEntries(Object.entries(table).filter(([name]) => name !== factor));
    return { table: covariates, native };
  });
  const found = curve(parts, description, band);
  const each = (side: 0 | 1) =>
    parts.flatMap(({ native }, k) => new Array<string>(native.rows).fill(pairs[k]?.[side] ?? ""));
  const copies = found.fit.length / each(0).length;
  const all = (side: 0 | 1) => Array.from({ length: copies }, () => each(side)).flat();
  return { term, factor, first: all(0), second: all(1), ...found };
}

/** What there is at each level. */
function sidesOf(smooths: readonly SmoothTerm[], term: string): { factor: string; sides: Map<string, Side> } {
  const [first] = smooths as [SmoothTerm];
  const { by } = first;
  if (by !== null && first.level !== null && smooths.length > 1) {
    return { factor: by.name, sides: new Map(smooths.map((smooth) => [smooth.level ?? "", { smooth, fixed: {} }])) };
  }
  const factors = first.covariates.filter(({ levels }) => levels !== null);
  const [factor] = factors;
  if (factor === undefined || factors.length > 1 || smooths.length > 1) {
    const expected = "a smooth of one factor, or one that is by a factor of two levels or more";
    throw refusal("ERR_DOMAIN", "term", inWords(term), expected);
  }
  const side = (level: string): Side => ({ smooth: first, fixed: { [factor.name]: [level] } });
  return { factor: factor.name, sides: new Map((factor.levels ?? []).map((level) => [level, side(level)])) };
}

function pairsOf(known: readonly string[], levels: unknown): readonly (readonly [string, string])[] {
  if (levels === undefined) return known.flatMap((a, i) => known.slice(0, i).map((b) => [a, b] as const));
  const [first, second, ...more] = stringsOption("levels", levels);
  if (first === undefined || second === undefined || more.length > 0 || first === second) {
    throw refusal("ERR_DOMAIN", "levels", inWords(levels), `two of the levels ${known.join(", ")}`);
  }
  return [[wordOption("levels[0]", first, known), wordOption("levels[1]", second, known)]];
}
