import { fresh } from "../gate.js";
import { matrix } from "../matrix.js";
import type { NativeMinima } from "./addon.js";
import type { Minima, MinimizeStatus, Minimum } from "./types.js";

/** One solution. */
export function minimumOf(native: NativeMinima): Minimum {
  const [fit, gap, status] = [native.fit[0] as number, native.gap[0] as number, native.status[0] as MinimizeStatus];
  return {
    x: native.x,
    value: native.penalties.reduce((sum, penalty) => sum + penalty, fit),
    fit,
    penalties: native.penalties,
    residual: native.residual[0] as number,
    gap: Number.isNaN(gap) ? undefined : gap,
    iterations: native.iterations[0] as number,
    converged: status === "converged",
    status,
    message: native.message[0] as string,
    method: native.method[0] as Minimum["method"],
  };
}

/** One solution in each column. */
export function minimaOf(native: NativeMinima, rows: number, terms: number): Minima {
  const count = native.status.length;
  const X = matrix(rows, count);
  for (let k = 0; k < count; k++) {
    for (let j = 0; j < rows; j++) X.data[j * count + k] = native.x[k * rows + j] as number;
  }
  const values = fresh("B", count);
  for (let k = 0; k < count; k++) {
    const own = native.penalties.subarray(k * terms, (k + 1) * terms);
    values[k] = own.reduce((sum, penalty) => sum + penalty, native.fit[k] as number);
  }
  const open = native.status.findIndex((status) => status !== "converged");
  const unfinished = native.status.filter((status) => status !== "converged").length;
  return {
    X,
    values,
    fits: native.fit,
    residuals: native.residual,
    gaps: native.gap,
    statuses: native.status as MinimizeStatus[],
    converged: open < 0,
    message:
      open < 0
        ? `all ${count} columns converged`
        : `${unfinished} of ${count} columns did not converge; column ${open}: ${native.message[open]}`,
  };
}
