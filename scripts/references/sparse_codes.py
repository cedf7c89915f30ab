"""The fixtures of scripts/examples/sparse-codes.mjs, made by scikit-learn: `python sparse_codes.py`.

digits.csv is scikit-learn's copy of the test set of "Optical Recognition of Handwritten Digits" (E. Alpaydin and C. Kaynak,
UCI Machine Learning Repository, 1998, doi 10.24432/C50P49, licence CC BY 4.0): 1797 images of 8 x 8 pixels from 0 to 16.
sparse-codes.json holds what sparse_encode reaches on them: the first ATOMS images, each without its mean and at unit length,
are the dictionary, and SIGNALS further images without their mean are coded.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.datasets import load_digits
from sklearn.decomposition import sparse_encode

ATOMS, SIGNALS, STRENGTH = 48, 400, 2.0
home = Path(__file__).resolve().parent.parent / "examples" / "fixtures"

digits = load_digits().data
np.savetxt(home / "digits.csv", digits, fmt="%d", delimiter=",")

centred = digits - digits.mean(axis=1, keepdims=True)
dictionary = centred[:ATOMS] / np.linalg.norm(centred[:ATOMS], axis=1, keepdims=True)
signals = centred[ATOMS : ATOMS + SIGNALS]


def objectives(codes):
    """0.5 |x - D c|^2 + STRENGTH |c|_1 of every signal."""
    return 0.5 * ((signals - codes @ dictionary) ** 2).sum(axis=1) + STRENGTH * np.abs(codes).sum(axis=1)


def encode(algorithm, **settings):
    return objectives(sparse_encode(signals, dictionary, algorithm=algorithm, alpha=STRENGTH, **settings))


exact = encode("lasso_lars", max_iter=10000)
defaults = encode("lasso_cd", max_iter=10000)
reference = {
    "made by": f"scikit-learn {sklearn.__version__}, sparse_encode",
    "atoms": ATOMS,
    "signals": SIGNALS,
    "strength": STRENGTH,
    "lasso_lars": float(exact.sum()),
    "lasso_cd": float(defaults.sum()),
    "first": exact[:5].tolist(),
}
(home / "sparse-codes.json").write_text(json.dumps(reference, indent=1) + "\n")
