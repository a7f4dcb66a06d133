"""The samples that all optimizers learn, as numbers that 32 bits hold exactly."""
import json
import sys
from pathlib import Path

import numpy as np

STEPS, INPUTS = 100, 6
generator = np.random.default_rng(20261123)


def rounded(values):
    return np.asarray(values).astype(np.float32).astype(np.float64)


# Features of quite different scales, a third of them absent.
scales = np.array([1, 0.1, 5, 1, 20, 0.5])
x = rounded(generator.normal(size=(STEPS, INPUTS)) * scales * (generator.uniform(size=(STEPS, INPUTS)) < 0.67))
truth = generator.normal(size=INPUTS) / scales
score = x @ truth + 0.3 + 0.2 * generator.normal(size=STEPS)
values = rounded(score)
classes = (score > 0).astype(float)
first = rounded(generator.normal(size=INPUTS) * 0.3)
firstBias = float(rounded(0.1))


def write(script, versions, cases):
    data = {
        "versions": {"python": sys.version.split()[0], "numpy": np.__version__, **versions},
        "x": x.tolist(), "values": values.tolist(), "classes": classes.tolist(),
        "first": [*first.tolist(), firstBias],
    }
    rows = ",\n".join(json.dumps(case) for case in cases)
    text = json.dumps(data)[:-1] + ', "cases": [\n' + rows + "\n]}\n"
    Path(script).with_suffix(".json").write_text(text)
