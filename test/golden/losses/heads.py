"""Writes heads.json: what PyTorch makes of a network with three heads, each with a loss of its own, in 100 steps.

In float64, so that the values are the mathematics and not one library's rounding; how far PyTorch's own float32 gets from
them stands beside each case.
"""
import json
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

STEPS, SAMPLES = 100, 64
OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01),
}
torch.manual_seed(20261125)
x = torch.randn(SAMPLES, 3)
labels = torch.cat([torch.randn(SAMPLES, 3), torch.randint(0, 2, (SAMPLES, 1)).float()], 1)
first = {
    "trunk": nn.Linear(3, 4).state_dict(),
    "price": nn.Linear(4, 1).state_dict(),
    "area": nn.Linear(4, 2).state_dict(),
    "sold": nn.Linear(4, 1).state_dict(),
}


def network(dtype):
    net = nn.ModuleDict({name: nn.Linear(*reversed(state["weight"].shape)) for name, state in first.items()})
    for name, state in first.items():
        net[name].load_state_dict(state)
    return net.to(dtype)


def flat(net):
    """As rxgrad lays them out: matrices are [inputs, outputs]."""
    return [v for p in net.parameters() for v in p.detach().t().flatten().tolist()]


def train(make, batch, dtype):
    net, total = network(dtype), 0.0
    optimizer = make(net.parameters())
    for step in range(STEPS):
        rows = [(step * batch + k) % SAMPLES for k in range(batch)]
        h, y = torch.tanh(net["trunk"](x[rows].to(dtype))), labels[rows].to(dtype)
        loss = (
            F.mse_loss(net["price"](h), y[:, :1])
            + 0.5 * F.huber_loss(net["area"](h), y[:, 1:3])
            + 2 * F.binary_cross_entropy_with_logits(net["sold"](h), y[:, 3:])
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return flat(net), total


def distance(a, b):
    a, b = torch.tensor(a, dtype=torch.float64), torch.tensor(b, dtype=torch.float64)
    return ((a - b).norm() / b.norm()).item()


cases = []
for optimizer, make in OPTIMIZERS.items():
    for batch in (1, 3, 32):
        weights, total = train(make, batch, torch.float64)
        rough = distance(train(make, batch, torch.float32)[0], weights)
        weights = [float(f"{w:.9g}") for w in weights]
        cases.append({"optimizer": optimizer, "batch": batch, "lossSum": total, "float32": rough, "weights": weights})
golden = {
    "torch": torch.__version__, "loss": "losses(price=squaredError,area=huber(delta=1)[2]*0.5,sold=logLoss*2)",
    "steps": STEPS, "x": x.tolist(), "y": labels.tolist(), "first": flat(network(torch.float32)),
}
text = json.dumps(golden)[:-1] + ', "cases": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]}\n"
Path(__file__).with_suffix(".json").write_text(text)
