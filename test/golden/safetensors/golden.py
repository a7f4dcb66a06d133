"""Models and optimizers of PyTorch as safetensors files, and what PyTorch made of them.

mlp-<dtype>.safetensors          nn.Sequential(Linear(3, 5), Tanh(), Linear(5, 2)), saved in that dtype
<optimizer>.safetensors          the same model in f32 after 20 steps
<optimizer>-state.safetensors    what the optimizer remembers then, under the parameters' names
golden.json                      inputs, predictions, and the weights after 20 more steps
"""
import json
import sys
from pathlib import Path

import numpy
import safetensors
import torch
from safetensors.torch import save_file
from torch import nn

HERE = Path(__file__).parent
STEPS = 20
DTYPES = {"f64": torch.float64, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}
OPTIMIZERS = {
    "sgd-momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "sgd-nesterov": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.05),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01),
}


def model() -> nn.Sequential:
    torch.manual_seed(3)
    return nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2))


def train(net: nn.Sequential, optimizer: torch.optim.Optimizer, x: torch.Tensor, y: torch.Tensor) -> None:
    """One step a row, by the mean of (prediction - target)^2 over the outputs."""
    for row, target in zip(x, y):
        optimizer.zero_grad()
        nn.functional.mse_loss(net(row), target).backward()
        optimizer.step()


def state_of(net: nn.Sequential, optimizer: torch.optim.Optimizer) -> dict[str, torch.Tensor]:
    """Each parameter's state under its name; SGD keeps no step, so the number of them is added."""
    tensors = {
        f"{name}.{key}": value
        for name, parameter in net.named_parameters()
        for key, value in optimizer.state[parameter].items()
        if value is not None
    }
    if not any(name.endswith(".step") for name in tensors):
        tensors["step"] = torch.tensor(float(STEPS))
    return tensors


def flat(net: nn.Sequential) -> dict[str, list[float]]:
    return {name: value.flatten().tolist() for name, value in net.state_dict().items()}


generator = torch.Generator().manual_seed(0)
x = torch.randn(2 * STEPS, 3, generator=generator)
y = torch.randn(2 * STEPS, 2, generator=generator)
values: dict = {
    "versions": {
        "python": sys.version.split()[0], "torch": torch.__version__, "numpy": numpy.__version__,
        "safetensors": safetensors.__version__,
    },
    "steps": STEPS, "x": x.tolist(), "y": y.tolist(), "predictions": {}, "trained": {},
}

for name, dtype in DTYPES.items():
    net = model().to(torch.float64)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter *= 1 + 1e-9  # no f32 any more, so that whoever reads f64 has to round
    net = net.to(dtype)
    save_file(net.state_dict(), HERE / f"mlp-{name}.safetensors", metadata={"format": "pt"})
    # Weights are what the file says; arithmetic is f32 there and here.
    values["predictions"][name] = net.to(torch.float32)(x).tolist()

for name, make in OPTIMIZERS.items():
    net = model()
    optimizer = make(net.parameters())
    train(net, optimizer, x[:STEPS], y[:STEPS])
    save_file(net.state_dict(), HERE / f"{name}.safetensors", metadata={"format": "pt"})
    save_file(state_of(net, optimizer), HERE / f"{name}-state.safetensors")
    train(net, optimizer, x[STEPS:], y[STEPS:])
    values["trained"][name] = flat(net)

(HERE / "golden.json").write_text(json.dumps(values) + "\n")
