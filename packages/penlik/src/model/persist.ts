import { randomUUID } from "node:crypto";
import { type FileHandle, open, readFile, rename, stat, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { inWords, refusal } from "../errors.js";

/** The largest model file that is read; checked before anything is allocated. */
export const LARGEST_FILE = 256 * 1024 * 1024;

/**
 * Writes a file whole or not at all: a temporary file beside it, flushed to the disk, renamed over it, and the directory flushed.
 */
export async function writeModel(path: string | URL, text: string): Promise<void> {
  const target = resolve(pathOf(path));
  const temporary = join(dirname(target), `.${randomUUID()}.tmp`);
  try {
    await writeFlushed(temporary, text);
    await rename(temporary, target);
    await flushDirectory(dirname(target));
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw told(path, error, "a file in a directory that exists and can be written");
  }
}

/**
 * The text of a model file.
 *
 * @throws PenlikError ERR_MODEL_FILE if there is none, ERR_TOO_LARGE beyond 256 MiB.
 */
export async function readModel(path: string | URL): Promise<string> {
  const file = pathOf(path);
  try {
    const { size } = await stat(file);
    if (size > LARGEST_FILE)
      throw refusal("ERR_TOO_LARGE", "path", `a file of ${size} bytes`, `at most ${LARGEST_FILE} bytes`);
    return await readFile(file, "utf8");
  } catch (error) {
    throw told(path, error, "a model file that can be read");
  }
}

/** The path of a file. @throws PenlikError ERR_DOMAIN for what is none. */
function pathOf(path: unknown): string {
  if (path instanceof URL && path.protocol === "file:") return fileURLToPath(path);
  if (typeof path === "string" && path !== "" && !path.includes("\0")) return path;
  const value = path instanceof URL ? `the URL ${path.href}` : inWords(path);
  throw refusal("ERR_DOMAIN", "path", value, "the path of a file, or a file URL");
}

const REASONS: ReadonlyMap<string | undefined, string> = new Map([
  ["ENOENT", "there is no such file or directory"],
  ["EISDIR", "that is a directory"],
  ["ENOTDIR", "a part of it is no directory"],
  ["EACCES", "permission denied"],
  ["EPERM", "permission denied"],
  ["EROFS", "the file system is read-only"],
  ["ENOSPC", "no space is left"],
]);

/** A system error in words about the path that the caller gave; every other error as it is. */
function told(path: unknown, error: unknown, expected: string): unknown {
  if (!isSystemError(error)) return error;
  const value = `${JSON.stringify(String(path))} (${REASONS.get(error.code) ?? error.code ?? error.message})`;
  return refusal("ERR_MODEL_FILE", "path", value, expected, { cause: error });
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
