"""What Vowpal Wabbit makes of a linear neuron, by FTRL-Proximal and by its default update; from weights of 0.

For the logistic loss, Vowpal Wabbit's default update needs q with q + e^q = x at every step, which is x - W(e^x), and takes an
approximation of Lambert's W whose absolute error is up to 9e-5. So `exact` stands beside such a case: the same formulas in
64 bits with SciPy's W. For the squared loss they end within 3e-7 of Vowpal Wabbit, which is asserted: it's W, not the
formulas, and not the inverse square roots (with `--power_t 0.5000001`, by powf, the weights are the same to 6e-7).
"""
import math

import numpy as np
import scipy
from data import INPUTS, STEPS, classes, values, write, x
from scipy.special import wrightomega
from vowpalwabbit import Workspace, __version__

CONSTANT = 11650396 % 2**18
LOSSES = {"squaredError": ("squared", values), "logLoss": ("logistic", 2 * classes - 1)}
OPTIMIZERS = [
    ("ftrl", {"learningRate": 0.1, "beta": 1, "l1": 0, "l2": 0}, "--ftrl --ftrl_alpha 0.1 --ftrl_beta 1"),
    ("ftrl", {"learningRate": 0.2, "beta": 0.5, "l1": 2, "l2": 0.5},
     "--ftrl --ftrl_alpha 0.2 --ftrl_beta 0.5 --l1 2 --l2 0.5"),
    ("normalizedAdaptive", {}, ""),
    ("normalizedAdaptive", {"learningRate": 5}, "-l 5"),
]



def exactly(rate, loss, labels):
    """The default update in 64 bits: weights, bias, and the outputs before each step."""
    w, squares, scales = np.zeros(INPUTS + 1), np.zeros(INPUTS + 1), np.zeros(INPUTS + 1)
    norms, outputs = 0.0, []
    for i in range(STEPS):
        features, y = np.append(x[i], 1.0), labels[i]
        p = w @ features
        outputs.append(p)
        slope = 2 * (p - y) if loss == "squaredError" else -y / (1 + math.exp(y * p))
        present = features != 0
        larger = present & (np.abs(features) > scales)
        known = larger & (scales > 0)
        w[known] *= scales[known] / np.abs(features[known])
        scales[larger] = np.abs(features[larger])
        squares[present] += (slope * features[present]) ** 2
        r = np.zeros(INPUTS + 1)
        r[present] = 1 / (np.sqrt(squares[present]) * scales[present])
        norms += ((features[present] / scales[present]) ** 2).sum()
        scale = math.sqrt((i + 1) / norms)
        reach = scale * (features**2 * r).sum()
        margin = y * p
        if loss == "squaredError":
            step = (y - p) * (1 - math.exp(-2 * rate * reach)) / reach
        else:
            end = rate * reach + margin + math.exp(margin)
            step = y * (end - wrightomega(end) - margin) / reach
        w += scale * step * r * features
    return w, outputs


def distance(a, b):
    return float(np.abs(np.subtract(a, b)).max() / np.abs(b).max())


cases = []
for name, options, arguments in OPTIMIZERS:
    for loss, (theirs, labels) in LOSSES.items():
        vw = Workspace(f"{arguments} --loss_function {theirs} --quiet -b 18 --min_prediction -10000 --max_prediction 10000")
        outputs = []
        for i in range(STEPS):
            features = " ".join(f"{k}:{float(x[i][k])!r}" for k in range(INPUTS) if x[i][k] != 0)
            example = vw.parse(f"{float(labels[i])!r} | {features}")
            vw.learn(example)
            outputs.append(example.get_simplelabel_prediction())
            vw.finish_example(example)
        weights = [vw.get_weight(k) for k in [*range(INPUTS), CONSTANT]]
        assert all(math.isfinite(w) for w in weights)
        case = {"optimizer": name, "options": options, "loss": loss, "weights": weights, "outputs": outputs}
        if name == "normalizedAdaptive":
            w, p = exactly(options.get("learningRate", 0.5), loss, labels)
            if loss == "squaredError":
                assert max(distance(w, weights), distance(p, outputs)) < 1e-6
            else:
                case["exact"] = {"weights": w.tolist(), "outputs": p}
        cases.append(case)
        vw.finish()
write(__file__, {"vowpalwabbit": __version__, "scipy": scipy.__version__}, cases)
