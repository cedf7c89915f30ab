/**
 * The only importer of the addon, which is loaded once, when this module is.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { PenlikError } from "./errors.js";
import type {
  CancelToken,
  FormulaRequest,
  MatrixRequest,
  NativeCustomFamily,
  NativeCustomFit,
  NativeModel,
  ProgressEvent,
} from "./native-types.js";

export type * from "./native-types.js";

/** Entries that prove the border's promises; not for use. */
export interface SelfTest {
  panicSync(message: string): void;
  panicAsync(message: string): Promise<void>;
  /** Works until it is cancelled or `turns` turns of a millisecond are over. */
  spin(turns: number, token?: CancelToken, progress?: (event: ProgressEvent) => void): Promise<number>;
  /** Copies `x` into `out`: a borrowed input, an output written in place, no arithmetic. */
  mirror(x: Float64Array, out: Float64Array): void;
  /** The sum of an array that is read in place. */
  sum(x: Float64Array): number;
  /** The bytes of native memory that the garbage collector has been told of. */
  reportedMemory(): number;
}

/** A joint multinomial model, held by the addon. */
export interface NativeMultinomialFamily {
  /** JSON of blocks, names of the parameters and costs. */
  describe(): string;
  logLikelihood(beta: Float64Array): number;
  gradient(beta: Float64Array, out: Float64Array): void;
  blockWorkingSets(beta: Float64Array, response: Float64Array, weights: Float64Array, score: Float64Array): void;
  jointHessian(beta: Float64Array, out: Float64Array): void;
  criterion(rho: Float64Array, method: "REML" | "ML" | "GCV" | "UBRE"): NativeCriterion;
  workspace(beta: Float64Array): NativeMultinomialWorkspace;
}

/** The criterion of the strengths at one ρ; the Hessian is row-major. */
export interface NativeCriterion {
  readonly value: number;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  readonly beta: Float64Array;
  readonly logLikelihood: number;
  readonly edf: number;
}

/** Its Hessian at one β, held by the addon. */
export interface NativeMultinomialWorkspace {
  hessian(out: Float64Array): void;
  hessianVectorProduct(v: Float64Array, out: Float64Array): void;
  hessianDiagonal(out: Float64Array): void;
  directionalDerivative(d: Float64Array, out: Float64Array): void;
  secondDirectionalDerivative(u: Float64Array, v: Float64Array, out: Float64Array): void;
}

/** Everything the addon exports that is not generated. */
export interface Native {
  fitFormula(
    request: FormulaRequest,
    token?: CancelToken,
    progress?: (event: ProgressEvent) => void,
  ): Promise<NativeModel>;
  fitFormulaSync(request: FormulaRequest): NativeModel;
  fitMatrix(
    request: MatrixRequest,
    token?: CancelToken,
    progress?: (event: ProgressEvent) => void,
  ): Promise<NativeModel>;
  fitMatrixSync(request: MatrixRequest): NativeModel;
  /** Cancels every job of this environment and waits for its threads. */
  shutdown(): void;
  readonly NativeCustomFit: {
    new (request: MatrixRequest, family: NativeCustomFamily): NativeCustomFit;
    /** The same for a table with a formula for each linear predictor. */
    byFormulas(request: FormulaRequest, family: NativeCustomFamily): NativeCustomFit;
  };
  readonly CancelToken: new () => CancelToken;
  readonly NativeModel: { fromJson(json: string): NativeModel };
  // The row level of the multinomial logit: by position, in place; the response is codes or rows, and the other is null.
  multinomialCheck(classes: number): void;
  multinomialLogLikelihood(
    classes: number,
    eta: Float64Array,
    codes: Int32Array | null,
    rows: Float64Array | null,
    weights: Float64Array | null,
  ): number;
  multinomialScore(
    classes: number,
    eta: Float64Array,
    codes: Int32Array | null,
    rows: Float64Array | null,
    weights: Float64Array | null,
    out: Float64Array,
  ): void;
  multinomialInformation(classes: number, eta: Float64Array, weights: Float64Array | null, out: Float64Array): void;
  multinomialProbabilities(classes: number, eta: Float64Array, out: Float64Array): void;
  readonly NativeMultinomialFamily: new (
    settings: string,
    design: Float64Array,
    codes: Int32Array | null,
    rows: Float64Array | null,
    weights: Float64Array | null,
    offset: Float64Array | null,
    penalties: Float64Array,
  ) => NativeMultinomialFamily;
  readonly __selfTest: SelfTest;
}

/** Platforms that a binary is published for. */
const PLATFORMS = [
  "linux-x64-gnu",
  "linux-arm64-gnu",
  "linux-x64-musl",
  "linux-arm64-musl",
  "darwin-x64",
  "darwin-arm64",
  "win32-x64-msvc",
] as const;

const require = createRequire(import.meta.url);

/** The addon. */
export const native: Native = load();

// `process.exit` runs no clean-up hook of an addon: its threads are stopped here, before the process tears itself down.
process.once("exit", () => native.shutdown());

function load(): Native {
  const installed = candidates().flatMap((platform) => locate(platform) ?? []);
  // One binary is the rule, as installers look at the C library themselves; only a choice, or none, needs the slow question.
  const wanted = installed.length === 1 ? installed[0] : locate(platformName());
  try {
    return require(wanted ?? `@penlik/${platformName()}`) as Native;
  } catch (cause) {
    throw missing(platformName(), cause);
  }
}

/** The platforms whose binary might run here. */
function candidates(): string[] {
  const base = `${process.platform}-${process.arch}`;
  if (process.platform === "linux") return [`${base}-gnu`, `${base}-musl`];
  return [process.platform === "win32" ? `${base}-msvc` : base];
}

/** The binary of a platform: the one that was built here, or the installed package's. */
function locate(platform: string): string | undefined {
  const local = fileURLToPath(new URL(`../penlik.${platform}.node`, import.meta.url));
  if (existsSync(local)) return local;
  try {
    return require.resolve(`@penlik/${platform}`);
  } catch {
    return undefined;
  }
}

/** Such as linux-x64-gnu, darwin-arm64, win32-x64-msvc. */
function platformName(): string {
  const [first = "", second] = candidates();
  return second !== undefined && libc() === "musl" ? second : first;
}

/** The C library that Node runs on: its own report names the version of glibc, and has none under musl. */
function libc(): "gnu" | "musl" {
  const report = process.report as typeof process.report & { excludeNetwork?: boolean };
  const before = report.excludeNetwork;
  // Without this the report looks up the name of every network interface.
  report.excludeNetwork = true;
  try {
    const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } };
    return header?.glibcVersionRuntime === undefined ? "musl" : "gnu";
  } finally {
    if (before !== undefined) report.excludeNetwork = before;
  }
}

function missing(platform: string, cause: unknown): PenlikError {
  const name = `@penlik/${platform}`;
  const known = (PLATFORMS as readonly string[]).includes(platform);
  const reason = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
  const fix = known
    ? `Install again with optional dependencies (npm install --include=optional, npm 11.3 or newer; remove node_modules and ` +
      `package-lock.json first if the lock file was written on another platform), or add ${name} to your dependencies.`
    : `There is no binary for this platform; there are ${PLATFORMS.join(", ")}.`;
  return new PenlikError({
    code: known ? "ERR_NATIVE_MISSING" : "ERR_UNSUPPORTED",
    message: `penlik cannot load its compiled part on ${process.platform} ${process.arch}${libcNote(platform)}: it needs the package ${name} (${reason}). ${fix}`,
    argument: name,
    value: reason,
    expected: `the package ${name} installed beside penlik`,
    cause,
  });
}

function libcNote(platform: string): string {
  if (platform.endsWith("-gnu")) return " (glibc)";
  return platform.endsWith("-musl") ? " (musl)" : "";
}
