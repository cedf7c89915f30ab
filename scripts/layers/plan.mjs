// The plan of the house, as data: which room may see which.

/** Rooms of the core: each sees `check`, itself, and the rooms named here. */
const belowInner = ["linalg", "curvature", "kernels", "penalties", "prox", "families"];
export const coreRooms = {
  check: [],
  linalg: [],
  curvature: ["linalg"],
  kernels: ["linalg", "curvature"],
  prox: ["linalg", "curvature", "kernels"],
  penalties: ["linalg", "curvature", "kernels", "prox"],
  families: ["linalg", "curvature", "kernels"],
  inner: belowInner,
  outer: [...belowInner, "inner"],
  inference: [...belowInner, "inner", "outer"],
  formula: [],
  design: ["formula", "linalg", "curvature", "penalties"],
  model: [...belowInner, "inner", "outer", "inference", "formula", "design"],
};

/** Foreign crates that one room alone of the core may name. */
export const coreCrates = { faer: "linalg", rayon: "linalg", pulp: "linalg" };

/** What the core does not do: reading, writing, printing, starting programs. */
export const coreSystem = ["fs", "io", "net", "process", "env", "os"];

/** Crates that the binding leaves to the core. */
export const bindingForbidden = ["faer", "rayon", "pulp", "penlik_testkit"];

/** Macros and methods that would end a caller's process. */
export const abrupt = [
  [/\b(println|eprintln|print|eprint|dbg)!/g, "prints"],
  [/\b(panic|todo|unimplemented|unreachable)!/g, "panics"],
  [/\.(unwrap|expect|unwrap_err|expect_err)\s*\(/g, "panics"],
];

/** The one file that panics on purpose: it proves that a panic does not end the process. */
export const abruptOnPurpose = "crates/penlik-node/src/self_test.rs";

/** Rooms of the facade from the lowest up: a room sees its own level's group and those below. */
export const facadeLevels = [
  ["errors", "native-types", "terminal"],
  ["native"],
  ["gate", "matrix", "options"],
  ["generated", "penalties", "prox", "families", "data", "formula"],
  ["model"],
  ["minimize"],
  ["index"],
];

/** The only facade file that loads the addon, and the package prefix under which it is shipped. */
export const addonImporter = "native.ts";

/** Lines of a source file, tests left out: told above the first number, refused above the second. */
export const lengths = { told: 200, refused: 400 };

/** Files of any length: one table each, an entry after the other. */
export const tables = ["crates/penlik/src/penalties/catalog.rs"];

/** What no file of the repository says. */
export const unwantedText = [
  [/registry\.(npmjs|yarnpkg)\.(org|com)/, "the host of a package registry"],
  [/\b(static|index)\.crates\.io\b/, "the host of a package registry"],
  [/\bfiles\.pythonhosted\.org\b|\bpypi\.org\b/, "the host of a package registry"],
  [/\bproxy\.golang\.org\b|\brepo1?\.maven\b|\bdeb\.debian\.org\b/, "the host of a package registry"],
  [/(?<![\w.*~$})-])\/(root|tmp|work|home|Users)\/[\w.]/, "a path of one machine"],
];
