// Every capability of the core is bound, or has a written reason.
//
//   node scripts/check-bindings.mjs [FOLDER]
//
// An item that a room of the core exports is bound if the catalog builds with it or the binding names it; an export of the binding
// is bound if the facade names it. Prints a line per breach and ends with "N passed, N failed", counted in items.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { root as repository } from "./lib/shell.mjs";

/** The rooms whose exports are compared. */
const rooms = ["kernels", "penalties", "prox"];

/** Why an item is not bound. A reason for an item that is bound, or that there is not, is a breach too. */
export const reasons = [
  {
    why: "a trait: what the classes of the kinds implement, or what code below them asks for",
    items: [
      "kernels::EvenKernel",
      "kernels::NormalizedKernel",
      "kernels::Piece",
      "kernels::Scalar",
      "kernels::ScalarKernel",
      "kernels::ScalarProx",
      "kernels::ShapedKernel",
      "kernels::ShapedSpectralKernel",
      "kernels::SpectralKernel",
      "penalties::EntryProx",
      "penalties::GroupProx",
      "penalties::MatrixFunction",
      "penalties::MatrixPoint",
      "penalties::RowCache",
      "penalties::RowKernel",
      "penalties::ShapedFunction",
      "penalties::ShapedRowKernel",
      "prox::Convex",
      "prox::Entrywise",
      "prox::Proximal",
    ],
  },
  {
    why: "what kernels answer with, or are made of, inside the core",
    items: [
      "kernels::Gate", // jumpReluGate returns its three numbers
      "kernels::LogNormalizer", // Term.logNormalizer and its gradient
      "kernels::Precision", // one column of ARD
      "kernels::Radial",
      "kernels::ShapeJet",
      "penalties::Collapsed", // what collapseAnchors returns
      "penalties::Label",
      "penalties::Leaf",
      "penalties::LogNormalizer",
    ],
  },
  {
    why: "a part of the catalog's own vocabulary: it comes to the facade as data, through the generated table",
    items: [
      "penalties::CATALOG",
      "penalties::Capability",
      "penalties::Combination",
      "penalties::Domain",
      "penalties::Entry",
      "penalties::Json",
      "penalties::Parameter",
      "penalties::PenaltyError",
      "penalties::Properties",
      "penalties::Structure",
    ],
  },
  {
    why: "the same function is a kind of the catalog under another name",
    items: [
      "prox::Cardinality", // L0
      "prox::GroupNorm", // GroupLasso
      "prox::RowNorm", // GroupLasso of rows
      "prox::SparseGroup", // SparseGroupLasso
    ],
  },
  {
    why: "the calculus of plain slices; the facade has it for every penalty, through penalties::moreau_envelope",
    items: ["prox::envelope"],
  },
];

const read = (path) => (existsSync(path) ? readFileSync(path, "utf8") : "");

/** The entries of the catalog, without comments. */
function entries(source) {
  const table = /^catalog! \{$([\s\S]*?)^\}$/m.exec(source)?.[1] ?? "";
  return table.replace(/\/\/.*$/gm, "");
}

function sources(folder, extension) {
  if (!existsSync(folder)) return [];
  const inside = readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = inside.filter((entry) => entry.isFile() && entry.name.endsWith(extension));
  return files.map((entry) => read(join(entry.parentPath ?? entry.path, entry.name)));
}

/** The names that a room's `mod.rs` exports or declares. */
export function exportsOf(source) {
  const code = source.replace(/\/\/.*$/gm, "");
  const used = [...code.matchAll(/^pub use ([^;]+);/gm)].flatMap(([, path]) => namesOf(path));
  const declared = [...code.matchAll(/^pub (?:struct|enum|trait|fn) (\w+)/gm)].map(([, name]) => name);
  return [...used, ...declared];
}

function namesOf(path) {
  const list = /\{([^}]*)\}/s.exec(path)?.[1] ?? path.split("::").at(-1);
  const names = list.split(",").map((name) => name.trim());
  return names.filter((name) => name !== "" && name !== "self").map((name) => name.split(" as ").at(-1));
}

/** An error's code may be called like an item. */
const named = (text, name) => new RegExp(`(?<!Code::)\\b${name}\\b`).test(text);
const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

/** What the binding exports: functions by their JavaScript names, classes, and methods; what is passed as a plain object is
 * seen by the type check alone. */
export function boundExports(source) {
  const after = "(?:\\s*///[^\\n]*|\\s*#\\[[^\\n]*\\])*\\s*pub (?:async )?(?:fn|struct) (\\w+)";
  return [...source.matchAll(new RegExp(`#\\[napi(?!\\(object)[^\\n]*\\]${after}`, "g"))].map(([, name]) =>
    camel(name),
  );
}

/** Compares a whole tree. Returns `{ items, breaches }`. */
export function checkBindings(root) {
  const core = join(root, "crates/penlik/src");
  const binding = sources(join(root, "crates/penlik-node/src"), ".rs");
  const binds = binding.map((source) => source.replace(/\/\/.*$/gm, "")).join("\n");
  const facade = sources(join(root, "packages/penlik/src"), ".ts").join("\n");
  const catalog = entries(read(join(core, "penalties/catalog.rs")));
  const items = rooms.flatMap((room) => exportsOf(read(join(core, room, "mod.rs"))).map((name) => [room, name]));
  const reasoned = new Set(reasons.flatMap((reason) => reason.items));
  const breaches = [];
  for (const [room, name] of items) {
    const item = `${room}::${name}`;
    const bound = named(catalog, name) || named(binds, name);
    if (!bound && !reasoned.has(item)) breaches.push(`${item} is neither bound nor has a reason`);
    if (bound && reasoned.has(item)) breaches.push(`${item} is bound and has a reason why not`);
    reasoned.delete(item);
  }
  for (const item of reasoned) breaches.push(`${item} has a reason, and does not exist`);
  const functions = binding.flatMap(boundExports).filter((name) => name !== "new");
  for (const name of functions)
    if (!named(facade, name)) breaches.push(`the facade does not use ${name} of the binding`);
  return { items: items.length + functions.length, breaches };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { items, breaches } = checkBindings(resolve(process.argv[2] ?? repository));
  for (const breach of breaches) console.log(breach);
  console.log(`${Math.max(items - breaches.length, 0)} passed, ${breaches.length} failed`);
  process.exitCode = breaches.length === 0 && items > 0 ? 0 : 1;
}
