"""One lasso by scikit-learn: `lasso.py FOLDER OUT TOL PRECOMPUTE`; prints one line of JSON, writes the coefficients as f64."""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
from sklearn.linear_model import Lasso

folder, out, tol, precompute = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]), sys.argv[4] == "1"
shape = json.loads((folder / "shape.json").read_text())
n = shape["rows"]
# Columns in one piece, as the solver wants them: the copy is not timed.
a = np.asfortranarray(np.fromfile(folder / "A.f64", dtype="<f8").reshape(n, shape["cols"]))
b = np.fromfile(folder / "b.f64", dtype="<f8")


def model(count):
    return Lasso(
        alpha=shape["lambda"] / n, fit_intercept=False, tol=tol, max_iter=1_000_000, precompute=precompute, copy_X=False
    )


warnings.simplefilter("ignore")
model(n).fit(np.asfortranarray(a[: n // 10]), b[: n // 10])
start, before = time.perf_counter(), time.process_time()
fitted = model(n).fit(a, b)
seconds, cpu = time.perf_counter() - start, time.process_time() - before
np.ascontiguousarray(fitted.coef_, dtype="<f8").tofile(out)
print(json.dumps({"seconds": seconds, "cpu": cpu, "iterations": int(np.max(fitted.n_iter_))}))
