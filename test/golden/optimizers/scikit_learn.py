"""What scikit-learn's passive-aggressive learners make of a linear neuron; from weights of 0.

The bias is a feature that is always 1, as in the paper, and not scikit-learn's intercept, which it leaves out of the norm.
"""
import warnings

import numpy as np
import sklearn
from data import STEPS, classes, values, write, x
from sklearn.linear_model import PassiveAggressiveClassifier, PassiveAggressiveRegressor

warnings.simplefilter("ignore")
ones = np.hstack([x, np.ones((STEPS, 1))])
common = {"fit_intercept": False, "shuffle": False, "tol": None, "max_iter": 1}
cases = []
for variant, hinge, insensitive in (
    (1, "hinge", "epsilon_insensitive"),
    (2, "squared_hinge", "squared_epsilon_insensitive"),
):
    for c in (0.02, 1.0):
        options = {"aggressiveness": c, "variant": variant}
        classifier = PassiveAggressiveClassifier(C=c, loss=hinge, **common)
        classifier.fit(ones, 2 * classes - 1)
        cases.append({"optimizer": "passiveAggressive", "options": options, "loss": "hinge",
                      "weights": classifier.coef_.ravel().tolist()})
        regressor = PassiveAggressiveRegressor(C=c, loss=insensitive, epsilon=0.1, **common)
        regressor.fit(ones, values)
        cases.append({"optimizer": "passiveAggressive", "options": options, "loss": "epsilonInsensitive(epsilon=0.1)",
                      "weights": regressor.coef_.ravel().tolist()})
write(__file__, {"scikit-learn": sklearn.__version__}, cases)
