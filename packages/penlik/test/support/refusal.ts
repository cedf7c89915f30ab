import { PenlikError } from "../../src/errors.js";

/** What a call throws, as data for one comparison; anything but a PenlikError fails the test. */
export function refusalOf(call: () => unknown): { code: string; argument: string } {
  try {
    call();
  } catch (error) {
    return told(error);
  }
  throw new Error("the call was expected to throw");
}

/** The same for a promise. */
export async function rejectionOf(promise: Promise<unknown>): Promise<{ code: string; argument: string }> {
  const settled = await Promise.allSettled([promise]);
  if (settled[0]?.status !== "rejected") throw new Error("the promise was expected to reject");
  return told(settled[0].reason);
}

/** The error itself that a call throws. */
export function errorOf(call: () => unknown): PenlikError {
  try {
    call();
  } catch (error) {
    if (error instanceof PenlikError) return error;
    throw error;
  }
  throw new Error("the call was expected to throw");
}

/** The same for a promise. */
export async function rejectedWith(promise: Promise<unknown>): Promise<PenlikError> {
  const settled = await Promise.allSettled([promise]);
  if (settled[0]?.status !== "rejected") throw new Error("the promise was expected to reject");
  const error = settled[0].reason;
  if (error instanceof PenlikError) return error;
  throw error;
}

function told(error: unknown): { code: string; argument: string } {
  if (error instanceof PenlikError) return { code: error.code, argument: error.argument };
  throw error;
}
