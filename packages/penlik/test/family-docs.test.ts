import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { LINKS } from "../src/families/settings.js";
import * as penlik from "../src/index.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const [start = "", ...sections] = readFileSync(`${root}docs/families.md`, "utf8").split("\n## ");
const kindOf = (section: string) => /^`(\w+)`/.exec(section)?.[1] ?? "";
const codeOf = (section: string) => /```ts\n([\s\S]*?)```/.exec(section)?.[1] ?? "";
const printedOf = (section: string) => /```\n\n```\n([\s\S]*?)```/.exec(section)?.[1] ?? "";

/** Runs the tables of the page and then an example, and gives what it printed. */
async function printed(code: string): Promise<string> {
  const paths = codeOf(start).replace('"node_modules/', `"${root}node_modules/`);
  const body = `${paths}\n{${code}}`.replace(/^import .*;$/gm, "");
  const { target, module } = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  const { outputText } = ts.transpileModule(body, { compilerOptions: { target, module } });
  const AsyncFunction = printed.constructor as new (...text: string[]) => (...values: unknown[]) => Promise<void>;
  const lines: string[] = [];
  const told = { log: (...parts: unknown[]) => lines.push(parts.map(String).join(" ")) };
  const names = [...Object.keys(penlik), "readFileSync", "console"];
  await new AsyncFunction(...names, outputText)(...Object.values(penlik), readFileSync, told);
  return `${lines.join("\n")}\n`;
}

const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]\d+)?/g;

/** What lies at the level of rounding, or counts steps towards it, is no result. */
const isAResult = (line: string) => !/^(Converged in|Certificate:)/.test(line);
const withoutRounding = (line: string) => line.replace(/gradient [\d.e+-]+/, "gradient");
const results = (text: string) => text.split("\n").filter(isAResult).map(withoutRounding);

/** One in the last digit that a number is written with. */
function lastDigit(number: string): number {
  const [, fraction = "", power = "0"] = /^-?\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(number) ?? [];
  return 10 ** (Number(power) - fraction.length);
}

function expectTheSame(line: string, documented: string): void {
  expect(line.replace(NUMBER, "#").replace(/ +/g, " ")).toBe(documented.replace(NUMBER, "#").replace(/ +/g, " "));
  const wanted = documented.match(NUMBER) ?? [];
  for (const [k, number] of (line.match(NUMBER) ?? []).entries()) {
    const off = Math.abs(Number(number) - Number(wanted[k]));
    expect(off, `${number} in "${line}", documented as ${wanted[k]}`).toBeLessThan(1.5 * lastDigit(wanted[k] ?? ""));
  }
}

describe("the page of families", () => {
  it("has every family", () => {
    expect(sections.map(kindOf).sort()).toEqual(Object.keys(LINKS).sort());
  });

  it.each(sections.map((section) => ({ kind: kindOf(section), section })))(
    "$kind says what it is",
    ({ kind, section }) => {
      const facts = ["Log-likelihood", "Response", "Links", "Scale", "Parameters", "Source"];
      for (const fact of facts) expect(section).toMatch(new RegExp(`^- \\*\\*${fact}\\*\\* \\S`, "m"));
      const links = /^- \*\*Links\*\* (.*)$/m.exec(section)?.[1] ?? "";
      expect([...links.matchAll(/`(\w+)`/g)].map((found) => found[1])).toEqual(LINKS[kind as keyof typeof LINKS]);
    },
  );

  it.each(sections.map((section) => ({ kind: kindOf(section), section })))(
    "$kind prints what is documented",
    async ({ section }) => {
      const [told, documented] = [results(await printed(codeOf(section))), results(printedOf(section))];
      expect(told.length, told.join("\n")).toBe(documented.length);
      for (const [k, line] of told.entries()) expectTheSame(line, documented[k] ?? "");
    },
  );
});
