import { mkdir, mkdtemp, readdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeEach, describe, expect, it } from "vitest";
import { FittedModel } from "../src/model/fitted.js";
import { LARGEST_FILE, readModel, writeModel } from "../src/model/persist.js";
import { FakeNative } from "./fake-native.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "penlik-model-"));
});

describe("a model file", () => {
  it("holds the text of the addon, byte for byte, and nothing is left beside it", async () => {
    const path = join(directory, "model.json");
    const native = new FakeNative();
    await new FittedModel(native).save(path);
    expect(await readFile(path, "utf8")).toBe(native.toJson());
    expect(await readdir(directory)).toEqual(["model.json"]);
  });

  it("may be named by a URL, and replaces what was there", async () => {
    const path = join(directory, "model.json");
    await writeFile(path, "something longer than the model");
    await writeModel(pathToFileURL(path), "short");
    expect(await readModel(pathToFileURL(path))).toBe("short");
  });

  it("is what toJSON gives to JSON.stringify", () => {
    const native = new FakeNative();
    expect(JSON.stringify(new FittedModel(native))).toBe(native.toJson());
  });

  it("stays as it was when writing fails, and no temporary file remains", async () => {
    const path = join(directory, "taken");
    await writeModel(join(directory, "other"), "kept");
    await mkdir(path);
    await expect(writeModel(path, "text")).rejects.toThrow();
    expect((await readdir(directory)).sort()).toEqual(["other", "taken"]);
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it.each(["absent.json", "."])("that cannot be read is named in the error: %s", async (name) => {
    await expect(readModel(join(directory, name))).rejects.toThrowError(
      expect.objectContaining({ code: "ERR_MODEL_FILE", message: expect.stringContaining(directory) }),
    );
  });

  it("names the path it was given when the place cannot be written, not the temporary file", async () => {
    const path = join(directory, "absent", "model.json");
    await expect(writeModel(path, "text")).rejects.toThrowError(
      expect.objectContaining({
        code: "ERR_MODEL_FILE",
        argument: "path",
        message: `path is ${JSON.stringify(path)} (there is no such file or directory); expected a file in a directory that exists and can be written`,
        cause: expect.objectContaining({ code: "ENOENT" }),
      }),
    );
  });

  it("may have a name as long as the system allows", async () => {
    const path = join(directory, "x".repeat(255));
    await writeModel(path, "text");
    expect(await readModel(path)).toBe("text");
  });

  it.each([undefined, null, 3, "", "a\0b", new URL("https://example.org/model.json")])(
    "is not found at what is no path: %s",
    async (path) => {
      const error = expect.objectContaining({ name: "PenlikError", code: "ERR_DOMAIN", argument: "path" });
      await expect(writeModel(path as string, "text")).rejects.toThrowError(error);
      await expect(readModel(path as string)).rejects.toThrowError(error);
    },
  );

  it("beyond the limit is refused before it is read", async () => {
    const path = join(directory, "huge");
    await writeFile(path, "");
    await truncate(path, LARGEST_FILE + 1);
    await expect(readModel(path)).rejects.toThrowError(expect.objectContaining({ code: "ERR_TOO_LARGE" }));
  });
});
