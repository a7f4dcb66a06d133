"""Vowpal Wabbit from its binary cache: one thread reads, the other learns, as `vw -d … --cache` does.

The Python package has no command, but a Workspace that is given `d` runs VW's own driver over the
file before its constructor returns. The first run writes the cache, the measured ones read it.
"""

import functools
import os
import tempfile

import numpy as np
from vowpalwabbit import Workspace

import peer

FOLDER = tempfile.TemporaryDirectory()  # removed at exit
VARIANTS = {"default": {}, "--sgd": {"sgd": True}, "--ftrl": {"ftrl": True}}


def write(name, rows, line):
    path = os.path.join(FOLDER.name, name)
    with open(path, "w") as file:
        file.writelines(line(row) for row in range(rows))
    return path


@functools.cache
def dense():
    rows, features = 100_000, 32
    random = np.random.default_rng(1)
    x = random.standard_normal((rows, features)).astype(np.float32)
    y = np.where(x @ random.standard_normal(features) > 0, 1, -1)
    pattern = "%d | " + " ".join(f"{feature}:%.5f" for feature in range(features)) + "\n"
    path = write("dense.txt", rows, lambda row: pattern % (y[row], *x[row].tolist()))
    return path, rows, {"b": 18}


@functools.cache
def sparse():
    rows, features = 100_000, 40
    random = np.random.default_rng(1)
    indices = random.integers(0, 2**20, (rows, features)).astype(str)
    y = random.choice([-1, 1], rows)
    path = write("sparse.txt", rows, lambda row: f"{y[row]} | {' '.join(indices[row])}\n")
    return path, rows, {"b": 20}


def from_cache(data):
    path, rows, options = data()

    def run(**variant):
        Workspace(
            d=path,
            cache_file=f"{path}.cache",  # written if it is not there, else read in place of `d`
            loss_function="logistic",
            quiet=True,
            **options,
            **variant,
        ).finish()

    return peer.best({name: peer.rate(lambda: run(**v), rows) for name, v in VARIANTS.items()})


peer.serve(
    {
        "logistic-32-stages": lambda: from_cache(dense),
        "logistic-32-learn": lambda: from_cache(dense),
        "sparse-logistic": lambda: from_cache(sparse),
    }
)
