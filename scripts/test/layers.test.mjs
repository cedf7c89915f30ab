import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkTree } from "../check-layers.mjs";
import { blank, rustLength, withoutTests } from "../layers/rust.mjs";
import { importsOf } from "../layers/typescript.mjs";

let tree;

beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), "layers-"));
});

afterEach(() => rmSync(tree, { recursive: true }));

function breaches(files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  return checkTree(tree).breaches.map(({ file, line, message }) => `${file}:${line} ${message}`);
}

const facade = { "packages/penlik/package.json": '{ "name": "penlik", "dependencies": { "papaparse": "1" } }' };
const cli = { "packages/cli/package.json": '{ "name": "@penlik/cli", "dependencies": { "penlik": "1" } }' };

describe("rooms of the core", () => {
  const cases = [
    ["linalg/qr.rs", "use crate::penalties::Term;", "linalg may not see penalties"],
    ["families/poisson.rs", "pub fn f() { crate::model::fit() }", "families may not see model"],
    ["formula/parse.rs", "use crate::{check::finite, design::{build, x}};", "formula may not see design"],
    ["kernels/log.rs", "use super::super::inner::newton;", "kernels may not see inner"],
    ["penalties/rows/hoyer.rs", "use super::super::super::outer::x;", "penalties may not see outer"],
    ["families/mod.rs", "use super::inner::newton;", "families may not see inner"],
    ["cellar/wine.rs", "", '"cellar" is no room of the core'],
    ["inner/newton.rs", "use faer::Mat;", "only linalg names the crate faer"],
    ["model/fit.rs", "fn f() { rayon::join(a, b); }", "only linalg names the crate rayon"],
    ["model/save.rs", "use std::fs::File;", "the core does no I/O: std::fs"],
    ["model/save.rs", "use std::{fmt, process};", "the core does no I/O: std::process"],
    ["check.rs", "fn f() { x.unwrap(); }", ".unwrap( panics"],
    ["check.rs", "fn f() { unreachable!() }", "unreachable! panics"],
    ["check.rs", 'fn f() { println!("x"); }', "println! prints"],
    ["check.rs", "fn f() { unsafe { g() } }", "unsafe is for the binding only"],
    ["model/fit.rs", "use penlik_testkit::Dual;", "the testkit is for tests only"],
  ];
  it.each(cases.map(([path, text, message]) => [path, message, text]))("refuses in %s: %s", (path, message, text) => {
    expect(breaches({ [`crates/penlik/src/${path}`]: `\n${text}\n` })).toEqual(
      [`crates/penlik/src/${path}:2 ${message}`].map((line) => (text === "" ? line.replace(":2", ":1") : line)),
    );
  });

  const allowed = [
    ["model/fit.rs", "use crate::{check, design::Built, inner::newton};"],
    ["linalg/qr.rs", "use faer::Mat;\nuse super::panels::Panels;\nuse crate::check::finite;"],
    ["penalties/rows/hoyer.rs", "use super::super::lifts;\nuse crate::prox::simplex;"],
    ["check.rs", '// x.unwrap() and panic!\nfn f() -> &\'static str { "unsafe { panic!() }" }'],
    ["check.rs", "fn f() {}\n#[cfg(test)]\nmod tests {\n  #[test]\n  fn f() { Some(1).unwrap(); }\n}"],
    ["lib.rs", "#![forbid(unsafe_code)]\npub mod model;"],
  ];
  it.each(allowed)("allows in %s what it may see", (path, text) => {
    expect(breaches({ [`crates/penlik/src/${path}`]: text })).toEqual([]);
  });
});

describe("the binding", () => {
  it("may be unsafe, and leaves the linear algebra to the core", () => {
    const found = breaches({ "crates/penlik-node/src/lib.rs": "unsafe fn f() {}\nuse faer::Mat;\nuse penlik::model;" });
    expect(found).toEqual(["crates/penlik-node/src/lib.rs:2 the binding leaves faer to the core"]);
  });

  it("panics only where a reason is given", () => {
    const reason = '#[expect(clippy::panic, reason = "proves that a panic is contained")]';
    expect(breaches({ "crates/penlik-node/src/a.rs": `${reason}\nfn f() { panic!() }` })).toEqual([]);
    expect(breaches({ "crates/penlik-node/src/a.rs": "fn f() { panic!() }" })).toHaveLength(1);
    rmSync(join(tree, "crates"), { recursive: true });
    expect(breaches({ "crates/penlik-node/src/self_test.rs": "fn f() { panic!() }" })).toEqual([]);
  });
});

describe("rooms of the facade", () => {
  const cases = [
    ["model/fit.ts", 'import x from "@penlik/linux-x64-gnu";', "only native.ts loads the addon"],
    ["errors.ts", 'import { fit } from "./model/fit.js";', "errors may not see model"],
    ["data/csv.ts", 'import type { A } from "../model/fit.js";', "data may not see model"],
    ["model/fit.ts", 'export * from "../index.js";', "model may not see index"],
    ["model/fit.ts", 'import got from "got";', "got is not among the dependencies of penlik"],
    [
      "model/fit.ts",
      'const a = await import("../../../cli/src/main.js");',
      "../../../cli/src/main.js leaves the package",
    ],
  ];
  it.each(cases.map(([path, text, message]) => [path, message, text]))("refuses in %s: %s", (path, message, text) => {
    const there = { "packages/penlik/src/model/fit.ts": "", "packages/penlik/src/index.ts": "" };
    const found = breaches({ ...facade, ...there, [`packages/penlik/src/${path}`]: text });
    expect(found).toContain(`packages/penlik/src/${path}:1 ${message}`);
  });

  it("allows what lies below, declared packages, and what is only written in a comment", () => {
    const text = '/** import x from "got"; */\nimport p from "papaparse";\nimport { native } from "../native.js";';
    const there = { "packages/penlik/src/native.ts": 'const name = "@penlik/linux-x64-gnu";' };
    expect(breaches({ ...facade, ...there, "packages/penlik/src/model/fit.ts": text })).toEqual([]);
  });

  it("refuses a circle of files, and not one of types", () => {
    const circle = (kind) => ({
      ...facade,
      "packages/penlik/src/model/a.ts": `import ${kind}{ b } from "./b.js";`,
      "packages/penlik/src/model/b.ts": 'import { a } from "./a.js";',
    });
    expect(breaches(circle("type "))).toEqual([]);
    expect(breaches(circle(""))).toEqual([
      "packages/penlik/src/model/a.ts:1 a circle: model/a.ts → model/b.ts → model/a.ts",
    ]);
  });
});

describe("the command line", () => {
  it("sees the facade's public index only", () => {
    const found = breaches({ ...cli, "packages/cli/src/main.ts": 'import "penlik";\nimport "penlik/dist/native.js";' });
    expect(found).toEqual([
      'packages/cli/src/main.ts:2 @penlik/cli sees the public index "penlik" only, not penlik/dist/native.js',
    ]);
  });
});

describe("every file", () => {
  it("is told when it grows long and refused when it is too long", () => {
    const lines = (n) => "fn f() {}\n".repeat(n);
    const tests = `#[cfg(test)]\nmod tests {\n${"  fn f() {}\n".repeat(300)}}\n`;
    const result = (n, rest = "") => {
      breaches({ "crates/penlik/src/check.rs": lines(n) + rest });
      return checkTree(tree).breaches.map((breach) => breach.advice);
    };
    expect(result(200)).toEqual([]);
    expect(result(201)).toEqual([true]);
    expect(result(401)).toEqual([false]);
    expect(result(200, tests)).toEqual([]);
  });

  it("names no registry and no machine's path", () => {
    const host = ["registry", "npmjs", "org"].join(".");
    const path = ["", "root", "project"].join("/");
    const found = breaches({ "notes.md": `see ${host}\nin ${path}\nin ./root/x and a/work/b` });
    expect(found).toEqual([
      "notes.md:1 names the host of a package registry",
      "notes.md:2 names a path of one machine",
    ]);
  });
});

describe("reading sources", () => {
  it("blanks strings, characters and nested comments, and leaves lifetimes", () => {
    const source = `let a = r#"unsafe "x" "#; /* a /* b */ unsafe */ let b = '"'; fn f<'a>(x: &'a str) {}`;
    expect(blank(source).replace(/\s+/g, " ")).toBe("let a = ; let b = ; fn f<'a>(x: &'a str) {}");
  });

  it("counts lines without tests", () => {
    const source = "fn f() {}\n\n#[cfg(test)]\nmod tests {\n    fn g() {}\n}\n";
    expect(rustLength(source)).toBe(2);
    expect(withoutTests(blank(source))).not.toContain("fn g");
  });

  it("finds imports over several lines, re-exports and calls", () => {
    const source = 'import {\n  a,\n  b,\n} from "./a.js";\nexport type { C } from "./c.js";\nawait import("./d.js");';
    expect(importsOf(source)).toEqual([
      { name: "./a.js", typeOnly: false, line: 1 },
      { name: "./c.js", typeOnly: true, line: 5 },
      { name: "./d.js", typeOnly: false, line: 6 },
    ]);
  });
});
