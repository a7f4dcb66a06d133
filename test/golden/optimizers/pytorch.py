"""What PyTorch's optimizers make of a linear neuron with squared error, or log loss."""
import torch
from data import STEPS, classes, first, firstBias, values, write, x
from torch.nn import functional as F

o = torch.optim
OPTIMIZERS = [
    ("adadelta", {}, lambda p: o.Adadelta(p)),
    ("adadelta", {"learningRate": 0.5, "rho": 0.8, "epsilon": 1e-3, "weightDecay": 0.1},
     lambda p: o.Adadelta(p, lr=0.5, rho=0.8, eps=1e-3, weight_decay=0.1)),
    ("adamw", {}, lambda p: o.AdamW(p)),
    ("adamw", {"learningRate": 0.05, "weightDecay": 0.2}, lambda p: o.AdamW(p, lr=0.05, weight_decay=0.2)),
    ("amsgrad", {}, lambda p: o.Adam(p, amsgrad=True)),
    ("amsgrad", {"learningRate": 0.05, "beta2": 0.9, "weightDecay": 0.1},
     lambda p: o.Adam(p, lr=0.05, betas=(0.9, 0.9), weight_decay=0.1, amsgrad=True)),
    ("nadam", {}, lambda p: o.NAdam(p)),
    ("nadam", {"learningRate": 0.05, "weightDecay": 0.1, "momentumDecay": 0.5},
     lambda p: o.NAdam(p, lr=0.05, weight_decay=0.1, momentum_decay=0.5)),
    ("rmsprop", {}, lambda p: o.RMSprop(p)),
    ("rmsprop", {"learningRate": 0.005, "momentum": 0.9, "weightDecay": 0.1},
     lambda p: o.RMSprop(p, lr=0.005, momentum=0.9, weight_decay=0.1)),
    ("rmsprop", {"centered": True}, lambda p: o.RMSprop(p, centered=True)),
    ("rmsprop", {"learningRate": 0.005, "centered": True, "momentum": 0.5},
     lambda p: o.RMSprop(p, lr=0.005, centered=True, momentum=0.5)),
]
LOSSES = {
    "squaredError": (F.mse_loss, values),
    "logLoss": (F.binary_cross_entropy_with_logits, classes),
}

cases = []
for name, options, make in OPTIMIZERS:
    for loss, (measure, labels) in LOSSES.items():
        w = torch.tensor(first, requires_grad=True)
        b = torch.tensor([firstBias], dtype=torch.float64, requires_grad=True)
        optimizer = make([w, b])
        for i in range(STEPS):
            optimizer.zero_grad()
            measure(torch.tensor(x[i]) @ w + b, torch.tensor(labels[i : i + 1])).backward()
            optimizer.step()
        weights = [float(f"{v:.9g}") for v in [*w.tolist(), *b.tolist()]]
        cases.append({"optimizer": name, "options": options, "loss": loss, "weights": weights})
write(__file__, {"torch": torch.__version__}, cases)
