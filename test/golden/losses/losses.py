"""Values and derivatives of the losses: PyTorch's, and scikit-learn's for those that PyTorch lacks."""
import json
import sys
from pathlib import Path

import numpy as np
import sklearn
import torch
from sklearn.metrics import hinge_loss, mean_pinball_loss
from torch.nn import functional as F

generator = np.random.default_rng(20261124)


def rounded(values):
    return np.asarray(values).astype(np.float32).astype(np.float64)


BATCH, OUTPUTS = 6, 3
outputs = rounded(generator.normal(size=(BATCH, OUTPUTS)) * 2)
labels = {
    "values": rounded(generator.normal(size=(BATCH, OUTPUTS)) * 2),
    "classes": generator.integers(0, 2, size=(BATCH, OUTPUTS)).astype(float),
    "counts": generator.integers(0, 5, size=(BATCH, OUTPUTS)).astype(float),
}

TORCH = [
    ("absoluteError", "values", F.l1_loss),
    ("squaredError", "values", F.mse_loss),
    ("logLoss", "classes", F.binary_cross_entropy_with_logits),
    ("huber(delta=1)", "values", lambda z, y: F.huber_loss(z, y, delta=1.0)),
    ("huber(delta=0.3)", "values", lambda z, y: F.huber_loss(z, y, delta=0.3)),
    ("poisson", "counts", lambda z, y: F.poisson_nll_loss(z, y, log_input=True)),
]


def numerical(function):
    """Derivatives by central differences: exact for pieces that are linear or squares."""
    h = 1e-4
    slopes = np.zeros_like(outputs)
    for i in np.ndindex(outputs.shape):
        up, down = outputs.copy(), outputs.copy()
        up[i] += h
        down[i] -= h
        slopes[i] = (function(up) - function(down)) / (2 * h)
    return slopes


def mean_hinge(z):
    return np.mean([hinge_loss(y, s, labels=[-1, 1]) for y, s in zip((2 * labels["classes"] - 1).T, z.T)])


def by_sgd(name, key, z, epsilon=0.1):
    """scikit-learn's own loss objects, one number at a time."""
    from sklearn.linear_model import _sgd_fast as fast

    make = {"squaredHinge": lambda: fast.SquaredHinge(1.0), "epsilonInsensitive": lambda: fast.EpsilonInsensitive(epsilon)}
    loss = make[name]()
    y = 2 * labels[key] - 1 if key == "classes" else labels[key]
    return np.mean([loss.py_loss(float(a), float(b)) for a, b in zip(z.ravel(), y.ravel())])


SKLEARN = [
    ("hinge", "classes", mean_hinge),
    ("squaredHinge", "classes", lambda z: by_sgd("squaredHinge", "classes", z)),
    ("quantile(tau=0.5)", "values", lambda z: mean_pinball_loss(labels["values"], z, alpha=0.5)),
    ("quantile(tau=0.9)", "values", lambda z: mean_pinball_loss(labels["values"], z, alpha=0.9)),
    ("epsilonInsensitive(epsilon=0.1)", "values", lambda z: by_sgd("epsilonInsensitive", "values", z)),
    ("epsilonInsensitive(epsilon=0.5)", "values", lambda z: by_sgd("epsilonInsensitive", "values", z, 0.5)),
]

cases = []
for name, key, function in TORCH:
    z = torch.tensor(outputs, requires_grad=True)
    value = function(z, torch.tensor(labels[key]))
    value.backward()
    cases.append({"loss": name, "labels": key, "value": value.item(), "slopes": z.grad.tolist()})
for name, key, function in SKLEARN:
    cases.append({"loss": name, "labels": key, "value": float(function(outputs)), "slopes": numerical(function).tolist()})
versions = {
    "python": sys.version.split()[0], "numpy": np.__version__,
    "scikit-learn": sklearn.__version__, "torch": torch.__version__,
}
golden = {"versions": versions, "outputs": outputs.tolist(), "labels": {k: v.tolist() for k, v in labels.items()}}
rows = ",\n".join(json.dumps(case) for case in cases)
text = json.dumps(golden)[:-1] + ', "cases": [\n' + rows + "\n]}\n"
Path(__file__).with_suffix(".json").write_text(text)
