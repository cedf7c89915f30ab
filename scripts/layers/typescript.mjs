// The rules of the TypeScript side: who imports whom.

import { existsSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { addonImporter, facadeLevels } from "./plan.mjs";

/** Removes comments, so that an example in a docstring is not taken for an import. Lines stay. */
export function withoutComments(source) {
  const token = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g;
  return source.replace(token, (text) => (text.startsWith("/") ? text.replace(/[^\n]/g, " ") : text));
}

/** Every module a file names: `{ name, line, typeOnly }`. */
export function importsOf(source) {
  const code = withoutComments(source);
  const pattern =
    /\b(?:import|export)\s+(type\s)?(?:[\w*{}\s,$]+?\sfrom\s*)?["']([^"'\n]+)["']|\b(?:import|require)\s*\(\s*["']([^"'\n]+)["']/g;
  return [...code.matchAll(pattern)].map((match) => ({
    name: match[2] ?? match[3],
    typeOnly: match[1] !== undefined,
    line: code.slice(0, match.index).split("\n").length,
  }));
}

const slashes = (path) => path.split(sep).join("/");
const isBuiltin = (name) => name.startsWith("node:") || builtinModules.includes(name);
const packageOf = (name) => name.split("/", name.startsWith("@") ? 2 : 1).join("/");

/** The room of a facade file: its first folder, or its own name. */
const roomOf = (path) => path.split("/")[0].replace(/\.ts$/, "");
const levelOf = (room) => facadeLevels.findIndex((level) => level.includes(room));

function checkFacadeImport(path, item, target, complain) {
  if (target === undefined) {
    if (item.name.startsWith("@penlik/") || item.name.endsWith(".node")) {
      complain(item.line, `only ${addonImporter} loads the addon`);
    }
    return;
  }
  const [from, to] = [roomOf(path), roomOf(target)];
  if (levelOf(to) === -1) complain(item.line, `"${to}" is no room of the facade`);
  else if (levelOf(to) > levelOf(from)) complain(item.line, `${from} may not see ${to}`);
}

function checkFacadeFile(path, source, complain) {
  if (levelOf(roomOf(path)) === -1) complain(1, `"${roomOf(path)}" is no room of the facade`);
  const addon = /\bdlopen\b|["'`]@penlik\/|\.node["'`]/.exec(withoutComments(source));
  if (addon && path !== addonImporter) {
    complain(source.slice(0, addon.index).split("\n").length, `only ${addonImporter} loads the addon`);
  }
}

function checkOutside(folder, item, manifest, isTest, complain) {
  if (isBuiltin(item.name)) return;
  const name = packageOf(item.name);
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies };
  if (!isTest && name !== manifest.name && !(name in declared)) {
    complain(item.line, `${item.name} is not among the dependencies of ${manifest.name}`);
  }
  if (folder !== "penlik" && name === "penlik" && item.name !== "penlik") {
    complain(item.line, `${manifest.name} sees the public index "penlik" only, not ${item.name}`);
  }
}

/** The groups of files that import each other in a circle at run time. */
export function cycles(graph) {
  const found = [];
  const state = new Map();
  const visit = (node, trail) => {
    if (state.get(node) === "done") return;
    if (state.get(node) === "open") {
      found.push([...trail.slice(trail.indexOf(node)), node]);
      return;
    }
    state.set(node, "open");
    for (const next of graph.get(node) ?? []) visit(next, [...trail, node]);
    state.set(node, "done");
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}

/** Every breach among the TypeScript files of one package. `folder` is its name under packages. */
export function checkPackage(root, folder, files) {
  const home = join(root, "packages", folder);
  const manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  const breaches = [];
  const graph = new Map();
  for (const file of files) {
    const inside = slashes(relative(home, file));
    const isTest = !inside.startsWith("src/");
    const path = inside.replace(/^src\//, "");
    const source = readFileSync(file, "utf8");
    const complain = (line, message) => breaches.push({ file: slashes(relative(root, file)), line, message });
    if (folder === "penlik" && !isTest) checkFacadeFile(path, source, complain);
    const edges = [];
    for (const item of importsOf(source)) {
      const target = item.name.startsWith(".") ? join(dirname(file), item.name) : undefined;
      const place = target === undefined ? undefined : slashes(relative(home, target));
      if (place?.startsWith("..")) complain(item.line, `${item.name} leaves the package`);
      const inner = place?.startsWith("src/") ? place.slice(4).replace(/\.js$/, ".ts") : undefined;
      if (inner !== undefined && !item.typeOnly) edges.push(inner);
      if (target === undefined) checkOutside(folder, item, manifest, isTest, complain);
      if (folder === "penlik" && !isTest) checkFacadeImport(path, item, inner, complain);
      if (target !== undefined && inner !== undefined && !existsSync(join(home, "src", inner))) {
        complain(item.line, `${item.name} is not there`);
      }
    }
    if (!isTest) graph.set(path, edges);
  }
  for (const circle of cycles(graph)) {
    breaches.push({ file: `packages/${folder}/src/${circle[0]}`, line: 1, message: `a circle: ${circle.join(" → ")}` });
  }
  return breaches;
}

/** Lines of a TypeScript file. */
export const typescriptLength = (source) => source.trimEnd().split("\n").length;
