import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as penlik from "../src/index.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));

interface Example {
  readonly name: string;
  readonly code: string;
}

/** The blocks of TypeScript in a text; in sources those of documentation comments. */
function examplesOf(path: string): Example[] {
  const text = readFileSync(join(root, path), "utf8");
  const plain = path.endsWith(".md") ? text : text.replace(/^ *\* ?/gm, "");
  const blocks = [...plain.matchAll(/```ts\n([\s\S]*?)```/g)];
  return blocks.map((found, at) => ({ name: `${path}, example ${at + 1}`, code: found[1] ?? "" }));
}

function sources(folder: string): string[] {
  return ts.sys.readDirectory(join(root, folder), [".ts"]).map((path) => path.slice(root.length));
}

const examples = ["README.md", "docs/penalties.md", ...sources("packages/penlik/src")].flatMap(examplesOf);

/** What short examples take for granted: a file in the working folder, and a fitted model. */
const CSV = "species,length\nAdelie,39.1\nGentoo,50.0\nAdelie,42.5\nGentoo,41.9\n";
const model = penlik.fitSync("species ~ length", penlik.parseCsv(CSV), { family: "binomial" });

/** Runs a block with the names of the package at hand, whether it imports them or not; it may declare a name of its own. */
async function run(code: string): Promise<void> {
  const body = code.replace(/^import \{[^}]*\} from "penlik";$/gm, "");
  const { target, module } = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  const { outputText } = ts.transpileModule(body, { compilerOptions: { target, module } });
  const AsyncFunction = run.constructor as new (...text: string[]) => (...values: unknown[]) => Promise<void>;
  const quiet = { ...console, log: () => undefined, error: () => undefined };
  const names = [...Object.keys(penlik), "model", "console"];
  await new AsyncFunction(...names, `{${outputText}}`)(...Object.values(penlik), model, quiet);
}

describe("examples of the documentation", () => {
  const home = process.cwd();
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "penlik-examples-"));
    writeFileSync(join(folder, "penguins.csv"), CSV);
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
  });

  it("are found in the README, in the reference and in the sources", () => {
    expect(examples.length).toBeGreaterThan(10);
  });

  it.each(examples)("$name runs", async ({ code }) => {
    await expect(run(code)).resolves.toBeUndefined();
  });
});
