"""scikit-learn's values of every metric, weighted and not, River's rolling MAE, and a weighted mean by its formula."""
import numpy as np
from golden import write
from river import metrics as river_metrics
from river import utils
from sklearn import metrics as sk

generator = np.random.default_rng(0)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def averaged(y, guess, w, averages):
    scores = {"precision": sk.precision_score, "recall": sk.recall_score, "f1": sk.f1_score}
    return {
        name if a == "binary" else f"{name}.{a}":
            float(score(y, guess, average=a, sample_weight=w, zero_division=0))
        for a in averages for name, score in scores.items()
    }


def binary(name, p, y, w):
    guess = (p > 0.5).astype(int)
    values = {
        "accuracy": sk.accuracy_score(y, guess, sample_weight=w),
        "logLoss": sk.log_loss(y, p, sample_weight=w, labels=[0, 1]),
        "rocAuc": sk.roc_auc_score(y, p, sample_weight=w),
        **averaged(y, guess, w, ["binary", "macro", "micro", "weighted"]),
    }
    return case(name, p[:, None], y, w, values)


def multiclass(name, p, y, w):
    guess = p.argmax(1)
    values = {
        "accuracy": sk.accuracy_score(y, guess, sample_weight=w),
        "logLoss": sk.log_loss(y, p, sample_weight=w, labels=list(range(p.shape[1]))),
        **averaged(y, guess, w, ["macro", "micro", "weighted"]),
    }
    return case(name, p, y, w, values)


def regression(name, p, y, w):
    values = {
        "mae": sk.mean_absolute_error(y, p, sample_weight=w),
        "rmse": sk.root_mean_squared_error(y, p, sample_weight=w),
    }
    return case(name, p[:, None], y, w, values)


def case(name, p, y, w, values):
    return {
        "name": name, "predictions": p.tolist(), "labels": y.tolist(), "weights": w.tolist(),
        "values": {k: float(v) for k, v in values.items()},
    }


n = 600
ones = np.ones(n)
weights = np.round(generator.uniform(0, 3, n) * 2**20) / 2**20
z = generator.normal(-1.5, 1, n)
y = (generator.uniform(size=n) < sigmoid(z)).astype(int)
logits = generator.normal(size=(n, 4)) * 2
probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
classes = np.array([generator.choice(4, p=row) for row in probabilities])
classes[classes == 2] = 1  # a class that is predicted but never the label
target = generator.normal(size=n) * 1e3
saturated = sigmoid(40 * (y - 0.4 + generator.normal(size=n))).astype(np.float32).astype(float)

cases = [
    binary("calibrated", sigmoid(z), y, ones),
    binary("calibrated, weighted", sigmoid(z), y, weights),
    binary("close to one half", sigmoid((z + 1.5) * 0.1), y, weights),
    binary("ties", np.round(sigmoid(z), 1), y, ones),
    binary("saturated in f32", saturated, y, weights),
    multiclass("four classes", probabilities, classes, ones),
    multiclass("four classes, weighted", probabilities, classes, weights),
    regression("thousands", target + generator.normal(size=n), target, ones),
    regression("thousands, weighted", target + generator.normal(size=n), target, weights),
]

rolling = utils.Rolling(river_metrics.MAE, window_size=50)
half_life = 20
numerator = denominator = 0.0
rolled, weighted = [], []
for prediction, label in zip(cases[7]["predictions"], cases[7]["labels"]):
    rolling.update(label, prediction[0])
    rolled.append(rolling.get())
    numerator = numerator * 0.5 ** (1 / half_life) + abs(prediction[0] - label)
    denominator = denominator * 0.5 ** (1 / half_life) + 1
    weighted.append(numerator / denominator)

write(__file__, {"cases": cases, "rolling": {"window": 50, "values": rolled},
                 "exponentiallyWeighted": {"halfLife": half_life, "values": weighted}})
