"""One scikit-learn fit: `scikit.py FOLDER OUT SETTINGS`; prints one line of JSON, writes K x (1 + p) coefficients as f64."""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import sklearn
import threadpoolctl
from sklearn.linear_model import LogisticRegression

folder, out, settings = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
shape = json.loads((folder / "shape.json").read_text())
x = np.fromfile(folder / "X.f64", dtype="<f8").reshape(shape["rows"], shape["columns"])
y = np.fromfile(folder / "y.i32", dtype="<i4")


def model():
    """The estimator without a penalty; the argument that says so changed its name in 1.8."""
    major, minor = (int(part) for part in sklearn.__version__.split(".")[:2])
    free = {"C": np.inf} if (major, minor) >= (1, 8) else {"penalty": None}
    return LogisticRegression(**free, **settings)


warnings.simplefilter("ignore")
model().fit(x[:1000], y[:1000])
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    start = time.perf_counter()
    fitted = model().fit(x, y)
    seconds = time.perf_counter() - start

np.column_stack([fitted.intercept_, fitted.coef_]).astype("<f8").tofile(out)
said = sorted({str(w.message).splitlines()[0] for w in caught})
pools = {f"{p['internal_api']}={p['num_threads']}" for p in threadpoolctl.threadpool_info()}
print(
    json.dumps(
        {
            "seconds": seconds,
            "version": sklearn.__version__,
            "iterations": int(np.max(fitted.n_iter_)),
            "threads": " ".join(sorted(pools)),
            "note": "; ".join(said),
        }
    )
)
