import { inWords, refusal, translate } from "../errors.js";
import { floatsOf, fresh, integersOf, numbers, output } from "../gate.js";
import { borrowed, borrowedOf, type Matrix } from "../matrix.js";
import { type NativeMultinomialFamily, native } from "../native.js";
import { countOption, readOptions, stringsOption, wordOption } from "../options.js";
import type { PenaltyMetric } from "./family.js";
import { MultinomialWorkspace } from "./multinomial-workspace.js";

/** A penalty ½λ·βᵀSβ on the columns of the design. */
export interface JointPenalty {
  /** S, P × P, symmetric and positive semidefinite. */
  readonly matrix: Matrix;
  /** P − rank S; found when absent, checked against the matrix when given. */
  readonly nullDimension?: number;
}

/** What a joint multinomial model is made of. */
export interface MultinomialFamilyOptions {
  /** X, N × P. */
  readonly design: Matrix;
  /** N classes, or an N × K matrix whose rows are shares that sum to 1 or whole counts. */
  readonly y: Matrix | Int32Array;
  /** The K classes by name, or how many there are: then they are called 0, 1, … */
  readonly classes: number | readonly string[];
  /** The class whose linear predictor is 0; the last one when absent. */
  readonly reference?: string;
  /** N numbers ≥ 0; 1 each when absent. */
  readonly weights?: Float64Array;
  /** Added to the predictors: N × 1 for all of them, or N × (K − 1). */
  readonly offset?: Matrix;
  /** The names of the columns; x1, x2, … when absent. */
  readonly names?: readonly string[];
  /** Penalties on the columns; none when absent. */
  readonly penalties?: readonly JointPenalty[];
  /** How a penalty measures the coefficients of the classes; `"centred"` when absent. */
  readonly penaltyMetric?: PenaltyMetric;
  /** Threads; every processor when absent. The numbers do not depend on it. */
  readonly threads?: number;
}

/** The coefficients of one active class. */
export interface BlockSpec {
  /** `class_<label>`. */
  readonly name: string;
  /** X, the same object for every block. */
  readonly design: Matrix;
  /** The penalties on it, with the dimensions of their null spaces and a ln λ to begin with. */
  readonly penalties: readonly {
    readonly matrix: Matrix;
    readonly nullDimension: number;
    readonly initialLogStrength: number;
  }[];
  /** The dimension of the coefficients that no penalty sees. */
  readonly nullDimension: number;
  /** Larger keeps a direction that blocks share; it decreases strictly in the order of the classes. */
  readonly gaugePriority: number;
  /** The places of its coefficients in β. */
  readonly columns: { readonly start: number; readonly end: number };
}

/** Newton's method on one block: weighted least squares of `response` on X with `weights` is its next step. */
export interface BlockWorkingSet {
  /** `class_<label>`. */
  readonly name: string;
  /** Xβ + (y − p)/(p(1 − p)). */
  readonly response: Float64Array;
  /** w·n·p(1 − p). */
  readonly weights: Float64Array;
  /** w·n·(y − p), of which Xᵀ makes the gradient. */
  readonly score: Float64Array;
}

/** What questions about the Hessian cost. */
export interface CostHints {
  /** Floating-point operations of the dense Hessian. */
  readonly denseFlops: number;
  /** Its bytes. */
  readonly denseBytes: number;
  /** Floating-point operations of one product with it. */
  readonly productFlops: number;
  /** Bytes that a workspace holds for products. */
  readonly productBytes: number;
}

interface Description {
  readonly parameters: string[];
  readonly blocks: {
    name: string;
    nullDimension: number;
    nullDimensions: number[];
    initialLogStrengths: number[];
    gaugePriority: number;
    start: number;
    end: number;
  }[];
  readonly costs: CostHints;
}

/** The criterion of the strengths at one ρ, with the fit there. */
export interface JointCriterion {
  /** V(ρ). */
  readonly value: number;
  /** ∂V/∂ρ. */
  readonly gradient: Float64Array;
  /** ∂²V/∂ρ∂ρᵀ. */
  readonly hessian: Matrix;
  /** β̂(ρ), class by class. */
  readonly beta: Float64Array;
  /** ℓ(β̂). */
  readonly logLikelihood: number;
  /** tr(H⁻¹I). */
  readonly edf: number;
}

/**
 * The multinomial logit as a joint model over all active classes, for a caller who brings the design X and penalties S.
 *
 * ℓ(β) = Σ_i w_i n_i Σ_c y_ic ln p_ic with η_a = Xβ_a + offset for the M = K − 1 active classes and 0 for the reference; β is stacked class by
 * class, β[a·P + j]. X is stored once, whatever the number of classes.
 *
 * @example
 * ```ts
 * const design = matrixFromRows([[1, 0.5], [1, -1], [1, 2]]);
 * const model = new MultinomialFamily({ design, y: Int32Array.of(0, 2, 1), classes: ["a", "b", "c"] });
 * model.parameterNames(); // ["class_a:x1", "class_a:x2", "class_b:x1", "class_b:x2"]
 * const at = model.workspace(new Float64Array(4));
 * at.hessianVectorProduct(Float64Array.of(1, 0, 0, 0));
 * ```
 */
export class MultinomialFamily {
  readonly #native: NativeMultinomialFamily;
  readonly #design: Matrix;
  readonly #penalties: readonly Matrix[];
  readonly #active: number;

  /**
   * @throws PenlikError ERR_SHAPE, ERR_DOMAIN, ERR_NON_FINITE, ERR_LEVEL or ERR_COLUMN, naming what is wrong: fewer than two classes, a
   * row of y that is neither a class, shares that sum to 1 nor whole counts, a weight below 0, a penalty that is not symmetric positive
   * semidefinite or whose null space has another dimension.
   */
  constructor(options: MultinomialFamilyOptions) {
    const read = readOptions("options", options, OPTIONS);
    const classes = classesOf(read.classes);
    const design = borrowed("design", read.design);
    const codes = ArrayBuffer.isView(read.y) ? integersOf("y", read.y, design.rows) : null;
    const rows = codes === null ? rowsOf(read.y, design.rows, classes.length) : null;
    const weights = read.weights === undefined ? null : floatsOf("weights", read.weights, design.rows);
    const offset = read.offset === undefined ? null : borrowedOf("offset", read.offset, design.rows, -1);
    const penalties = penaltiesOf(read.penalties);
    const settings = {
      rows: design.rows,
      cols: design.cols,
      classes,
      reference: read.reference === undefined ? null : textOf("reference", read.reference),
      names: read.names === undefined ? null : stringsOption("names", read.names),
      penaltyMetric: wordOption("penaltyMetric", read.penaltyMetric ?? "centred", METRICS),
      penalties: penalties.map(({ matrix, nullDimension }) => {
        return { rows: matrix.rows, cols: matrix.cols, nullDimension: nullDimension ?? null };
      }),
      offsetColumns: offset?.cols ?? 0,
      threads: read.threads === undefined ? 0 : countOption("threads", read.threads, 1),
    };
    const matrices = joined(penalties.map(({ matrix }) => matrix.data));
    this.#design = design;
    this.#penalties = penalties.map(({ matrix }) => matrix);
    this.#active = classes.length - 1;
    try {
      const { NativeMultinomialFamily } = native;
      const text = JSON.stringify(settings);
      this.#native = new NativeMultinomialFamily(
        text,
        design.data,
        codes,
        rows,
        weights,
        offset?.data ?? null,
        matrices,
      );
    } catch (error) {
      throw translate(error);
    }
  }

  /** One block of coefficients for each active class, in the order of the classes. */
  blockSpecs(): BlockSpec[] {
    return this.#describe().blocks.map((block) => ({
      name: block.name,
      design: this.#design,
      penalties: this.#penalties.map((matrix, t) => ({
        matrix,
        nullDimension: block.nullDimensions[t] as number,
        initialLogStrength: block.initialLogStrengths[t] as number,
      })),
      nullDimension: block.nullDimension,
      gaugePriority: block.gaugePriority,
      columns: { start: block.start, end: block.end },
    }));
  }

  /** `class_<label>:<column>`, class by class. */
  parameterNames(): string[] {
    return this.#describe().parameters;
  }

  /** What the dense Hessian and products with it cost at this size. */
  costHints(): CostHints {
    return this.#describe().costs;
  }

  /** ℓ(β). @throws PenlikError ERR_SHAPE or ERR_NON_FINITE, naming `beta`. */
  logLikelihood(beta: Float64Array): number {
    const b = this.#vector("beta", beta);
    return call(() => this.#native.logLikelihood(b));
  }

  /** ∂ℓ/∂β, P·M numbers. */
  gradient(beta: Float64Array, out?: Float64Array): Float64Array {
    const b = this.#vector("beta", beta);
    const to = output(out, b.length, b);
    call(() => this.#native.gradient(b, to));
    return to;
  }

  /** The working set of each active class. */
  blockWorkingSets(beta: Float64Array): BlockWorkingSet[] {
    const b = this.#vector("beta", beta);
    const n = this.#design.rows;
    const [response, weights, score] = [0, 1, 2].map(() => fresh("blockWorkingSets", n * this.#active)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    call(() => this.#native.blockWorkingSets(b, response, weights, score));
    return this.#describe().blocks.map(({ name }, a) => {
      const part = (all: Float64Array) => all.subarray(a * n, (a + 1) * n);
      return { name, response: part(response), weights: part(weights), score: part(score) };
    });
  }

  /** H = −∂²ℓ/∂β∂βᵀ, PM × PM. */
  jointHessian(beta: Float64Array): Matrix {
    const b = this.#vector("beta", beta);
    const data = fresh("jointHessian", b.length ** 2);
    call(() => this.#native.jointHessian(b, data));
    return { data, rows: b.length, cols: b.length };
  }

  /**
   * The criterion of the strengths at ρ = ln λ, and the fit there: V(ρ) = −ℓ(β̂) + ½β̂ᵀS_λβ̂ + ½ ln|H| − ½ ln|S_λ|₊ − (M_p/2) ln 2π, with M_p the
   * dimension of the coefficients that no penalty touches. Some texts leave the last term out: their V is larger by (M_p/2) ln 2π. With
   * `"ML"` the determinant of H is taken over what is penalized, and M_p = 0. `"GCV"` is nD/(n − τ)² and `"UBRE"` D/n + 2τ/n − 1, with the
   * deviance D, τ = tr(H⁻¹I) and the n rows of positive weight.
   *
   * ρ holds the strengths of the first penalty, then those of the second, …: of each one (`centred`), one for each class in the order of
   * the classes (`perClass`), or one for each active class (`reference`).
   *
   * @throws PenlikError ERR_SHAPE or ERR_NON_FINITE, naming `rho`; ERR_NOT_CONVERGED where the penalized fit has no finite optimum.
   */
  criterion(
    rho: Float64Array | readonly number[],
    options?: { readonly method?: "REML" | "ML" | "GCV" | "UBRE" },
  ): JointCriterion {
    const { method } = readOptions("options", options, ["method"]);
    const word = wordOption("method", method ?? "REML", CRITERIA);
    const at = numbers("rho", rho);
    const { hessian, ...found } = call(() => this.#native.criterion(at, word));
    return { ...found, hessian: { data: hessian, rows: at.length, cols: at.length } };
  }

  /** Everything about H at β, with the probabilities of all rows frozen. */
  workspace(beta: Float64Array): MultinomialWorkspace {
    const b = this.#vector("beta", beta);
    return new MultinomialWorkspace(
      call(() => this.#native.workspace(b)),
      b.length,
    );
  }

  #vector(name: string, x: Float64Array): Float64Array {
    return floatsOf(name, x, this.#design.cols * this.#active);
  }

  #describe(): Description {
    return JSON.parse(call(() => this.#native.describe())) as Description;
  }
}

const CRITERIA = ["REML", "ML", "GCV", "UBRE"] as const;
const METRICS: readonly PenaltyMetric[] = ["centred", "perClass", "reference"];
const OPTIONS: readonly (keyof MultinomialFamilyOptions)[] = [
  "design",
  "y",
  "classes",
  "reference",
  "weights",
  "offset",
  "names",
  "penalties",
  "penaltyMetric",
  "threads",
];

function classesOf(classes: unknown): readonly string[] {
  if (Array.isArray(classes)) return stringsOption("classes", classes);
  return Array.from({ length: countOption("classes", classes, 2) }, (_, c) => String(c));
}

function rowsOf(y: unknown, rows: number, classes: number): Float64Array {
  if (typeof y !== "object" || y === null || Array.isArray(y)) {
    throw refusal("ERR_DOMAIN", "y", inWords(y), "an Int32Array of classes or a Matrix of shares or counts");
  }
  return borrowedOf("y", y, rows, classes).data;
}

function textOf(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw refusal("ERR_DOMAIN", name, inWords(value), "a string");
}

function penaltiesOf(penalties: unknown): JointPenalty[] {
  if (penalties === undefined) return [];
  if (!Array.isArray(penalties)) {
    throw refusal("ERR_DOMAIN", "penalties", inWords(penalties), "an array of { matrix, nullDimension? }");
  }
  return penalties.map((penalty, k) => {
    const read = readOptions<JointPenalty>(`penalties[${k}]`, penalty, ["matrix", "nullDimension"]);
    const matrix = borrowed(`penalties[${k}].matrix`, read.matrix);
    if (read.nullDimension === undefined) return { matrix };
    return { matrix, nullDimension: countOption(`penalties[${k}].nullDimension`, read.nullDimension, 0) };
  });
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = fresh(
    "penalties",
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function call<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translate(error);
  }
}
