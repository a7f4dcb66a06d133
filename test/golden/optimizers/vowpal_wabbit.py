"""What Vowpal Wabbit makes of a linear neuron, by FTRL-Proximal and by its default update; from weights of 0."""
import math

from data import INPUTS, STEPS, classes, values, write, x
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
        cases.append({"optimizer": name, "options": options, "loss": loss, "weights": weights, "outputs": outputs})
        vw.finish()
write(__file__, {"vowpalwabbit": __version__}, cases)
