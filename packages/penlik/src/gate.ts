/**
 * The gate: the one place where arrays are let through to the addon.
 *
 * The addon reads and writes the caller's memory in place, so what passes here must be a real Float64Array (of any realm) whose
 * memory can neither vanish nor change size nor be written by another thread, and an `out` must not overlap an input. The checks
 * read internal slots through the intrinsic getters, which user code cannot redefine, and allocate nothing.
 */
import { inWords, type PenlikError, refusal } from "./errors.js";

// The getters are taken once; calls through `call` are inlined and cannot be spoofed by own properties.
const typedArrayPrototype: object = Object.getPrototypeOf(Float64Array.prototype);
const tagOf = intrinsic<unknown, string | undefined>(typedArrayPrototype, Symbol.toStringTag);
const bufferOf = intrinsic<ArrayBufferView, ArrayBufferLike>(typedArrayPrototype, "buffer");
const lengthOf = intrinsic<ArrayBufferView, number>(typedArrayPrototype, "length");
const offsetOf = intrinsic<ArrayBufferView, number>(typedArrayPrototype, "byteOffset");
const bytesOf = intrinsic<ArrayBufferView, number>(typedArrayPrototype, "byteLength");
/** Throws for a SharedArrayBuffer. */
const resizableOf = intrinsic<ArrayBufferLike, boolean>(ArrayBuffer.prototype, "resizable");

function intrinsic<This, Value>(prototype: object, key: PropertyKey): (self: This) => Value {
  const getter = Object.getOwnPropertyDescriptor(prototype, key)?.get;
  if (getter === undefined) throw new TypeError(`this JavaScript engine has no getter ${String(key)}`);
  return Function.prototype.call.bind(getter) as (self: This) => Value;
}

/**
 * A Float64Array that the addon may borrow.
 *
 * @throws PenlikError ERR_DOMAIN if it is anything else, detached, shared or resizable.
 */
export function floats(argument: string, x: unknown): Float64Array {
  if (tagOf(x) !== "Float64Array") throw notAnArray(argument, x, "a Float64Array");
  checkMemory(argument, x as Float64Array);
  return x as Float64Array;
}

/** The same of a given length; ERR_SHAPE if the length is another. */
export function floatsOf(argument: string, x: unknown, length: number): Float64Array {
  const array = floats(argument, x);
  if (lengthOf(array) !== length) throw wrongLength(argument, lengthOf(array), length);
  return array;
}

/** Whether {@link floatsOf} would let an array through; false says nothing about the reason. */
export function isBorrowable(x: unknown, length: number): boolean {
  if (tagOf(x) !== "Float64Array" || length === 0 || lengthOf(x as Float64Array) !== length) return false;
  const buffer = bufferOf(x as Float64Array);
  return !isShared(buffer) && !resizableOf(buffer);
}

/**
 * An Int32Array that the addon may borrow.
 *
 * @throws PenlikError as {@link floats}.
 */
export function integers(argument: string, x: unknown): Int32Array {
  if (tagOf(x) !== "Int32Array") throw notAnArray(argument, x, "an Int32Array");
  checkMemory(argument, x as Int32Array);
  return x as Int32Array;
}

/** The same of a given length; ERR_SHAPE if the length is another. */
export function integersOf(argument: string, x: unknown, length: number): Int32Array {
  const array = integers(argument, x);
  if (lengthOf(array) !== length) throw wrongLength(argument, lengthOf(array), length);
  return array;
}

/**
 * The array to write a result of `length` numbers into: `out`, or a fresh one when it is absent. Up to four borrowed inputs are
 * compared with it, as two views of the same bytes may not be read and written in one call.
 *
 * @throws PenlikError ERR_SHAPE for another length, ERR_DOMAIN for an overlap and as {@link floats}.
 */
export function output(
  out: Float64Array | undefined,
  length: number,
  a?: ArrayBufferView,
  b?: ArrayBufferView,
  c?: ArrayBufferView,
  d?: ArrayBufferView,
): Float64Array {
  return out === undefined ? fresh("out", length) : outputOf("out", out, length, a, b, c, d);
}

/** The same for an array that must be there, under a name of its own. */
export function outputOf(
  argument: string,
  out: unknown,
  length: number,
  a?: ArrayBufferView,
  b?: ArrayBufferView,
  c?: ArrayBufferView,
  d?: ArrayBufferView,
): Float64Array {
  const to = floatsOf(argument, out, length);
  const overlap = overlaps(to, a) || overlaps(to, b) || overlaps(to, c) || overlaps(to, d);
  if (overlap) throw refusal("ERR_DOMAIN", argument, "an array that overlaps an input", "memory of its own");
  return to;
}

/** A fresh array; ERR_TOO_LARGE when the engine refuses it. */
export function fresh(argument: string, length: number): Float64Array {
  try {
    return new Float64Array(length);
  } catch (cause) {
    const expected = "an array that fits into memory";
    throw refusal("ERR_TOO_LARGE", argument, `an array of ${length} numbers`, expected, { cause });
  }
}

/**
 * A Float64Array as it is, or an array of numbers as a fresh copy of it.
 *
 * @throws PenlikError ERR_DOMAIN for what is neither, naming the first entry that is not a number.
 */
export function numbers(argument: string, x: unknown): Float64Array {
  if (Array.isArray(x)) return converted(argument, x);
  if (tagOf(x) !== "Float64Array") throw notAnArray(argument, x, "a Float64Array or an array of numbers");
  return floats(argument, x);
}

function converted(argument: string, x: readonly unknown[]): Float64Array {
  const copy = fresh(argument, x.length);
  for (let i = 0; i < x.length; i++) {
    const entry = x[i];
    if (typeof entry !== "number") throw refusal("ERR_DOMAIN", `${argument}[${i}]`, inWords(entry), "a number");
    copy[i] = entry;
  }
  return copy;
}

/** Whether a value is a typed array of the given class, of any realm. */
export function isTyped(x: unknown, tag: "Float64Array" | "Int32Array"): boolean {
  return tagOf(x) === tag;
}

/**
 * Takes the memory of arrays away from their owners: the buffers are detached, all or none, and views of the same numbers on
 * new buffers, known to nobody else, are returned without a copy. Arrays that share a buffer still share one. Memory that the
 * engine does not give away, such as WebAssembly's, is copied by some engines.
 *
 * @throws PenlikError ERR_DOMAIN where the engine refuses instead.
 */
export function transferred<T extends Float64Array | Int32Array>(arrays: readonly T[]): T[] {
  const buffers = [...new Set(arrays.map(bufferOf))] as ArrayBuffer[];
  // A view forgets its place when its buffer is detached.
  const places = arrays.map((array) => ({ at: buffers.indexOf(bufferOf(array) as ArrayBuffer), view: placed(array) }));
  try {
    const moved = structuredClone(buffers, { transfer: buffers });
    return places.map(({ at, view }) => view(moved[at] as ArrayBuffer) as T);
  } catch (cause) {
    const expected = "memory of its own, or no transfer";
    throw refusal("ERR_DOMAIN", "transfer", "a request for memory that cannot be transferred", expected, { cause });
  }
}

function placed(array: Float64Array | Int32Array): (buffer: ArrayBuffer) => Float64Array | Int32Array {
  const [offset, length] = [offsetOf(array), lengthOf(array)];
  if (isTyped(array, "Float64Array")) return (buffer) => new Float64Array(buffer, offset, length);
  return (buffer) => new Int32Array(buffer, offset, length);
}

function checkMemory(argument: string, array: ArrayBufferView): void {
  const buffer = bufferOf(array);
  if (isShared(buffer)) {
    throw refusal("ERR_DOMAIN", argument, "in shared memory", "an array in memory of its own; copy it with slice()");
  }
  if (resizableOf(buffer)) {
    const expected = "an array of fixed size; copy it with slice()";
    throw refusal("ERR_DOMAIN", argument, "in a resizable buffer", expected);
  }
  if (lengthOf(array) === 0 && isDetached(buffer)) {
    throw refusal("ERR_DOMAIN", argument, "detached", "an array whose memory was not transferred away");
  }
}

function isShared(buffer: ArrayBufferLike): boolean {
  try {
    resizableOf(buffer);
    return false;
  } catch {
    return true;
  }
}

/** Only reached for empty arrays: a view cannot be made over a detached buffer. */
function isDetached(buffer: ArrayBufferLike): boolean {
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

function overlaps(out: Float64Array, input: ArrayBufferView | undefined): boolean {
  if (input === undefined || bufferOf(out) !== bufferOf(input)) return false;
  return offsetOf(out) < offsetOf(input) + bytesOf(input) && offsetOf(input) < offsetOf(out) + bytesOf(out);
}

function notAnArray(argument: string, x: unknown, expected: string): PenlikError {
  return refusal("ERR_DOMAIN", argument, typedInWords(x), expected);
}

/** A typed array of any kind by its class, anything else as everywhere. */
function typedInWords(x: unknown): string {
  const tag = tagOf(x);
  if (tag === undefined) return inWords(x);
  return `${tag.startsWith("I") ? "an" : "a"} ${tag}`;
}

function wrongLength(argument: string, found: number, length: number): PenlikError {
  return refusal("ERR_SHAPE", argument, `of length ${found}`, `length ${length}`);
}
