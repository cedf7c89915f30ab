/**
 * The TypeScript classes of the penalties, one for each kind of the catalog.
 */

const HEADER = `// Made by scripts/generate/generate.mjs from the core's catalog, crates/penlik/src/penalties/catalog.rs.
// Do not edit: change the catalog and run \`npm run generate\`.
`;

/** A value inside each domain, for examples. */
const INSIDE = {
  "a finite number > 0": "0.5",
  "a finite number >= 0": "2",
  "a finite number > 1": "3",
  "a finite number > 2": "3.7",
  "a finite number": "1.5",
  "a whole number >= 1": "1",
};

/** Hand-written base classes: kinds that have more than every penalty has. */
const BASES = {
  SoftmaxEntropy: { name: "SoftmaxRows", from: "../penalties/softmax-rows.js" },
};

const baseOf = ({ kind }) => BASES[kind] ?? { name: "Penalty", from: "../penalties/penalty.js" };

/** What the documentation says about the properties of a kind. */
const FACTS = [
  ["Convex", (is) => is.convex],
  ["Smooth", (is) => is.smooth],
  ["Separable", (is) => is.separable],
  ["Proximal map", (is) => is.hasProx],
  ["Known normalizer", (is) => is.hasNormalizer],
];

/** Lines of the example, by capability. */
const METHODS = {
  smooth: (n) => [`penalty.gradient(theta); // Float64Array of ${n}`, `penalty.at(theta).hessianDiagonal();`],
  majorized: () => [`penalty.at(theta).mmWeights();`],
  shaped: () => [`penalty.at(theta).gradientLogShape();`],
  prox: () => [`penalty.prox(theta, 0.1);`],
  normalized: () => [`new Term(penalty, { weight: 2, learn: ["strength"] }).logNormalizer([0]);`],
  diagonalProx: (n) => [`penalty.proxDiagonal(theta, Float64Array.of(${steps(n)}));`],
};

/** Steps for n entries, one of them 0. */
const steps = (n) => Array.from({ length: n }, (_, i) => (i === n - 1 ? "0" : `0.${(i % 8) + 1}`)).join(", ");

/** The module for a catalog as the core prints it. */
export function penaltyClasses(catalog) {
  const kinds = catalog.map((entry) => entry.kind);
  return [
    HEADER,
    imports(catalog),
    table(catalog),
    ...catalog.flatMap((entry) => [optionsOf(entry), classOf(entry)]),
    `/** The class of every kind. */\nexport const penaltyClasses = { ${kinds.join(", ")} } as const;\n`,
  ].join("\n");
}

/** The module that the index of the package exports. */
export function penaltyExports(catalog) {
  const names = catalog.flatMap(({ kind }) => [kind, `type ${kind}Options`]);
  return `${HEADER}\nexport {\n${names.map((name) => `  ${name},\n`).join("")}} from "./penalties.js";\n`;
}

function imports(catalog) {
  const usesMatrix = catalog.some((entry) => entry.parameters.some(({ type }) => /\bMatrix\b/.test(type)));
  return `${usesMatrix ? `import type { Matrix } from "../matrix.js";\n` : ""}import { frozen, type PenaltyKind } from "../penalties/kind.js";\n${bases(catalog)}`;
}

/** The base classes that are needed, in the order of their files. */
function bases(catalog) {
  const names = new Map(catalog.map((entry) => [baseOf(entry).from, baseOf(entry).name]));
  return [...names]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, name]) => `import { ${name} } from "${from}";\n`)
    .join("");
}

function table(catalog) {
  const entries = catalog.map(
    (entry) => `  ${entry.kind}: ${indented(JSON.stringify(renamed(entry), null, 2), "  ")},`,
  );
  const type = "Record<string, PenaltyKind>";
  return `/** What the catalog says about every kind. */\nexport const catalog = frozen({\n${entries.join("\n")}\n} as const satisfies ${type});\n`;
}

/** The options of the class and the documentation are made from all that the catalog says; what is kept at run time is less. */
function renamed({ shapes, ...entry }) {
  return { ...entry, shapeParameters: shapes };
}

function optionsOf(entry) {
  const fields = entry.parameters.map((parameter) => {
    const given = parameter.default === null ? "" : ` Default: ${parameter.default}.`;
    const name = parameter.optional ? `${parameter.name}?` : parameter.name;
    const type = parameter.optional ? `${parameter.type} | undefined` : parameter.type;
    return `  /** ${parameter.summary} Domain: ${parameter.domain}.${given} */\n  readonly ${name}: ${type};\n`;
  });
  return `/** Options of {@link ${entry.kind}}. */\nexport interface ${entry.kind}Options {\n${fields.join("")}}\n`;
}

function classOf(entry) {
  const optional = entry.parameters.every((parameter) => parameter.optional);
  const shapes = entry.shapes.length === 0 ? "never" : parenthesised(entry.shapes);
  const capabilities = entry.capabilities.map((name) => `"${name}"`).join(" | ");
  return `${documentation(entry)}
export class ${entry.kind} extends ${baseOf(entry).name}<${capabilities}> {
  declare readonly kind: "${entry.kind}";
  declare readonly shapeParameters: readonly ${shapes}[];

  /** @throws PenlikError ERR_DOMAIN or ERR_NON_FINITE, naming the option. */
  constructor(options${optional ? "?" : ""}: ${entry.kind}Options) {
    super(catalog.${entry.kind}, options);
  }
}
`;
}

/** A union of words as the type of an element. */
function parenthesised(words) {
  const union = words.map((word) => `"${word}"`).join(" | ");
  return words.length === 1 ? union : `(${union})`;
}

function documentation(entry) {
  const example = ["@example", "```ts", ...exampleLines(entry), "```"];
  const lines = [entry.summary, "", `P(θ) = strength · (${entry.formula})`, "", facts(entry), "", ...example];
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */`;
}

/** What the documentation says about the properties of a kind, in sentences. */
export function facts(entry) {
  return FACTS.map(([words, holds]) => `${words}: ${holds(entry.properties) ? "yes" : "no"}.`).join(" ");
}

/** An example that runs: a penalty of the kind, a point, and every question it answers. */
export function exampleLines(entry) {
  return [
    `const penalty = new ${entry.kind}(${exampleOptions(entry)});`,
    `const theta = ${examplePoint(entry.point)};`,
    "penalty.value(theta);",
    ...entry.capabilities.flatMap((name) => METHODS[name](entry.point.flat().length)),
  ];
}

function exampleOptions(entry) {
  const needed = entry.parameters.filter((parameter) => !parameter.optional || parameter.example !== null);
  if (needed.length === 0) return "";
  const inside = ({ name, domain, example }) => {
    if (example !== null) return `${name}: ${written(example)}`;
    if (!(domain in INSIDE)) throw new Error(`the domain "${domain}" needs a value for examples`);
    return `${name}: ${INSIDE[domain]}`;
  };
  return `{ ${needed.map(inside).join(", ")} }`;
}

/** A value as TypeScript has it; `{ data, rows, cols }` is a matrix. */
function written(value) {
  const isMatrix = typeof value === "object" && value !== null && "data" in value;
  if (isMatrix) return `matrix(${value.rows}, ${value.cols}, ${written(value.data)})`;
  return JSON.stringify(value).replaceAll(",", ", ");
}

function examplePoint(point) {
  if (!Array.isArray(point[0])) return `Float64Array.of(${point.join(", ")})`;
  return `matrix(${point.length}, ${point[0].length}, [${point.flat().join(", ")}])`;
}

function indented(text, by) {
  return text.replaceAll("\n", `\n${by}`);
}
