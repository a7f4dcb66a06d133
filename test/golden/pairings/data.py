"""Samples and first weights, drawn from a seed: the test draws the same ones, so that no file need hold them."""
import numpy as np

SAMPLES, INPUTS, OUTPUTS = 64, 3, 2


class Random:
    """Mulberry32 (Ettinger 2017)."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((self.state ^ (self.state >> 15)) * (self.state | 1)) & 0xFFFFFFFF
        t ^= (t + (((t ^ (t >> 7)) * (t | 61)) & 0xFFFFFFFF)) & 0xFFFFFFFF
        return (t ^ (t >> 14)) / 2**32

    def table(self, rows, columns, low, high):
        """Numbers that 32 bits hold exactly."""
        values = [[low + (high - low) * self.uniform() for _ in range(columns)] for _ in range(rows)]
        return np.float32(values).astype(np.float64)


# What x of an embedding is made of: all three categories in any order, or two of seven.
def as_orders(x):
    return np.argsort(x, axis=1).astype(np.float64)


def as_categories(x):
    return np.floor((x[:, :2] + 1.5) / 3 * 7)


def draw(seed, kind, weights):
    random = Random(seed)
    x = random.table(SAMPLES, INPUTS, -1.5, 1.5)
    labels = {
        "values": random.table(SAMPLES, OUTPUTS, -1, 1),
        "binary": np.floor(random.table(SAMPLES, OUTPUTS, 0, 2)),
        "counts": np.floor(random.table(SAMPLES, OUTPUTS, 0, 4)),
        "class": np.floor(random.table(SAMPLES, 1, 0, OUTPUTS))[:, 0],
    }
    x = {"numbers": lambda v: v, "orders": as_orders, "categories": as_categories}[kind](x)
    return x, labels, random.table(1, weights, -0.8, 0.8)[0]
