/** What each basis of a smooth can be told; what does not belong together does not compile. */
import type { Arithmetic, Category, NumericColumn } from "./parts.js";

/** Numbers in order. */
export type NumberList = readonly number[] | Float64Array;

/** What every smooth can be told. */
export interface CommonSmooth {
  /** Functions in the basis before the constraint: an upper limit of how wiggly the smooth may be. */
  readonly size?: number;
  /** What multiplies the smooth: numbers, or a factor for one smooth a level. */
  readonly by?: string | Arithmetic | Category;
  /** λ for each penalty; −1 for one that is to be estimated. */
  readonly strength?: number | NumberList;
  /** No penalty at all. */
  readonly fixed?: boolean;
  /** Smooths of one id share their strengths. */
  readonly id?: string | number;
}

/** Where a smooth of one column is zero, in place of summing to zero over the data. */
interface AtPoint {
  readonly point?: number;
}

/** Thin plates: the default. */
export interface ThinPlate extends CommonSmooth {
  readonly basis?: "tp" | "ts";
  /** The order of the derivative in the penalty. */
  readonly order?: number;
  /** Knots taken from the data, at most. */
  readonly maxKnots?: number;
  /** Which of them, where the data have more. */
  readonly seed?: number;
}

/** Duchon splines. */
export interface Duchon extends CommonSmooth {
  readonly basis: "ds";
  /** The order of the derivative, and of the weight of frequencies. */
  readonly order?: number | readonly [derivative: number, frequencies: number];
  readonly maxKnots?: number;
  readonly seed?: number;
}

/** Gaussian processes. */
export type GaussianProcess = CommonSmooth & {
  readonly basis: "gp";
  /** The distance over which correlations fall; the largest distance of two knots when absent. */
  readonly range?: number;
  /** Whether a linear trend stands beside the process, or a constant alone. */
  readonly trend?: "linear" | "constant";
  readonly maxKnots?: number;
  readonly seed?: number;
} & (
    | { readonly kernel?: "spherical" | "matern12" | "matern32" | "matern52" | "matern72"; readonly power?: never }
    | { readonly kernel: "powerExponential"; readonly power?: number }
  );

/** Cubic regression splines. */
export interface CubicSpline extends CommonSmooth {
  readonly basis: "cr" | "cs";
  /** As many as `size`. */
  readonly knots?: NumberList;
}

/** Cyclic cubic splines. */
export interface CyclicSpline extends CommonSmooth {
  readonly basis: "cc";
  /** All of them, or the two ends of the period. */
  readonly knots?: NumberList;
}

/** P-splines. */
export interface PSpline extends CommonSmooth {
  readonly basis: "ps";
  /** The degree of the splines; 3 when absent. */
  readonly degree?: number;
  /** The order of the differences that are penalised; 2 when absent. */
  readonly difference?: number;
  readonly knots?: NumberList;
  readonly spacing?: "equal" | "quantile";
}

/** P-splines whose strength varies along the column. */
export interface AdaptiveSpline extends CommonSmooth {
  readonly basis: "ad";
  /** How many penalties; 5 when absent. */
  readonly penalties?: number;
  readonly knots?: NumberList;
  readonly spacing?: "equal" | "quantile";
}

/** Cyclic P-splines. */
export interface CyclicPSpline extends CommonSmooth {
  readonly basis: "cp";
  readonly degree?: number;
  readonly difference?: number;
  /** The two ends of the period, or the limits of all pieces. */
  readonly knots?: NumberList;
}

/** B-splines with penalties on derivatives. */
export interface BSpline extends CommonSmooth {
  readonly basis: "bs";
  /** The degree of the splines; 3 when absent. */
  readonly degree?: number;
  /** The orders of the derivatives that are penalised, one penalty each; 2 when absent. */
  readonly derivatives?: number | readonly number[];
  readonly knots?: NumberList;
  readonly spacing?: "equal" | "quantile";
}

/** Markov random fields over levels; neighbours by name stand among the options of the fit. */
export interface MarkovField extends Omit<CommonSmooth, "by"> {
  readonly basis: "mrf";
  /** For each level, in order, the places of its neighbours from 1. */
  readonly neighbours?: readonly (readonly number[])[];
}

/** Random effects of levels, or slopes of numbers within levels. */
export interface RandomEffect extends Omit<CommonSmooth, "size" | "fixed"> {
  readonly basis: "re";
}

/** The bases within levels. */
export type BaseWithin = "tp" | "ts" | "cr" | "cs" | "cc" | "ps" | "cp" | "bs" | "ds" | "gp";

/** A smooth for each level, all of one strength. */
export interface FactorSmooth extends CommonSmooth {
  readonly basis: "fs";
  readonly base?: BaseWithin;
}

/** Deviations of levels from a common smooth. */
export interface SumToZero extends CommonSmooth {
  readonly basis: "sz";
  readonly base?: BaseWithin;
  /** One strength for all levels. */
  readonly shared?: boolean;
}

/** Knots of a radial smooth: numbers, for several columns a list for each. */
interface RadialKnots<Lists> {
  readonly knots?: Lists;
}

/** The bases of one column. */
export type SmoothOfOne =
  | ((ThinPlate | Duchon | GaussianProcess) & RadialKnots<NumberList> & AtPoint)
  | ((CubicSpline | CyclicSpline | PSpline | AdaptiveSpline | CyclicPSpline | BSpline) & AtPoint)
  | MarkovField
  | RandomEffect;

/** An entry for each of some columns. */
export type Each<Columns extends readonly unknown[], Entry> = { readonly [Place in keyof Columns]: Entry };

/** The bases of several columns. */
export type SmoothOfSeveral<Columns extends readonly unknown[]> =
  | ((ThinPlate | Duchon | GaussianProcess) &
      RadialKnots<Each<Columns, NumberList>> & { readonly point?: Each<Columns, number> })
  | RandomEffect
  | FactorSmooth
  | SumToZero;

/** The bases of the margins of a tensor product. */
export type MarginBasis = "cr" | "cs" | "cc" | "ps" | "cp" | "bs" | "tp" | "ts" | "ds" | "gp" | "re";

/** What is told of the margins: one for all, or one for each. */
interface Margins<One, All> {
  readonly size?: number | All;
  readonly basis?: MarginBasis | One;
  /** The orders of each margin, as its basis says. */
  readonly order?: number | readonly (number | readonly number[])[];
}

/** A tensor product: by margin of one column each, or with `dimensions` of several. */
export type TensorOptions<Columns extends readonly unknown[]> = Omit<CommonSmooth, "size"> & {
  /** For each column its knots. */
  readonly knots?: Each<Columns, NumberList>;
  /** Where the smooth is zero, in place of summing to zero over the data. */
  readonly point?: Each<Columns, number>;
} & (
    | (Margins<Each<Columns, MarginBasis>, Each<Columns, number>> & { readonly dimensions?: never })
    | (Margins<readonly MarginBasis[], readonly number[]> & {
        /** Columns in each margin. */
        readonly dimensions: readonly number[];
      })
  );

/** `te`. */
export type FullTensor<Columns extends readonly unknown[]> = TensorOptions<Columns> & {
  /** Whether penalties are those of values of the margins' functions; true when absent. */
  readonly values?: boolean;
};

/** `ti`. */
export type InteractionTensor<Columns extends readonly unknown[]> = FullTensor<Columns> & {
  /** Which margins are without their main effect; all when absent. */
  readonly centred?: readonly boolean[];
};

/** `t2`. */
export type SplitTensor<Columns extends readonly unknown[]> = TensorOptions<Columns> & {
  /** Whether unpenalized functions of margins have strengths one by one. */
  readonly full?: boolean;
};

/** What a smooth is of. */
export type SmoothColumn = NumericColumn | Category;

/** Columns, at least one. */
export type SmoothColumns = readonly [SmoothColumn, ...SmoothColumn[]];
