import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { penaltyKinds } from "../src/index.js";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

it("the reference says of which type every option is", () => {
  const sections = read("docs/penalties.md").split("\n## ");
  for (const { kind, parameters } of penaltyKinds()) {
    const section = sections.find((text) => text.startsWith(`${kind}\n`)) ?? "";
    for (const { name, type } of parameters) {
      const word = /number|boolean|"\w+"|Matrix/.exec(type)?.[0] as string;
      const row = section.split("\n").find((line) => line.startsWith(`| \`${name}\` |`)) ?? "";
      expect(row.split(/(?<!\\)\|/)[2], `${kind}.${name}`).toContain(word);
    }
  }
});

it("the front page counts the kinds", () => {
  expect(read("README.md")).toContain(`${penaltyKinds().length} kinds`);
});
