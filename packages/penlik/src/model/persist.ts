import { randomUUID } from "node:crypto";
import { type FileHandle, open, readFile, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { refusal } from "../errors.js";

/** The largest model file that is read; checked before anything is allocated. */
export const LARGEST_FILE = 256 * 1024 * 1024;

/**
 * Writes a file whole or not at all: a temporary file beside it, flushed to the disk, renamed over it, and the directory flushed.
 */
export async function writeModel(path: string | URL, text: string): Promise<void> {
  const target = resolve(typeof path === "string" ? path : fileURLToPath(path));
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  try {
    await writeFlushed(temporary, text);
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await flushDirectory(dirname(target));
}

/**
 * The text of a model file.
 *
 * @throws PenlikError ERR_MODEL_FILE if there is none, ERR_TOO_LARGE beyond 256 MiB.
 */
export async function readModel(path: string | URL): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_FILE)
      throw refusal("ERR_TOO_LARGE", "path", `a file of ${size} bytes`, `at most ${LARGEST_FILE} bytes`);
    return await readFile(path, "utf8");
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw refusal("ERR_MODEL_FILE", "path", `${String(path)} (${error.code})`, "a model file that can be read", {
      cause: error,
    });
  }
}

async function writeFlushed(path: string, text: string): Promise<void> {
  await withHandle(await open(path, "wx"), async (file) => {
    await file.writeFile(text, "utf8");
    await file.sync();
  });
}

/** A rename is lasting once its directory is flushed; Windows cannot open directories and needs no flush. */
async function flushDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  await withHandle(await open(path, "r"), (directory) => directory.sync());
}

async function withHandle(handle: FileHandle, work: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await work(handle);
  } finally {
    await handle.close();
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
