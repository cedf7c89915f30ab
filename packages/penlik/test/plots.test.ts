import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { describe, expect, it } from "vitest";
import { fitMatrixSync, fitSync, matrix, modelFromJSON, type PlotSpec } from "../src/index.js";
import { contours, roundLevels } from "../src/model/plots/contours.js";
import { farFrom } from "../src/model/plots/far.js";
import { normalQuantile } from "../src/model/plots/normal.js";
import { waves } from "./support/waves.js";

const data = waves(120);
const model = fitSync('y ~ z + site + s(x, bs="cr") + s(group, bs="re")', data);
const byModel = fitSync('y ~ site + s(x, by=site, bs="cr")', data);
const counts = fitSync('count ~ z + s(x, bs="cr")', data, { family: "poisson" });
const success = fitSync('success ~ z + s(x, bs="cr")', data, { family: "binomial" });
const classes = fitSync('kind ~ z + s(x, bs="cr", k=6)', data, { family: "multinomial" });

/** Compiles with vega-lite, whose warnings are errors here, and draws with vega. */
async function drawn(spec: PlotSpec): Promise<string> {
  const told: string[] = [];
  const tell = (...words: readonly unknown[]) => {
    told.push(words.join(" "));
    return logger;
  };
  const logger = { level: () => logger, error: tell, warn: tell, info: () => logger, debug: () => logger };
  const compiled = compile(JSON.parse(JSON.stringify(spec)) as TopLevelSpec, { logger: logger as never });
  const view = new View(parse(compiled.spec), { renderer: "none", logger: logger as never });
  const svg = await view.toSVG();
  expect(told).toEqual([]);
  return svg;
}

describe("a plot", () => {
  it.each([
    ["all smooths", () => model.plot()],
    ["one smooth", () => model.plot("smooth", { term: "s(x)", simultaneous: true, grid: 50 })],
    ["a derivative", () => model.plot("smooth", { term: "s(x)", derivative: true })],
    ["smooths by level", () => byModel.plot()],
    ["smooths of counts", () => counts.plot()],
    ["smooths of shares with residuals", () => success.plot("smooth", { residuals: true })],
    ["smooths of classes", () => classes.plot()],
    ["a tensor product", () => fitSync('y ~ te(x, z, bs="cr", k=4)', data).plot()],
    ["a surface of counts", () => fitSync('count ~ s(x, z, bs="tp", k=12)', data, { family: "poisson" }).plot()],
    ["surfaces of classes", () => fitSync('kind ~ te(x, z, bs="cr", k=3)', data, { family: "multinomial" }).plot()],
    ["surfaces by level", () => fitSync('y ~ site + s(x, z, by=site, bs="tp", k=10)', data).plot()],
    ["a factor smooth", () => fitSync('y ~ s(x, group, bs="fs", k=5)', data).plot()],
    ["classes", () => classes.plot("classes", { covariate: "x", at: { z: 0.5 } })],
    ["classes over levels", () => fitSync("kind ~ site", data, { family: "multinomial" }).plot("classes")],
    ["two classes", () => fitSync("kind2 ~ x", { ...data, kind2: data.site }, { family: "binomial" }).plot("classes")],
    ["normal quantiles", () => counts.plot("qq", { seed: 3 })],
    ["normal quantiles of classes", () => classes.plot("qq")],
    ["residuals", () => model.plot("residuals")],
    ["residuals of classes", () => classes.plot("residuals", { type: "pearson" })],
    ["coefficients", () => fitSync("y ~ z * site", data).plot()],
    ["coefficients of classes", () => fitSync("kind ~ z + site", data, { family: "multinomial" }).plot("forest")],
    [
      "coefficients of a fit from a matrix",
      () => fitMatrixSync({ X: matrix(4, 1, [1, 2, 3, 4]), y: [1, 2, 2, 4] }).plot(),
    ],
  ])("of %s compiles without a warning and is drawn", async (_, plot) => {
    const spec = plot();
    expect(spec.$schema).toBe("https://vega.github.io/schema/vega-lite/v6.json");
    const svg = await drawn(spec);
    expect(svg).toMatch(/^<svg/);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("of columns with dots and brackets in their names says these names", async () => {
    const odd = { "a.b[1]": data.x, y: data.y };
    const svg = await drawn(fitSync('y ~ s(`a.b[1]`, bs="cr")', odd).plot());
    expect(svg).toContain("a.b[1]");
  });

  it("holds curves, partial residuals and a rug", () => {
    const { layer, title } = model.plot("smooth", { term: "s(x)" }) as unknown as {
      title: string;
      layer: { mark: { type: string }; data?: { values: { x: number; residual: number }[] } }[];
    };
    expect(layer.map(({ mark }) => mark.type)).toEqual(["area", "rule", "point", "line", "tick"]);
    expect(title).toMatch(/^s\(x\), edf \d\.\d\d$/);
    const points = layer[2]?.data?.values ?? [];
    const smooth = model.smooth("s(x)", { grid: data }).fit;
    const working = model.residuals({ type: "working" }).data;
    expect(points.map(({ residual }) => residual)).toEqual(Array.from(smooth, (f, i) => f + (working[i] as number)));
    const bare = model.plot("smooth", { term: "s(x)", residuals: false }) as unknown as { layer: unknown[] };
    expect(bare.layer).toHaveLength(4);
  });

  it("of a model that was read needs no data, and has no residuals", async () => {
    const again = modelFromJSON(model.toJSON());
    const { layer } = again.plot("smooth", { term: "s(x)" }) as unknown as { layer: unknown[] };
    expect(layer).toHaveLength(3);
    await drawn(again.plot());
    expect(() => again.plot("qq")).toThrowError(expect.objectContaining({ code: "ERR_UNSUPPORTED" }));
    const read = modelFromJSON(classes.toJSON());
    expect(() => read.plot("classes")).toThrowError(/the range of z/);
    await drawn(read.plot("classes", { covariate: "x", at: { z: 0.5 } }));
  });

  it("of what a model does not have is refused", () => {
    expect(() => fitSync("y ~ z", data).plot("smooth")).toThrowError(
      expect.objectContaining({ code: "ERR_UNSUPPORTED" }),
    );
    expect(() => model.plot("classes")).toThrowError(/a model with classes/);
    expect(() => fitSync("y ~ 1", data).plot()).toThrowError(/without coefficients/);
    expect(() => model.plot("heat" as never)).toThrowError(/"smooth", "classes", "qq", "residuals", "forest"/);
    expect(() => model.plot("qq", { term: "s(x)" } as never)).toThrowError(/unknown key "term"/);
    expect(() => classes.plot("classes", { covariate: "y" })).toThrowError(
      expect.objectContaining({ argument: "covariate" }),
    );
    expect(() => classes.plot("classes", { at: { q: 1 } })).toThrowError(expect.objectContaining({ argument: "at" }));
  });
});

describe("surfaces", () => {
  const inside = Array.from({ length: 400 }, (_, i) => [(i * 0.618034) % 1, (i * 0.754878) % 1] as const).filter(
    ([x, z]) => x + z < 1,
  );
  const corner = {
    x: inside.map(([x]) => x),
    z: inside.map(([, z]) => z),
    y: inside.map(([x, z], i) => x * z + ((i * 7) % 11) / 50),
  };
  const fitted = fitSync("y ~ te(x, z, k = 4)", corner);
  const cells = (options = {}) => {
    const text = JSON.stringify(fitted.plot("smooth", options));
    return [...text.matchAll(/"x1":([\d.e-]+),"x2":([\d.e-]+),"y1":([\d.e-]+),"y2":([\d.e-]+)/g)].map((found) => {
      const [x1, x2, y1, y2] = found.slice(1).map(Number) as [number, number, number, number];
      return [(x1 + x2) / 2, (y1 + y2) / 2] as const;
    });
  };

  it("are blank far from the data", () => {
    expect(cells({ tooFar: 0 }).length).toBe(1600);
    const near = cells();
    expect(near.length).toBeLessThan(1300);
    expect(near.length).toBeGreaterThan(800);
    // Points of the square that are 0.1 from the triangle x + z < 1 have x + z < 1 + 0.1·√2.
    for (const [x, z] of near) expect(x + z).toBeLessThan(1.2);
    expect(cells({ tooFar: 0.02 }).length).toBeLessThan(near.length);
    expect(() => cells({ tooFar: -1 })).toThrowError(expect.objectContaining({ argument: "tooFar" }));
  });

  it("are far from what a search through all rows says is far", () => {
    const points = Array.from({ length: 300 }, (_, i) => [3 * ((i * 0.41) % 1) - 1, 70 * ((i * 0.73) % 1)] as const);
    const rows = Array.from({ length: 60 }, (_, i) => [3 * ((i * 0.61) % 1) - 1.5, 50 * ((i * 0.87) % 1)] as const);
    const places = (list: readonly (readonly [number, number])[]) => ({
      x: list.map(([x]) => x),
      y: list.map(([, y]) => y),
    });
    const { x, y } = places(points);
    const range = (values: number[]) => Math.max(...values) - Math.min(...values);
    for (const distance of [0.03, 0.1, 2]) {
      const wanted = points.map(([a, b]) =>
        rows.every(([c, d]) => Math.hypot((a - c) / range(x), (b - d) / range(y)) > distance),
      );
      expect(farFrom(places(points), places(rows), distance)).toEqual(wanted);
    }
  });
});

describe("contours", () => {
  const axis = Array.from({ length: 41 }, (_, i) => i / 20 - 1);
  const surface = (f: (x: number, y: number) => number) => ({
    x: axis,
    y: axis,
    values: axis.flatMap((y) => axis.map((x) => f(x, y))),
  });

  it("of a cone are closed circles", () => {
    const [circle, ...more] = contours(
      surface((x, y) => Math.hypot(x, y)),
      [0.61],
    );
    expect(more).toEqual([]);
    expect(circle?.points[0]).toEqual(circle?.points.at(-1));
    for (const [x, y] of circle?.points ?? []) expect(Math.hypot(x, y)).toBeCloseTo(0.61, 2);
    expect(circle?.points.length).toBeGreaterThan(80);
  });

  it("of a saddle are two lines at each height, and of a plane one, exact to rounding", () => {
    expect(
      contours(
        surface((x, y) => x * y),
        [0.3, -0.3],
      ),
    ).toHaveLength(4);
    const [line] = contours(
      surface((x, y) => x + y / 3),
      [0.123],
    );
    for (const [x, y] of line?.points ?? []) expect(x + y / 3).toBeCloseTo(0.123, 12);
  });

  it("leave out what is not known, and have round heights", () => {
    expect(
      contours(
        surface((x) => (x > 0.2 ? Number.NaN : x)),
        [0.5],
      ),
    ).toEqual([]);
    expect(roundLevels(-0.31, 0.52, 8)).toEqual([-0.2, 0, 0.2, 0.4]);
    expect(roundLevels(0, 1, 5)).toEqual([0.2, 0.4, 0.6, 0.8]);
    expect(roundLevels(1, 1)).toEqual([]);
  });
});

describe("the normal quantile", () => {
  it("has the digits of tables, in the middle and in both tails", () => {
    // Φ⁻¹ to 16 digits by mpmath.
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect(normalQuantile(0.6)).toBeCloseTo(0.2533471031357997, 15);
    expect(normalQuantile(1e-4)).toBeCloseTo(-3.719016485455681, 14);
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.26234008979841, 13);
    expect(normalQuantile(0.5)).toBe(0);
  });
});
