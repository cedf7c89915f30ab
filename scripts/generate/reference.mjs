/**
 * The reference of all kinds of penalties, docs/penalties.md.
 */
import { exampleLines, facts } from "./penalties.mjs";

/** What the structure of a kind says about the shape of θ. */
const SHAPES = {
  separable: "any; every entry by itself",
  grouped: "n × k; groups are of columns in a row, of rows or of columns",
  rows: "n × k; every row by itself, and the values added",
  spectral: "n × k; through its singular values",
  along: "n × k; through differences or other linear functions of its entries",
  dense: "n × k; all entries together",
};

/** The page for a catalog as the core prints it. */
export function penaltyReference(catalog) {
  const entries = [...catalog].sort((a, b) => a.kind.localeCompare(b.kind, "en"));
  return [HEADER, overview(entries), ...entries.map(section)].join("\n");
}

const HEADER = `<!-- Made by scripts/generate/generate.mjs from the core's catalog. Do not edit: change the catalog and run \`npm run generate\`. -->

# Penalties

Every kind is a class of the package. θ is a \`Float64Array\` (one row) or a \`Matrix\`; formulas are at unit strength, and every
kind takes \`strength\`, a factor ≥ 0 (1 if it is not given). Unknown options, wrong types and numbers outside their domains are
refused by name. \`toJSON()\` and \`penaltyFromJSON()\` are inverse to each other, to the bit. What a kind cannot do, such as the
gradient of \`L1\`, is a compile error on its class, and an \`ERR_UNSUPPORTED\` that names the kind when the program runs.

| where | what |
|---|---|
| every kind | \`kind\`, \`properties\`, \`shapeParameters\`, \`value(theta)\`, \`toJSON()\` |
| derivatives and bound | \`gradient(theta, out?)\`, \`valueAndGradient(theta, out)\`, and \`at(theta)\` with \`value\`, \`gradient\`, \`hessianVectorProduct\`, \`hessianDiagonal\`, \`hessian\`, \`boundVectorProduct\`, \`boundDiagonal\` |
| majorizer | \`at(theta).mmWeights(out?)\` |
| shape parameters | \`at(theta).gradientLogShape()\` |
| prox | \`prox(theta, step, out?)\`; \`moreauEnvelope\`; of convex kinds \`conjugateProx\` |
| a step for each entry | \`proxDiagonal(theta, steps, out?)\` |
| normalizer | \`new Term(penalty, { learn: ["strength"] }).logNormalizer(rho)\` |

\`Term\` gives a penalty a weight, and strengths and shapes to learn; \`sum\`, \`scaled\`, \`translated\`, \`restricted\` and \`rotated\` make
penalties from others.
`;

/** What a capability gives, for the table. */
const COLUMNS = [
  ["convex", (entry) => entry.properties.convex],
  ["derivatives and bound", (entry) => entry.properties.hasBound],
  ["majorizer", (entry) => entry.capabilities.includes("majorized")],
  ["prox", (entry) => entry.properties.hasProx],
  ["a step for each entry", (entry) => entry.capabilities.includes("diagonalProx")],
  ["normalizer", (entry) => entry.properties.hasNormalizer],
];

function overview(entries) {
  const heads = ["kind", "structure", ...COLUMNS.map(([name]) => name), "shape parameters"];
  const row = (cells) => `| ${cells.join(" | ")} |`;
  const lines = entries.map((entry) => {
    const marks = COLUMNS.map(([, holds]) => (holds(entry) ? "●" : ""));
    const link = `[${entry.kind}](#${entry.kind.toLowerCase()})`;
    return row([link, entry.properties.structure, ...marks, entry.shapes.join(", ")]);
  });
  return `${[row(heads), row(heads.map(() => "---")), ...lines].join("\n")}\n`;
}

/** A type as code, without what only the compiler needs: `readonly` and the brackets around a list of lists. */
function form(type) {
  const short = type.replaceAll("readonly ", "").replace(/\(([^()| ]+|\[[^()|]+\])\)\[\]/g, "$1[]");
  return `\`${short}\``;
}

function section(entry) {
  const parameters = entry.parameters.map((parameter) => {
    const preset = parameter.default === null ? (parameter.optional ? "may be left out" : "") : `${parameter.default}`;
    const cells = [`\`${parameter.name}\``, form(parameter.type), parameter.domain, preset, parameter.summary];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  return `## ${entry.kind}

${entry.summary}

    P(θ) = strength · (${entry.formula})

Shape of θ: ${SHAPES[entry.properties.structure]}. ${facts(entry)}

| option | type | domain | default | |
|---|---|---|---|---|
${parameters.join("\n")}

\`\`\`ts
${exampleLines(entry).join("\n")}
\`\`\`
`;
}
