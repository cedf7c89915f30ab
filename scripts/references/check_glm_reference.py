"""Recomputes the published models of glm_reference.json: `check_glm_reference.py FIXTURES` (needs mpmath).

Prints, for each model fitted here, how many digits agree with the file, once with the data read as exact decimals and once
as doubles. The difference between the two is what rounding the inputs to doubles costs any program.
"""

import csv
import json
import sys
from pathlib import Path

from mpmath import mp, mpf

from glm import binomial, multinomial, no_penalty, ridge


def table(folder, name):
    with (folder / f"{name}.csv").open() as file:
        return list(csv.DictReader(file))


def dummies(row, column, levels):
    return ["1" if row[column] == level else "0" for level in levels[1:]]


LEVELS = {
    "ses": ["low", "middle", "high"],
    "Infl": ["Low", "Medium", "High"],
    "Type": ["Tower", "Apartment", "Atrium", "Terrace"],
    "Cont": ["Low", "High"],
    "race": ["1", "2", "3"],
}


def design(rows, *terms):
    """Text of the design: an intercept, numeric columns as they are, factors as treatment contrasts."""
    cells = lambda row, term: dummies(row, term, LEVELS[term]) if term in LEVELS else [row[term]]
    return [["1", *(cell for term in terms for cell in cells(row, term))] for row in rows]


def problem(x, y, weights=None, **more):
    return {"x": x, "y": y, "weights": weights or ["1"] * len(y), **more}


IRIS = ["Sepal.Length", "Sepal.Width", "Petal.Length", "Petal.Width"]


def problems(folder):
    """Name in the file -> (model, problem, active classes)."""
    hsb, housing, iris = table(folder, "hsb"), table(folder, "housing"), table(folder, "iris")
    birth, menarche = table(folder, "birthwt"), table(folder, "menarche")
    iris2 = [row for row in iris if row["Species"] != "setosa"]
    code = lambda rows, column, order: [str(order.index(row[column])) for row in rows]
    shares = lambda number: [number(row["Menarche"]) / number(row["Total"]) for row in menarche]
    return {
        "hsbdemo_prog~ses+write": (
            multinomial,
            problem(design(hsb, "ses", "write"), code(hsb, "prog", ["general", "vocation", "academic"]), classes=3),
        ),
        "housing_Sat~Infl+Type+Cont": (
            multinomial,
            problem(
                design(housing, "Infl", "Type", "Cont"),
                code(housing, "Sat", ["Medium", "High", "Low"]),
                [row["Freq"] for row in housing],
                classes=3,
            ),
        ),
        "iris_ridge_lambda=1": (
            multinomial,
            problem(design(iris, *IRIS), code(iris, "Species", ["versicolor", "virginica", "setosa"]), classes=3, ridge=1),
        ),
        "iris2_virginica~all (near-separated logistic)": (
            binomial,
            problem(design(iris2, *IRIS), code(iris2, "Species", ["versicolor", "virginica"])),
        ),
        "birthwt_low~age+lwt+race+smoke+ptl+ht+ui+ftv": (
            binomial,
            problem(design(birth, "age", "lwt", "race", "smoke", "ptl", "ht", "ui", "ftv"), [row["low"] for row in birth]),
        ),
        "menarche_grouped~Age": (
            binomial,
            problem(design(menarche, "Age"), shares, [row["Total"] for row in menarche]),
        ),
    }


def solve(model, text, number):
    """The solution with each decimal read by `number`."""
    read = lambda values: values(number) if callable(values) else [number(v) for v in values]
    data = {**text, "x": [read(row) for row in text["x"]], "y": read(text["y"]), "weights": read(text["weights"])}
    columns = len(data["x"][0])
    data["offset"] = [mpf(0)] * len(data["x"])
    size = columns * (text.get("classes", 2) - 1)
    strength = text.get("ridge", 0)
    data["penalty"] = ridge(columns - 1, text["classes"], mpf(strength), "reference") if strength else no_penalty(size)
    return model(data)


def digits(found, truth):
    errors = [abs((mpf(f) - mpf(t)) / mpf(t)) for f, t in zip(found, truth, strict=True)]
    return min(float(-mp.log10(e)) if e else 99.0 for e in errors)


def main():
    folder = Path(sys.argv[1])
    file = json.loads((folder / "glm_reference.json").read_text())
    for name, (model, text) in problems(folder).items():
        reference = file[name]
        flat = lambda key: [v for c in reference["classes"] for v in reference[key][c]]
        for how, number in {"decimals": mpf, "doubles": lambda s: mpf(float(s))}.items():
            found = solve(model, text, number)
            shown = " ".join(
                f"{what} {digits(ours, theirs):.1f}"
                for what, ours, theirs in [
                    ("coefficients", found["coefficients"], flat("coef")),
                    ("errors", found["standardErrors"], flat("se")),
                    ("log-likelihood", [found["logLikelihood"]], [reference["loglik"]]),
                ]
            )
            print(f"{name:<48} read as {how:<8} {shown}")


if __name__ == "__main__":
    main()
