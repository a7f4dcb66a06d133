"""PyTorch on the CPU, eager, with one and with two threads: the better of the two counts, unless a case says one."""

import torch
from torch import nn

import peer


def threads(measure, counts=(1, 2)):
    rates = {}
    for count in counts:
        torch.set_num_threads(count)
        rates[f"{count} thread{'s'[: count - 1]}"] = measure()
    return peer.best(rates)


def training(model, criterion, optimizer, x, y):
    def step():
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()

    return lambda: peer.rate(step, len(x))


def mlp(batch, optimizer, counts=(1, 2)):
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    x, y = torch.rand(batch, 784), torch.randint(0, 10, (batch,))
    step = training(model, nn.CrossEntropyLoss(), optimizer(model.parameters()), x, y)
    return threads(step, counts)


def sgd(parameters):
    return torch.optim.SGD(parameters, lr=0.01)


def adam(parameters):
    return torch.optim.Adam(parameters, lr=0.001, fused=True)


def neuron():
    model = nn.Linear(3, 1)
    x, y = torch.rand(1, 3), torch.rand(1, 1)
    return threads(training(model, nn.MSELoss(), sgd(model.parameters()), x, y))


def logistic():
    model = nn.Linear(32, 1)
    x, y = torch.randn(1, 32), torch.ones(1, 1)
    return threads(training(model, nn.BCEWithLogitsLoss(), sgd(model.parameters()), x, y))


def matmul(rows, inner, columns):
    """In GFLOP/s, on one thread."""
    a, b = torch.rand(rows, inner), torch.rand(inner, columns)
    out = torch.empty(rows, columns)
    torch.set_num_threads(1)
    return peer.rate(lambda: torch.mm(a, b, out=out), 2e-9 * rows * inner * columns), {}


peer.serve(
    {
        "mlp-sgd-1": lambda: mlp(1, sgd),
        "mlp-sgd-32": lambda: mlp(32, sgd),
        "mlp-sgd-128": lambda: mlp(128, sgd),
        "mlp-sgd-128-one-thread": lambda: mlp(128, sgd, [1]),
        "mlp-adam-32": lambda: mlp(32, adam),
        "mlp-adam-128": lambda: mlp(128, adam),
        "neuron-3": neuron,
        "logistic-32-stages": logistic,
        "matmul-1x784x128": lambda: matmul(1, 784, 128),
        "matmul-4x784x128": lambda: matmul(4, 784, 128),
        "matmul-32x784x128": lambda: matmul(32, 784, 128),
        "matmul-128x784x128": lambda: matmul(128, 784, 128),
    }
)
