"""Loads files that rxgrad wrote: `python verify.py <folder>`, with files and expected.json as the test leaves them there.

Every file must load with `safetensors` and hold exactly the tensors that are expected, and nothing else. Models must
load into the equal nn.Sequential, strictly, and predict the same; optimizers must go on in PyTorch as they did in rxgrad.
"""
import json
import sys
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import nn

OPTIMIZERS = {
    "sgd": torch.optim.SGD, "sgd-momentum": torch.optim.SGD, "sgd-nesterov": torch.optim.SGD,
    "adagrad": torch.optim.Adagrad, "adam": torch.optim.Adam,
}
LAYERS = {"linear": nn.Linear, "relu": nn.ReLU, "tanh": nn.Tanh}


def verify_tensors(path: Path, expected: dict) -> None:
    with safe_open(path, "pt") as file:
        metadata = file.metadata()
        assert metadata["format"] == "pt" and metadata["rxgrad"] == "1", metadata
        if "rxgrad.schema" in metadata:
            assert json.loads(metadata["rxgrad.schema"])["hash"] == metadata["rxgrad.hash"]
    tensors = load_file(path)
    assert tensors.keys() == expected.keys(), (path, tensors.keys(), expected.keys())
    for name, tensor in tensors.items():
        wanted = torch.tensor(expected[name]["values"], dtype=tensor.dtype).reshape(expected[name]["shape"])
        assert tensor.shape == wanted.shape and torch.equal(tensor, wanted), (path, name)


def build(layers: list) -> nn.Sequential:
    return nn.Sequential(*(LAYERS[kind](*sizes) for kind, *sizes in layers))


def restore(net: nn.Sequential, kind: str, options: dict, path: Path) -> torch.optim.Optimizer:
    tensors = load_file(path)
    optimizer = OPTIMIZERS[kind](net.parameters(), **options)
    state = optimizer.state_dict()
    state["state"] = {
        i: {
            "step": tensors["step"].to(torch.float32),
            **{key[len(name) + 1:]: value for key, value in tensors.items() if key.startswith(f"{name}.")},
        }
        for i, (name, _) in enumerate(net.named_parameters())
    }
    optimizer.load_state_dict(state)
    return optimizer


def verify_training(net: nn.Sequential, training: dict, folder: Path) -> None:
    optimizer = restore(net, training["optimizer"], training["options"], folder / training["state"])
    for x, y in zip(training["x"], training["y"]):
        optimizer.zero_grad()
        nn.functional.mse_loss(net(torch.tensor(x)), torch.tensor(y)).backward()
        optimizer.step()
    for name, value in net.state_dict().items():
        wanted = torch.tensor(training["trained"][name]).reshape(value.shape)
        torch.testing.assert_close(value, wanted, rtol=1e-5, atol=1e-6)


def main(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text())
    for name, tensors in expected["tensors"].items():
        verify_tensors(folder / name, tensors)
    for model in expected["models"]:
        net = build(model["layers"])
        net.load_state_dict(load_file(folder / model["weights"]), strict=True)
        wanted = torch.tensor(model["predictions"])
        torch.testing.assert_close(net(torch.tensor(model["x"])), wanted, rtol=1e-5, atol=1e-6)
        if "training" in model:
            verify_training(net, model["training"], folder)
    print(f"verified {len(expected['tensors'])} files, {len(expected['models'])} models")


main(Path(sys.argv[1]))
