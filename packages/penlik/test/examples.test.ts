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

const examples = [
  "README.md",
  "docs/penalties.md",
  "docs/formulas.md",
  "docs/smooths.md",
  ...sources("packages/penlik/src"),
].flatMap(examplesOf);

/** What short examples take for granted: a file in the working folder, and a fitted model. */
const CSV = "species,length\nAdelie,39.1\nGentoo,50.0\nAdelie,42.5\nGentoo,41.9\n";
const model = penlik.fitSync("species ~ length", penlik.parseCsv(CSV), { family: "binomial" });

/** The table of docs/formulas.md and docs/smooths.md. */
const column = (value: (i: number) => number) => Float64Array.from({ length: 240 }, (_, i) => value(i));
const [x, z, w] = [0.618034, 0.414214, 0.732051].map((step) => column((i) => (i * step) % 1)) as Float64Array[];
const g = Array.from({ length: 240 }, (_, i) => "abcdef"[i % 6] ?? "");
const signal = (i: number) => Math.sin(6 * (x?.[i] ?? 0)) + (z?.[i] ?? 0) ** 2 + 0.2 * (i % 6) + 0.5 * (w?.[i] ?? 0);
const data = { x, z, w, g, y: column(signal) };

/** Runs a block with the names of the package at hand, whether it imports them or not; it may declare a name of its own. */
async function run(code: string): Promise<void> {
  const body = code.replace(/^import \{[^}]*\} from "penlik";$/gm, "");
  const { target, module } = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  const { outputText } = ts.transpileModule(body, { compilerOptions: { target, module } });
  const AsyncFunction = run.constructor as new (...text: string[]) => (...values: unknown[]) => Promise<void>;
  const quiet = { ...console, log: () => undefined, error: () => undefined };
  const names = [...Object.keys(penlik), "model", "data", "console"];
  await new AsyncFunction(...names, `{${outputText}}`)(...Object.values(penlik), model, data, quiet);
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
