"""River's logistic regression, `learn_one` on dictionaries that are already in memory."""

import random

from river import linear_model, optim, preprocessing

import peer


def learn_one(model, features):
    random.seed(1)
    weights = [random.gauss(0, 1) for _ in range(features)]
    samples = []
    for _ in range(1000):
        x = [random.gauss(0, 1) for _ in range(features)]
        samples.append((dict(enumerate(x)), sum(map(float.__mul__, x, weights)) > 0))

    def step():
        for x, y in samples:
            model.learn_one(x, y)

    return peer.rate(step, len(samples)), {}


def logistic():
    return linear_model.LogisticRegression(optim.SGD(0.01))


peer.serve(
    {
        "logistic-32-stages": lambda: learn_one(logistic(), 32),
        "scaler-logistic-6": lambda: learn_one(preprocessing.StandardScaler() | logistic(), 6),
    }
)
