import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A copy of the package as JavaScript, as a process without a test runner can import it. */
export class Package {
  readonly folder = mkdtempSync(join(tmpdir(), "penlik-test-"));

  /** @param addon whether the compiled part is there */
  constructor({ addon = true }: { addon?: boolean } = {}) {
    for (const file of readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })) {
      if (file.endsWith(".ts")) this.#transpile(file);
    }
    writeFileSync(join(this.folder, "package.json"), '{ "type": "module" }');
    const binaries = readdirSync(root).filter((file) => file.endsWith(".node"));
    for (const file of addon ? binaries : []) symlinkSync(join(root, file), join(this.folder, file));
  }

  /** Runs a module script with `load(path)` to import a file of src; gives what it printed and how it ended. */
  run(
    script: string,
    env: Record<string, string> = {},
  ): { status: number | null; signal: string | null; out: string; err: string } {
    const file = join(this.folder, `script-${Math.random().toString(36).slice(2)}.mjs`);
    writeFileSync(file, `const load = (path) => import("./src/" + path + ".js");\n${script}`);
    const flags = ["--expose-gc", "--unhandled-rejections=strict"];
    const options = { encoding: "utf8", timeout: 60_000, env: { ...process.env, ...env } } as const;
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...flags, file], options);
    return { status, signal, out: stdout, err: stderr };
  }

  /** Puts a platform package beside it whose binary has this content. */
  install(name: string, content: string): void {
    const folder = join(this.folder, "node_modules", name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name, version: "0.0.0", main: "penlik.node" }));
    writeFileSync(join(folder, "penlik.node"), content);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #transpile(file: string): void {
    const compilerOptions = {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
    };
    const { outputText } = ts.transpileModule(readFileSync(join(root, "src", file), "utf8"), { compilerOptions });
    const path = join(this.folder, "src", file.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, outputText);
  }
}
