"""Where River's detectors find changes, and SciPy's p-values of the Kolmogorov-Smirnov test."""
import numpy as np
import scipy
from golden import write
from river import drift
from scipy.stats import ks_2samp

generator = np.random.default_rng(0)
streams = {
    "steady": generator.normal(size=2000),
    "step": np.concatenate([generator.normal(size=1000), generator.normal(2, 1, 1000)]),
    "two steps": np.concatenate([generator.uniform(m, m + 1, 700) for m in (0, 3, 1)]),
    "slope": generator.normal(size=2000) + np.linspace(0, 4, 2000),
}
errors = {
    "steady": generator.uniform(size=2000) < 0.2,
    "step": generator.uniform(size=2000) < np.repeat([0.1, 0.5], 1000),
    "two steps": generator.uniform(size=2100) < np.repeat([0.3, 0.6, 0.9], 700),
}


def changes(detector, stream):
    found = []
    for i, x in enumerate(stream):
        detector.update(x)
        if detector.drift_detected:
            found.append(i)
    return found


def cases(create, named):
    return {name: changes(create(), values.tolist()) for name, values in named.items()}


ks = []
for shift in (0, 0.3, 0.6, 1, 2):
    a, b = np.round(generator.normal(size=(2, 30)) + [[0], [shift]], 1)
    result = ks_2samp(a, b, method="exact")
    ks.append({"a": a.tolist(), "b": b.tolist(), "statistic": result.statistic, "pValue": result.pvalue})

write(__file__, {
    "scipy": scipy.__version__,
    "streams": {name: values.tolist() for name, values in streams.items()},
    "errors": {name: values.astype(int).tolist() for name, values in errors.items()},
    "adwin": cases(drift.ADWIN, streams),
    "pageHinkley": cases(lambda: drift.PageHinkley(mode="up"), streams),
    "pageHinkleyBoth": cases(lambda: drift.PageHinkley(mode="both"), streams),
    "ddm": cases(drift.binary.DDM, errors),
    "ks": ks,
})
