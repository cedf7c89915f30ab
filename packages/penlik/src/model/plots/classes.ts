import { HEIGHT, type View, WIDTH } from "./theme.js";

/** Probabilities of classes over a covariate, row-major. */
export interface ClassCurves {
  readonly name: string;
  readonly at: ArrayLike<number | string>;
  readonly classes: readonly string[];
  readonly probabilities: Float64Array;
  /** What the other covariates are held at. */
  readonly held: readonly string[];
}

/** Probabilities on top of each other, so that their sum of 1 fills the panel; bars over levels. */
export function classesView({ name, at, classes, probabilities, held }: ClassCurves): View {
  const numeric = typeof at[0] === "number";
  const values = Array.from(at).flatMap((x, i) =>
    classes.map((label, c) => ({ x, class: label, order: c, p: probabilities[i * classes.length + c] })),
  );
  const x = numeric
    ? { field: "x", type: "quantitative", title: name, scale: { zero: false, nice: false } }
    : { field: "x", type: "nominal", title: name, sort: null, axis: { labelAngle: 0 } };
  return {
    title:
      held.length === 0
        ? "Probabilities of the classes"
        : { text: "Probabilities of the classes", subtitle: `at ${held.join(", ")}` },
    width: WIDTH,
    height: HEIGHT,
    data: { values },
    mark: numeric ? { type: "area", opacity: 0.9, stroke: "white", strokeWidth: 0.8 } : { type: "bar", opacity: 0.9 },
    encoding: {
      x,
      y: { field: "p", type: "quantitative", title: "Probability", stack: "zero", scale: { domain: [0, 1] } },
      color: { field: "class", type: "nominal", title: "class", sort: [...classes] },
      order: { field: "order" },
    },
  };
}
