"""Writes layers.json: what PyTorch makes of small networks of each kind of layer in 100 steps of SGD.

Batches of 1, 3 and 32; mean squared error. In float64, so that the values are the mathematics and not one library's
rounding; rxgrad computes in float32. How far PyTorch's own float32 gets from them is written beside each case.
"""

import json
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

STEPS, RATE, SAMPLES = 100, 0.05, 64
CATEGORIES = 7


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


class Embedded(nn.Module):
    """One table for all columns, vectors side by side."""

    def __init__(self, columns, units):
        super().__init__()
        self.table = nn.Embedding(CATEGORIES, units)
        self.columns = columns

    def forward(self, x):
        return self.table(x[:, : self.columns].long()).flatten(1)


class TwoInputsTwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.items = Embedded(1, 3)
        self.first = nn.Linear(5, 4)
        self.heads = nn.ModuleList([nn.Linear(4, 1), nn.Linear(4, 1)])

    def forward(self, x):
        h = F.silu(self.first(torch.cat([self.items(x), x[:, 1:]], 1)))
        return torch.cat([head(h) for head in self.heads], 1)


class Stream(nn.Module):
    """A GRU whose h goes on from batch to batch, and whose gradients reach steps - 1 samples before the batch."""

    def __init__(self, steps):
        super().__init__()
        self.gru = nn.GRU(3, 4)
        self.last = nn.Linear(4, 2)
        self.steps, self.h, self.before = steps, torch.zeros(1, 4), torch.zeros(0, 3)

    def forward(self, x):
        sequence = torch.cat([self.before.to(x), x])
        states, _ = self.gru(sequence, self.h.to(x))
        dropped = len(sequence) - min(len(sequence), self.steps - 1)
        if dropped > 0:
            self.h = states[dropped - 1].detach()[None]
        self.before = sequence[dropped:]
        return self.last(states[-len(x) :])


def between(layer):
    return lambda: nn.Sequential(nn.Linear(3, 4), layer(), nn.Linear(4, 2))


NETS = {
    "elu": between(nn.ELU),
    "gelu": between(nn.GELU),
    "geluTanh": between(lambda: nn.GELU(approximate="tanh")),
    "silu": between(nn.SiLU),
    "softmax": between(lambda: nn.Softmax(dim=-1)),
    "layerNorm": between(lambda: nn.LayerNorm(4)),
    "residual": between(lambda: Residual(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 4))),
    "embedding": lambda: nn.Sequential(Embedded(2, 3), nn.Linear(6, 2)),
    "twoInputsTwoHeads": TwoInputsTwoHeads,
    "gru": lambda: Stream(1),
    "gruSteps5": lambda: Stream(5),
}
CATEGORICAL = {"embedding": 2, "twoInputsTwoHeads": 1}


def flat(net):
    """All weights in a row, as rxgrad lays them out: matrices are [inputs, outputs], tables [categories, units]."""
    tables = {id(m.weight) for m in net.modules() if isinstance(m, nn.Embedding)}
    rows = [p.detach() if id(p) in tables else p.detach().t() for p in net.parameters()]
    return [float(f"{v:.10g}") for p in rows for v in p.flatten().tolist()]


def inputs(name):
    x = torch.randn((SAMPLES, 3)).double()
    columns = CATEGORICAL.get(name, 0)
    x[:, :columns] = torch.randint(0, CATEGORIES, (SAMPLES, columns)).double()
    return x[:, :2] if name == "embedding" else x


def train(name, batch, dtype):
    torch.manual_seed(20261123)
    net = NETS[name]().to(dtype)  # from numbers that 32 bits hold exactly
    x, y = inputs(name), torch.randn((SAMPLES, 2)).double()
    first, total = flat(net), 0.0
    optimizer = torch.optim.SGD(net.parameters(), lr=RATE)
    for step in range(STEPS):
        rows = [(step * batch + k) % SAMPLES for k in range(batch)]
        optimizer.zero_grad()
        loss = F.mse_loss(net(x[rows].to(dtype)), y[rows].to(dtype))
        loss.backward()
        optimizer.step()
        total += loss.item()
    case = {"layer": name, "batch": batch, "lossSum": total, "first": first, "weights": flat(net)}
    return case, {"x": x.tolist(), "y": y.tolist()}


def distance(a, b):
    a, b = torch.tensor(a, dtype=torch.float64), torch.tensor(b, dtype=torch.float64)
    return ((a - b).norm() / b.norm()).item()


def main():
    data, cases = {}, []
    for name in NETS:
        for batch in (1, 3, 32):
            case, data[name] = train(name, batch, torch.float64)
            rough, _ = train(name, batch, torch.float32)
            cases.append({**case, "float32": distance(rough["weights"], case["weights"])})
    golden = {"torch": torch.__version__, "steps": STEPS, "rate": RATE, "data": data, "cases": cases}
    pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")


main()
