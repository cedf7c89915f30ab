// The rules of the Rust side, read from source text: no compiler, so it takes a blink and fails with a line.

import { readFileSync } from "node:fs";
import { basename, relative, sep } from "node:path";
import { abrupt, abruptOnPurpose, bindingForbidden, coreCrates, coreRooms, coreSystem } from "./plan.mjs";

/** Blanks comments, strings and characters, keeping every line where it was. */
export function blank(source) {
  const token =
    /\/\/[^\n]*|\/\*|b?r(#*)"|b?"(?:\\[\s\S]|[^"\\])*"|b?'(?:\\(?:u\{[^}]*\}|x[0-9a-fA-F]{2}|.)|[^'\\\n])'/g;
  const erase = (text) => text.replace(/[^\n]/g, " ");
  let result = "";
  let at = 0;
  for (let match = token.exec(source); match !== null; match = token.exec(source)) {
    let end = token.lastIndex;
    if (match[0] === "/*") end = endOfComment(source, match.index);
    else if (match[1] !== undefined) {
      const close = source.indexOf(`"${match[1]}`, end);
      end = close === -1 ? source.length : close + 1 + match[1].length;
    }
    result += source.slice(at, match.index) + erase(source.slice(match.index, end));
    at = end;
    token.lastIndex = end;
  }
  return result + source.slice(at);
}

function endOfComment(source, start) {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let match = mark.exec(source); match !== null; match = mark.exec(source)) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return source.length;
}

/** Removes the items marked `#[cfg(test)]` from blanked source: lines stay, their text goes. */
export function withoutTests(code) {
  const mark = /#\[cfg\((?:test|all\(test[^\]]*)\)\]/g;
  let result = "";
  let at = 0;
  for (let match = mark.exec(code); match !== null; match = mark.exec(code)) {
    if (match.index < at) continue;
    const end = endOfItem(code, mark.lastIndex);
    result += code.slice(at, match.index) + code.slice(match.index, end).replace(/[^\n]/g, "");
    at = end;
  }
  return result + code.slice(at);
}

function endOfItem(code, from) {
  let depth = 0;
  for (let i = from; i < code.length; i += 1) {
    if (code[i] === "{") depth += 1;
    else if (code[i] === "}") {
      depth -= 1;
      if (depth === 0) return i + 1;
    } else if (code[i] === ";" && depth === 0) return i + 1;
  }
  return code.length;
}

/** The first names after `prefix::`, groups in braces included: `crate::{a::b, c}` gives a and c. */
function firstNames(code, prefix) {
  const found = [];
  const start = new RegExp(`(?<![\\w:])${prefix}\\s*::\\s*`, "g");
  for (let match = start.exec(code); match !== null; match = start.exec(code)) {
    const from = start.lastIndex;
    const names = code[from] === "{" ? groupNames(code, from) : [/^\w+/.exec(code.slice(from))?.[0]];
    for (const name of names) if (name !== undefined) found.push({ name, at: match.index });
  }
  return found;
}

function groupNames(code, open) {
  const names = [];
  let depth = 0;
  for (let i = open; i < code.length; i += 1) {
    if (code[i] === "{") depth += 1;
    else if (code[i] === "}") depth -= 1;
    if (depth === 0) break;
    if (depth === 1 && /[{,]/.test(code[i])) names.push(/^\s*(\w+)/.exec(code.slice(i + 1))?.[1]);
  }
  return names;
}

const lineOf = (code, at) => code.slice(0, at).split("\n").length;

/** How many `super::` lead from a file of the core to its root. */
function depthOf(parts) {
  const file = parts.at(-1);
  return file === "mod.rs" || file === "lib.rs" ? parts.length - 1 : parts.length;
}

function roomUses(code, parts) {
  const supers = Array(depthOf(parts)).fill("super").join("\\s*::\\s*");
  return [...firstNames(code, "crate"), ...(supers === "" ? [] : firstNames(code, supers))];
}

function checkRooms(code, parts, complain) {
  const room = parts.length === 1 ? parts[0].replace(/\.rs$/, "") : parts[0];
  const seen = coreRooms[room];
  if (room === "lib") return;
  if (seen === undefined) return complain(0, `"${room}" is no room of the core`);
  for (const { name, at } of roomUses(code, parts)) {
    if (name in coreRooms && name !== room && name !== "check" && !seen.includes(name)) {
      complain(at, `${room} may not see ${name}`);
    }
  }
  for (const [crate, owner] of Object.entries(coreCrates)) {
    const match = new RegExp(`(?<![\\w:])${crate}\\s*::|\\buse\\s+${crate}\\b`).exec(code);
    if (owner !== room && match) complain(match.index, `only ${owner} names the crate ${crate}`);
  }
}

function checkCore(code, parts, complain) {
  checkRooms(code, parts, complain);
  for (const { name, at } of firstNames(code, "std")) {
    if (coreSystem.includes(name)) complain(at, `the core does no I/O: std::${name}`);
  }
  const testkit = /\bpenlik_testkit\b/.exec(code);
  if (testkit) complain(testkit.index, "the testkit is for tests only");
}

/** `#[expect(clippy::…, reason = "…")]` on the item says that a person decided otherwise, and why. */
function excused(source, line) {
  const above = source
    .split("\n")
    .slice(Math.max(0, line - 15), line)
    .join("\n");
  return /#\[expect\(clippy::\w+(,\s*clippy::\w+)*,\s*reason = "[^"]{10,}"\)\]/.test(above);
}

function checkAbrupt(code, source, complain) {
  for (const [pattern, verb] of abrupt) {
    for (const match of code.matchAll(pattern)) {
      if (!excused(source, lineOf(code, match.index))) complain(match.index, `${match[0].trim()} ${verb}`);
    }
  }
}

/** Every breach in one Rust file: `{ file, line, message }`. `path` is relative to the repository, with slashes. */
export function checkRustFile(root, file) {
  const path = relative(root, file).split(sep).join("/");
  const [, crate, kind, ...parts] = path.split("/");
  const source = readFileSync(file, "utf8");
  const isTest = kind !== "src" || basename(file) === "tests.rs" || parts.includes("tests");
  const all = blank(source);
  const code = isTest ? all : withoutTests(all);
  const breaches = [];
  const complain = (at, message) => breaches.push({ file: path, line: lineOf(code, at), message });
  const unsafe = /\bunsafe\b(?!_)/.exec(all);
  if (unsafe && crate !== "penlik-node") complain(unsafe.index, "unsafe is for the binding only");
  if (isTest) return breaches;
  if (crate === "penlik") checkCore(code, parts, complain);
  if (crate === "penlik-node") {
    for (const name of bindingForbidden) {
      const match = new RegExp(`(?<![\\w:])${name}\\s*::`).exec(code);
      if (match) complain(match.index, `the binding leaves ${name} to the core`);
    }
  }
  if (crate !== "penlik-testkit" && path !== abruptOnPurpose) checkAbrupt(code, source, complain);
  return breaches;
}

/** Lines of a Rust file without its tests. */
export function rustLength(source) {
  const code = withoutTests(blank(source));
  const lines = source.trimEnd().split("\n");
  const tests = code.split("\n").filter((line, i) => line === "" && (lines[i] ?? "") !== "").length;
  return lines.length - tests;
}
