import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cargoEnvironment, checkNode } from "../bootstrap.mjs";

const windows = process.platform === "win32";
const ownToolchains = join(userInfo().homedir, ".rustup");

describe("the Node that is asked for", () => {
  it.each(["20.19.0", "20.20.2", "22.12.0", "24.0.0", "25.1.0"])("takes %s", (version) => {
    expect(() => checkNode(version)).not.toThrow();
  });

  it.each(["18.20.0", "20.18.3", "21.7.0", "22.11.0"])("refuses %s", (version) => {
    expect(() => checkNode(version)).toThrow(/penlik needs Node 20\.19/);
  });
});

describe.skipIf(windows)("the Rust toolchain", () => {
  let folder;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cargo-"));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function withCargo(script) {
    writeFileSync(join(folder, "cargo"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { PATH: [folder, "/usr/bin", "/bin"].join(delimiter) };
  }

  it("is told to be missing in one line that names what to install", async () => {
    const reason = await cargoEnvironment({ PATH: folder }).catch((error) => error);
    expect(reason.message).toMatch(/^cargo is not on PATH: install Rust [\d.]+ or later .*$/);
    expect(reason.output).toBe("");
  });

  it("is refused when it is too old", async () => {
    await expect(cargoEnvironment(withCargo("echo cargo 1.70.0"))).rejects.toThrow(/1\.70\.0 is too old: install Rust/);
  });

  it("is taken as it is when it runs", async () => {
    const env = withCargo("echo cargo 1.95.0");
    expect(await cargoEnvironment(env)).toBe(env);
  });

  it.skipIf(!existsSync(ownToolchains))("is found in the account's home when HOME is another", async () => {
    const env = withCargo('test -n "$RUSTUP_HOME" && echo cargo 1.95.0');
    expect(await cargoEnvironment(env)).toEqual({ ...env, RUSTUP_HOME: ownToolchains });
  });
});
