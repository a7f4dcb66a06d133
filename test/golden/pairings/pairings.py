"""Writes <layer>.safetensors: where PyTorch gets to in 100 steps, for every layer x loss x optimizer x batch size.

    python pairings.py [layer ...]

Weights are those of float64, so that they are the mathematics and not one library's rounding; how far PyTorch strays
from them stands beside each. Training with corners (ReLU, |x|), or with rates that divide by a gradient's
size, can be ill-conditioned: a step that comes upon a corner goes either way. So each pairing takes the first seed with
which PyTorch ends within 3e-6 of itself in 32 bits, and in 64 bits from weights that are two roundings of 32 bits away,
three times; where none of 24 does, the one that comes closest.
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from data import OUTPUTS, SAMPLES, draw
from layers import NETS, check
from safetensors.torch import save_file
from torch import optim as o
from torch.nn import functional as F

HERE = Path(__file__).parent
STEPS, BATCHES, SEEDS, CLOSE = 100, (1, 3, 32), 24, 3e-6
torch.set_num_threads(1)

LOSSES = {
    "absoluteError": ("values", F.l1_loss),
    "crossEntropy": ("class", F.cross_entropy),
    "huber(delta=1)": ("values", F.huber_loss),
    "logLoss": ("binary", F.binary_cross_entropy_with_logits),
    "poisson": ("counts", F.poisson_nll_loss),
    "squaredError": ("values", F.mse_loss),
}
# rxgrad's name and options, and PyTorch's optimizer.
OPTIMIZERS = {
    "adadelta": ({"learningRate": 0.5}, lambda p: o.Adadelta(p, lr=0.5)),
    "adagrad": ({"learningRate": 0.05}, lambda p: o.Adagrad(p, lr=0.05)),
    "adam": ({"learningRate": 0.01}, lambda p: o.Adam(p, lr=0.01)),
    "adamw": ({"learningRate": 0.01, "weightDecay": 0.1}, lambda p: o.AdamW(p, lr=0.01, weight_decay=0.1)),
    "amsgrad": ({"learningRate": 0.01}, lambda p: o.Adam(p, lr=0.01, amsgrad=True)),
    "nadam": ({"learningRate": 0.01}, lambda p: o.NAdam(p, lr=0.01)),
    "rmsprop": ({"learningRate": 0.01}, lambda p: o.RMSprop(p, lr=0.01)),
    "rmsprop centered": (
        {"learningRate": 0.01, "centered": True, "alpha": 0.9}, lambda p: o.RMSprop(p, lr=0.01, centered=True, alpha=0.9)
    ),
    "rmsprop momentum": (
        {"learningRate": 0.002, "momentum": 0.9}, lambda p: o.RMSprop(p, lr=0.002, momentum=0.9)
    ),
    "sgd": ({"learningRate": 0.05}, lambda p: o.SGD(p, lr=0.05)),
    "sgd momentum": ({"learningRate": 0.02, "momentum": 0.9}, lambda p: o.SGD(p, lr=0.02, momentum=0.9)),
    "sgd nesterov": (
        {"learningRate": 0.02, "momentum": 0.9, "nesterov": True},
        lambda p: o.SGD(p, lr=0.02, momentum=0.9, nesterov=True),
    ),
}


def decaying(p):
    for group in p.param_groups:
        group["weight_decay"] = 0.1
    return p


DECAYS = {
    f"{name} decay": ({**options, "weightDecay": 0.1}, lambda p, make=make: decaying(make(p)))
    for name, (options, make) in OPTIMIZERS.items()
    if name != "adamw"
}


class LazyAdam:
    """Of a table only the rows that a batch touches move, and only their moments: SparseAdam; Adam for the rest."""

    def __init__(self, tensors):
        self.table, *rest = tensors
        self.lazy = o.SparseAdam([self.table], lr=0.01, eps=1e-12)
        self.usual = o.Adam(rest, lr=0.01, eps=1e-12)

    def step(self, x):
        rows = x.long().unique()
        nets = torch.arange(len(self.table)).repeat_interleave(len(rows))
        values = self.table.grad[:, rows].flatten(0, 1)
        places = torch.stack([nets, rows.repeat(len(self.table))])
        self.table.grad = torch.sparse_coo_tensor(
            places, values, self.table.shape, check_invariants=True
        ).coalesce()
        self.lazy.step()
        self.usual.step()


# PyTorch has no more for tables of which few rows are touched: the others move rows that no sample of the batch names.
RARE = {
    **{name: OPTIMIZERS[name] for name in ("adagrad", "sgd")},
    "adam": ({"learningRate": 0.01, "epsilon": 1e-12}, LazyAdam),
}


def optimizers_of(layer):
    if layer == "embeddingRare":
        return RARE
    # Weight decay is a matter between optimizer and tensor: one layer of each kind of tensor.
    return {**OPTIMIZERS, **DECAYS} if layer in ("dense", "embedding", "sparseLinear") else OPTIMIZERS


def label_of(labels, kind, rows, dtype):
    values = torch.tensor(labels[kind][rows])
    return values.long() if kind == "class" else values.to(dtype)


def loss_of(measure, output, label):
    """One number a net: output [nets, rows, outputs]."""
    nets, rows = output.shape[:2]
    many = label.expand(nets, *label.shape)
    each = measure(output.flatten(0, 1), many.flatten(0, 1), reduction="none")
    return each.reshape(nets, -1).mean(1)


def train(layer, batch, seed, dtype, nudge=0):
    """All losses x optimizers at once. Returns weights [losses, optimizers, n] and sums of |loss|.

    A nudge of n moves n weights up a bit, the next n down, and so on.
    """
    kind, make = NETS[layer]
    net, optimizers = make(), optimizers_of(layer)
    inputs = 2 if kind == "categories" else 3
    shapes = net.shapes(inputs)
    sizes = [torch.Size(s).numel() for s in shapes]
    x, labels, first = draw(seed, kind, sum(sizes))
    first = first * (1 + 2**-22 * np.sign(nudge) * (-1) ** (np.arange(len(first)) // max(1, nudge)))
    start = [t.reshape(s) for t, s in zip(torch.tensor(first).split(sizes), shapes)]
    leaves = [
        [t.to(dtype).expand(len(LOSSES), *t.shape).clone().requires_grad_() for t in start] for _ in optimizers
    ]
    rules = [make_rule(own) for own, (_, make_rule) in zip(leaves, optimizers.values())]
    totals = torch.zeros(len(LOSSES), len(optimizers), dtype=torch.float64)
    for step in range(STEPS):
        rows = [(step * batch + k) % SAMPLES for k in range(batch)]
        given = torch.tensor(x[rows]).to(dtype)
        nets = len(optimizers) * len(LOSSES)
        y = net.forward([torch.cat(same) for same in zip(*leaves)], given.expand(nets, *given.shape))
        y = y.reshape(len(optimizers), len(LOSSES), batch, OUTPUTS)
        losses = torch.stack([
            loss_of(measure, y[:, i], label_of(labels, key, rows, dtype))
            for i, (key, measure) in enumerate(LOSSES.values())
        ])
        for own in leaves:
            for t in own:
                t.grad = None
        losses.sum().backward()
        for rule in rules:
            rule.step(given) if isinstance(rule, LazyAdam) else rule.step()
        totals += losses.detach().abs()
    flat = [torch.cat([t.detach().flatten(1) for t in own], 1) for own in leaves]
    return torch.stack(flat, 1).double(), totals


def pairings(layer, batch):
    best = None
    for seed in range(1, SEEDS + 1):
        weights, totals = train(layer, batch, seed, torch.float64)
        rough = [train(layer, batch, seed, torch.float32)[0]]
        rough += [train(layer, batch, seed, torch.float64, nudge)[0] for nudge in (1, 2, 3)]
        stray = torch.stack([(w - weights).norm(dim=2) / weights.norm(dim=2) for w in rough]).amax(0)
        found = [weights, totals, stray, torch.full_like(stray, seed)]
        best = best or found
        better = (best[2] > CLOSE) & (stray < best[2])
        best = [torch.where(better if v.dim() == 2 else better[..., None], v, w) for v, w in zip(found, best)]
        if (best[2] <= CLOSE).all():
            break
    return best


def write(layer):
    parts = [pairings(layer, batch) for batch in BATCHES]
    weights, totals, stray, seed = (torch.stack(same) for same in zip(*parts))
    optimizers = {name: options for name, (options, _) in optimizers_of(layer).items()}
    metadata = {
        "torch": torch.__version__, "steps": str(STEPS), "batches": json.dumps(BATCHES),
        "losses": json.dumps(list(LOSSES)), "optimizers": json.dumps(optimizers),
    }
    tensors = {"weights": weights.float(), "loss": totals, "stray": stray.float(), "seed": seed.float()}
    save_file({name: t.contiguous() for name, t in tensors.items()}, HERE / f"{layer}.safetensors", metadata)
    print(layer, weights.shape, "PyTorch strays at most by", f"{stray.max():.2g}", flush=True)


check()
for name in sys.argv[1:] or NETS:
    write(name)
