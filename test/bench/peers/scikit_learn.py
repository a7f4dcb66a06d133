"""scikit-learn's SGDClassifier, fed by partial_fit: a row a call, and a thousand rows a call."""

import numpy as np
from sklearn.linear_model import SGDClassifier

import peer

CLASSES = np.array([0, 1])


def partial_fit(rows):
    random = np.random.default_rng(1)
    x = random.standard_normal((rows, 32))
    y = (x @ random.standard_normal(32) > 0).astype(int)
    model = SGDClassifier(loss="log_loss", learning_rate="constant", eta0=0.01)
    rate = peer.rate(lambda: model.partial_fit(x, y, classes=CLASSES), rows)
    return rate, {"rowsPerCall": rows}


peer.serve(
    {
        "logistic-32-stages": lambda: partial_fit(1),
        "logistic-32-learn": lambda: partial_fit(1000),
    }
)
