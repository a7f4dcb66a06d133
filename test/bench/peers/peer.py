"""What the peers written in Python share: how they time, and how they answer the harness.

Every line of standard input names a case; the answer is one line of JSON:
{"name", "samplesPerSecond", "detail"}, or {"name", "error"}. Without standard input to read
(`--all`), every case is run once.
"""

import json
import statistics
import sys
import time

SECONDS = 0.6


def rate(step, samples):
    """The median rate of `step`, which learns from `samples` samples, over about SECONDS."""
    step()
    begin = time.perf_counter()
    step()
    once = max(time.perf_counter() - begin, 1e-7)
    repeats = max(1, int(SECONDS / 15 / once))
    rates = []
    end = time.perf_counter() + SECONDS
    while len(rates) < 3 or time.perf_counter() < end:
        begin = time.perf_counter()
        for _ in range(repeats):
            step()
        rates.append(samples * repeats / (time.perf_counter() - begin))
    return statistics.median(rates)


def best(rates):
    """Of {variant: rate}, what the harness is told: the best, and all of them as detail."""
    variant = max(rates, key=rates.get)
    return rates[variant], {"best": variant, "all": {k: round(v) for k, v in rates.items()}}


def serve(cases):
    names = cases.keys() if "--all" in sys.argv else (line.strip() for line in sys.stdin)
    for name in names:
        try:
            samples_per_second, detail = cases[name]()
            answer = {"name": name, "samplesPerSecond": samples_per_second, "detail": detail}
        except Exception as error:  # the harness reports it, and goes on with the next case
            answer = {"name": name, "error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
