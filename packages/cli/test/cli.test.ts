import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { beforeAll, describe, expect, it } from "vitest";
import { directoryWith, MAIN, outcomeOf, penlik, penlikReading, start } from "./run.js";

/** Three classes that overlap, a numeric and a categorical column. */
const HEADER = "g,x,s";
const LINES = ["a", "b", "c"].flatMap((label, shift) =>
  Array.from({ length: 20 }, (_, i) => `${label},${((i * 7) % 20) / 4 + shift},${i % 3 === 0 ? "u" : "v"}`),
);
const CSV = `${[HEADER, ...LINES].join("\n")}\n`;
const cells = LINES.map((line) => line.split(","));
const COLUMNS = {
  g: cells.map(([g]) => g),
  x: Float64Array.from(cells, ([, x]) => Number(x)),
  s: cells.map(([, , s]) => s),
};
const FIT = ["g ~ x + s", "--family", "multinomial", "--ridge", "0.1"] as const;

let path: (name: string) => string;
beforeAll(async () => {
  path = await directoryWith({
    "data.csv": CSV,
    "holes.csv": `${CSV}a,,u\nb,1.5,NA\n`,
    "ragged.csv": "g,x\na,1\nb\n",
    "separated.csv": `y,x\n${Array.from({ length: 20 }, (_, i) => `${i < 10 ? "n" : "p"},${i}`).join("\n")}\n`,
    "numbers.csv": "y,x,w,o\n1,1,1,0\n2.5,2,2,0\n2,3,1,0\n4.5,4,0,0\n4,5,1,0\n",
    "data.arrow": Buffer.from(tableToIPC(tableFromArrays(COLUMNS), { format: "file" }) as Uint8Array),
    "data.parquet": Buffer.from("PAR1\u0000\u0000PAR1", "latin1"),
    "broken.json": '{"format": 1}',
  });
  const { code, stderr } = await penlik("fit", path("data.csv"), ...FIT, "--out", path("model.json"));
  expect([code, stderr]).toEqual([0, ""]);
});

describe("penlik", () => {
  it("lists verbs and exit codes in its help, without loading the compiled part", async () => {
    const { code, stdout, stderr } = await penlik("--help");
    expect([code, stderr]).toEqual([0, ""]);
    for (const word of ["fit", "predict", "summary", "Exit codes:", "130"]) expect(stdout).toContain(word);
  });

  it("prints the version of its package", async () => {
    const manifest = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
    expect(await penlik("--version")).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
  });

  it.each([
    ["an unknown verb", ["fot"], "unknown command"],
    ["no verb", [], "Usage: penlik"],
    ["a missing formula", ["fit", "data.csv"], "missing required argument 'FORMULA'"],
    ["an unknown option", ["fit", "a", "b", "--rigde", "1"], "--ridge"],
    ["an unknown family", ["fit", "a", "b", "--family", "gama"], "multinomial"],
    ["an unknown bias", ["fit", "a", "b", "--bias", "firth"], "none, jeffreys"],
    ["a negative ridge", ["fit", "a", "b", "--ridge=-1"], "a number >= 0"],
    ["a ridge that is no number", ["fit", "a", "b", "--ridge", "abc"], "a number >= 0"],
    [
      "a reference without classes",
      ["fit", "a", "b", "--family", "poisson", "--reference", "c"],
      "--family multinomial",
    ],
    ["an unknown type", ["predict", "a", "b", "--type", "terms"], "response"],
    ["standard errors of classes", ["predict", "a", "b", "--type", "class", "--standard-errors"], "a class has none"],
    ["two formats", ["summary", "a", "--json", "--markdown"], "cannot be used with"],
  ])("ends with 2 for %s", async (_, args, message) => {
    const { code, stdout, stderr } = await penlik(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });
});

describe("penlik fit", () => {
  it("ends with 0 where a prior takes separated classes to a finite estimate", async () => {
    const args = ["fit", path("separated.csv"), "y ~ x", "--family", "binomial"] as const;
    expect((await penlik(...args)).code).not.toBe(0);
    const { code, stdout, stderr } = await penlik(...args, "--bias", "jeffreys");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^Converged in \d+ iterations\.$/m);
  });

  it("prints the summary, and nothing on standard error when that is no terminal", async () => {
    const { code, stdout, stderr } = await penlik("fit", path("data.csv"), ...FIT);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^Model: {2}g ~ x \+ s\nFamily: multinomial, link logit/);
    expect(stdout).toMatch(/^Converged in \d+ iterations\.$/m);
  });

  it("reads standard input for -, to the same effect", async () => {
    const [piped, read] = await Promise.all([
      penlikReading(CSV, "fit", "-", ...FIT),
      penlik("fit", path("data.csv"), ...FIT),
    ]);
    expect(piped).toEqual(read);
  });

  it("prints numbers for machines with --json", async () => {
    const { stdout } = await penlik("fit", path("data.csv"), ...FIT, "--json");
    const summary = JSON.parse(stdout);
    expect(summary).toMatchObject({ family: "multinomial", nobs: 60, dropped: 0, converged: true, strengths: [0.1] });
    expect(summary.blocks).toHaveLength(2);
  });

  it("compares with the class that --reference names", async () => {
    const { stdout } = await penlik("fit", path("data.csv"), "g ~ x", "--reference", "b", "--json");
    const summary = JSON.parse(stdout);
    expect(summary.reference).toBe("b");
    expect(summary.blocks.map((block: { class: string }) => block.class)).toEqual(["a", "c"]);
  });

  it("takes columns of weights and of the offset", async () => {
    const { code, stdout } = await penlik(
      "fit",
      path("numbers.csv"),
      "y ~ x",
      "--weights",
      "w",
      "--offset",
      "o",
      "--json",
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ family: "gaussian", nobs: 4, dropped: 1 });
  });

  it("refuses missing values unless --na omit", async () => {
    const refused = await penlik("fit", path("holes.csv"), ...FIT);
    expect(refused.code).toBe(3);
    const { code, stdout } = await penlik("fit", path("holes.csv"), ...FIT, "--na", "omit", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ nobs: 60, dropped: 2 });
  });

  it("points at the place where a formula cannot be read", async () => {
    const { code, stdout, stderr } = await penlik("fit", path("data.csv"), "g ~ x + ) s");
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toContain("ERR_FORMULA");
    expect(stderr).toMatch(/^ {2}g ~ x \+ \) s\n {10}\^$/m);
  });

  it("reads Arrow as it reads CSV", async () => {
    const fit = (name: string) => penlik("fit", path(name), ...FIT, "--json");
    expect(await fit("data.arrow")).toEqual(await fit("data.csv"));
  });

  it.each([
    ["a column that is not there", ["data.csv", "g ~ z"], "z"],
    ["a ragged line, with its number", ["ragged.csv", "g ~ x"], "line 3"],
    ["Parquet, which is not read yet", ["data.parquet", "g ~ x"], "Parquet"],
    ["a file that is not there", ["absent.csv", "g ~ x"], "absent.csv"],
    ["weights that are strings", ["data.csv", "g ~ x", "--weights", "s"], 'weights is "s"'],
    ["weights that are not there", ["data.csv", "g ~ x", "--weights", "q"], 'weights is "q"'],
  ])("ends with 3 for %s", async (_, [file, ...rest], message) => {
    const { code, stdout, stderr } = await penlik("fit", path(file as string), ...rest);
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(/^penlik: /);
    expect(stderr).toContain(message);
  });

  it("ends with 3 and the path, not a temporary one, when the model cannot be written there", async () => {
    const target = path("absent/model.json");
    const { code, stdout, stderr } = await penlik("fit", path("data.csv"), ...FIT, "--out", target);
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toBe(
      `penlik: ERR_MODEL_FILE: path is ${JSON.stringify(target)} (there is no such file or directory); expected a file in a directory that exists and can be written\n`,
    );
  });

  it.runIf(existsSync("/dev/full"))("ends with 3 and one line when the disk is full", async () => {
    const full = openSync("/dev/full", "w");
    const child = spawn(process.execPath, [MAIN, "summary", path("model.json")], { stdio: ["ignore", full, "pipe"] });
    closeSync(full);
    const [[code], stderr] = await Promise.all([once(child, "close"), text(child.stderr as Readable)]);
    expect([code, stderr]).toEqual([3, "penlik: ENOSPC: no space left on device, write\n"]);
  });

  it("ends with 4 when the fit did not converge, with the summary all the same", async () => {
    const { code, stdout } = await penlik("fit", path("separated.csv"), "y ~ x", "--family", "binomial");
    expect(code).toBe(4);
    expect(stdout).toContain("NOT CONVERGED");
  });

  it("ends with 130 on an interrupt, without a stack", async () => {
    const child = start("fit", "-", "g ~ x");
    const outcome = outcomeOf(child);
    child.stdin.write("g,x\n");
    // Long enough to load; an interrupt before that ends the process by the signal itself.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill("SIGINT");
    expect(await outcome).toEqual({ code: 130, stdout: "", stderr: "penlik: interrupted\n" });
  });
});

describe("penlik summary", () => {
  it("prints what fit printed", async () => {
    const [fitted, saved] = await Promise.all([
      penlik("fit", path("data.csv"), ...FIT),
      penlik("summary", path("model.json")),
    ]);
    expect(saved).toEqual(fitted);
  });

  it("prints Markdown or JSON", async () => {
    expect((await penlik("summary", path("model.json"), "--markdown")).stdout).toMatch(/^- Model: g \\~ x \+ s$/m);
    expect(JSON.parse((await penlik("summary", path("model.json"), "--json")).stdout).nobs).toBe(60);
  });

  it.each(["absent.json", "broken.json"])("ends with 3 for a model file that cannot be used: %s", async (name) => {
    const { code, stderr } = await penlik("summary", path(name));
    expect(code).toBe(3);
    expect(stderr).toContain("ERR_MODEL_FILE");
  });
});

describe("penlik predict", () => {
  const rowsOf = (text: string) => text.trimEnd().split("\n");

  it("prints one line of probabilities for each row, which sum to one", async () => {
    const { code, stdout, stderr } = await penlik("predict", path("model.json"), path("data.csv"));
    expect([code, stderr]).toEqual([0, ""]);
    const [header, ...rows] = rowsOf(stdout);
    expect([header, rows.length]).toEqual(["a,b,c", 60]);
    for (const row of rows)
      expect(
        row
          .split(",")
          .map(Number)
          .reduce((sum, p) => sum + p),
      ).toBeCloseTo(1, 12);
  });

  it("prints classes, or the linear predictor with standard errors", async () => {
    const classes = await penlik("predict", path("model.json"), path("data.csv"), "--type", "class");
    expect(new Set(rowsOf(classes.stdout))).toEqual(new Set(["class", "a", "b", "c"]));
    const link = await penlik("predict", path("model.json"), path("data.csv"), "--type", "link", "--standard-errors");
    expect(rowsOf(link.stdout)[0]?.split(",")).toHaveLength(4);
    expect(rowsOf(link.stdout)[0]).toContain("se_");
  });

  it("needs no response, and reads standard input", async () => {
    const { code, stdout } = await penlikReading(
      "s,x\nu,1\nv,4\n",
      "predict",
      path("model.json"),
      "-",
      "--type",
      "class",
    );
    expect([code, rowsOf(stdout).length]).toEqual([0, 3]);
  });

  it("keeps its lines aligned with the data with --na pass", async () => {
    const input = "x,s\n1,u\n,u\n4,v\n";
    const { stdout } = await penlikReading(input, "predict", path("model.json"), "-", "--na", "pass");
    expect(rowsOf(stdout)[2]).toBe("NA,NA,NA");
    expect((await penlikReading(input, "predict", path("model.json"), "-")).code).toBe(3);
  });

  it("writes to a file, and JSON for machines", async () => {
    const { stdout } = await penlik("predict", path("model.json"), path("data.csv"), "--out", path("p.csv"));
    expect(stdout).toBe("");
    expect(rowsOf(await readFile(path("p.csv"), "utf8"))).toHaveLength(61);
    const json = JSON.parse((await penlik("predict", path("model.json"), path("data.csv"), "--json")).stdout);
    expect(json).toMatchObject({ type: "response", columns: ["a", "b", "c"] });
    expect(json.rows).toHaveLength(60);
  });

  it("ends with 3 for a level that the fit did not see", async () => {
    const { code, stderr } = await penlikReading("x,s\n1,w\n", "predict", path("model.json"), "-");
    expect(code).toBe(3);
    expect(stderr).toContain("ERR_LEVEL");
  });

  it("ends quietly when its reader goes away", async () => {
    const many = `x,s\n${"1.25,u\n".repeat(50_000)}`;
    const child = start("predict", path("model.json"), "-");
    child.stdin.on("error", () => undefined);
    child.stdout.once("data", () => child.stdout.destroy());
    const outcome = outcomeOf(child);
    child.stdin.end(many);
    const { code, stderr } = await outcome;
    expect([code, stderr]).toEqual([0, ""]);
  });
});
