"""Value and gradient of the diversity of prototypes by prosemble (JAX, float64), compiled: time per call, and the numbers.

Reads {prototypes, rows, columns, labels, bandwidth, seconds} as JSON from standard input, writes a JSON line for each function.
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
from prosemble.core import regularization

task = json.load(sys.stdin)
prototypes = jnp.array(task["prototypes"], dtype=jnp.float64).reshape(task["rows"], task["columns"])
labels = jnp.array(task["labels"])
classes = max(task["labels"]) + 1
largest = max(task["labels"].count(c) for c in range(classes))

functions = {
    "prototype_diversity_loss": lambda w: regularization.prototype_diversity_loss(w, labels, task["bandwidth"]),
    "prototype_diversity_loss_vectorized": lambda w: regularization.prototype_diversity_loss_vectorized(
        w, labels, task["bandwidth"], classes, largest
    ),
}


def best(call):
    """The shortest mean over batches of calls, in seconds."""
    jax.block_until_ready(call(prototypes))
    shortest, until = float("inf"), time.perf_counter() + task["seconds"]
    while time.perf_counter() < until:
        start = time.perf_counter()
        for _ in range(50):
            jax.block_until_ready(call(prototypes))
        shortest = min(shortest, (time.perf_counter() - start) / 50)
    return shortest


for name, function in functions.items():
    call = jax.jit(jax.value_and_grad(function))
    try:
        value, gradient = jax.block_until_ready(call(prototypes))
    except Exception as error:
        print(json.dumps({"name": name, "error": str(error).splitlines()[0]}), flush=True)
        continue
    said = {"name": name, "seconds": best(call), "value": float(value), "gradient": gradient.ravel().tolist()}
    print(json.dumps({**said, "jax": jax.__version__}), flush=True)
