"""Networks of PyTorch's functions, many of one shape at once: every tensor has one more dimension in front.

Tensors are laid out as rxgrad's: matrices [inputs, units]. `python layers.py` holds them against PyTorch's modules.
"""
import torch
from torch.nn import functional as F


class Layer:
    """`shapes` of tensors for so many inputs, `outputs`, and y [nets, rows, outputs] of x [nets, rows, inputs]."""

    def __init__(self, forward, shapes=lambda inputs: [], outputs=lambda inputs: inputs):
        self.forward, self.shapes, self.outputs = forward, shapes, outputs


def dense(units):
    return Layer(
        lambda p, x: torch.baddbmm(p[1][:, None], x, p[0]), lambda n: [(n, units), (units,)], lambda n: units
    )


def layer_norm():
    def forward(p, x):
        return F.layer_norm(x, x.shape[-1:]) * p[0][:, None] + p[1][:, None]

    return Layer(forward, lambda n: [(n,), (n,)])


def embedding(categories, units):
    def forward(p, x):
        return p[0][:, x[0].long()].flatten(2)

    return Layer(forward, lambda n: [(categories, units)], lambda n: n * units)


def factorization_machine(rank):
    def forward(p, x):
        sums, squares = torch.bmm(x, p[2]), torch.bmm(x * x, p[2] * p[2])
        return p[0][:, None] + torch.bmm(x, p[1]) + 0.5 * (sums * sums - squares).sum(2, keepdim=True)

    return Layer(forward, lambda n: [(1,), (n, 1), (n, rank)], lambda n: 1)


def slice_of(start, end):
    return Layer(lambda p, x: x[..., start:end], outputs=lambda n: end - start)


def chain(*layers):
    def places(inputs):
        first = 0
        for layer in layers:
            tensors = layer.shapes(inputs)
            yield layer, inputs, first, first + len(tensors)
            first, inputs = first + len(tensors), layer.outputs(inputs)

    def forward(p, x):
        for layer, _, first, last in places(x.shape[-1]):
            x = layer.forward(p[first:last], x)
        return x

    def outputs(inputs):
        for layer in layers:
            inputs = layer.outputs(inputs)
        return inputs

    return Layer(forward, lambda n: [s for layer, inputs, *_ in places(n) for s in layer.shapes(inputs)], outputs)


def residual(*layers):
    inner = chain(*layers)
    return Layer(lambda p, x: x + inner.forward(p, x), inner.shapes)


def parallel(*branches):
    def forward(p, x):
        first, made = 0, []
        for branch in branches:
            last = first + len(branch.shapes(x.shape[-1]))
            made.append(branch.forward(p[first:last], x))
            first = last
        return torch.cat(made, -1)

    return Layer(
        forward, lambda n: [s for b in branches for s in b.shapes(n)], lambda n: sum(b.outputs(n) for b in branches)
    )


def gru(units, steps):
    """h goes on from batch to batch; gradients reach steps - 1 samples before the batch."""
    memory = {}

    def forward(p, x):
        h = memory.get("h", x.new_zeros(x.shape[0], 1, units))
        sequence = torch.cat([memory["before"], x], 1) if "before" in memory else x
        states = []
        for t in range(sequence.shape[1]):
            wide = torch.baddbmm(p[2][:, None], sequence[:, t : t + 1], p[0]).chunk(3, -1)
            hidden = torch.baddbmm(p[3][:, None], h, p[1]).chunk(3, -1)
            r, z = torch.sigmoid(wide[0] + hidden[0]), torch.sigmoid(wide[1] + hidden[1])
            h = (1 - z) * torch.tanh(wide[2] + r * hidden[2]) + z * h
            states.append(h)
        dropped = len(states) - min(len(states), steps - 1)
        if dropped > 0:
            memory["h"] = states[dropped - 1].detach()
        memory["before"] = sequence[:, dropped:]
        return torch.cat(states[-x.shape[1] :], 1)

    def shapes(inputs):
        return [(inputs, 3 * units), (units, 3 * units), (3 * units,), (3 * units,)]

    return Layer(forward, shapes, lambda n: units)


KEY = (0x12345678, 0x9ABCDEF0)


def philox(counter, key):
    """Philox4x32-10 (Salmon et al. 2011)."""
    mask, (c0, c1, c2, c3), (k0, k1) = 0xFFFFFFFF, counter, key
    for _ in range(10):
        a, b = c0 * 0xD2511F53, c2 * 0xCD9E8D57
        c0, c1, c2, c3 = (b >> 32) ^ c1 ^ k0, b & mask, (a >> 32) ^ c3 ^ k1, a & mask
        k0, k1 = (k0 + 0x9E3779B9) & mask, (k1 + 0xBB67AE85) & mask
    return c0, c1, c2, c3


def dropout(rate):
    """PyTorch's, but for the random numbers, which are rxgrad's."""
    steps = [0]

    def forward(p, x):
        n = x.shape[1] * x.shape[2]
        numbers = [v for i in range(0, n, 4) for v in philox((i >> 2, 0, steps[0], 0), KEY)][:n]
        steps[0] += 1
        mask = torch.tensor([0 if v < rate * 2**32 else 1 / (1 - rate) for v in numbers], dtype=x.dtype)
        return x * mask.reshape(x.shape[1:])

    return Layer(forward)


def function(f):
    return Layer(lambda p, x: f(x))


def between(make):
    return lambda: chain(dense(3), make(), dense(2))


# Layer by layer: what x is, and the network. The test builds the same ones.
NETS = {
    "chain": ("numbers", between(lambda: chain(dense(3), function(torch.tanh)))),
    "dense": ("numbers", between(lambda: dense(4))),
    "dropout": ("numbers", between(lambda: dropout(0.25))),
    "elu": ("numbers", between(lambda: function(F.elu))),
    "embedding": ("orders", lambda: chain(embedding(3, 2), dense(2))),
    "embeddingRare": ("categories", lambda: chain(embedding(7, 2), dense(2))),
    "factorizationMachine": ("numbers", lambda: chain(factorization_machine(3), dense(2))),
    "gelu": ("numbers", between(lambda: function(F.gelu))),
    "geluTanh": ("numbers", between(lambda: function(lambda x: F.gelu(x, approximate="tanh")))),
    "gru": ("numbers", lambda: chain(gru(3, 1), dense(2))),
    "gruSteps5": ("numbers", lambda: chain(gru(3, 5), dense(2))),
    "identity": ("numbers", between(lambda: function(lambda x: x))),
    # Of a few numbers some rows hardly vary, and their normalization magnifies the roundings of what comes before.
    "layerNorm": ("numbers", lambda: chain(dense(8), layer_norm(), dense(2))),
    "leakyRelu": ("numbers", between(lambda: function(F.leaky_relu))),
    "parallel": ("numbers", between(lambda: parallel(chain(dense(2), function(F.silu)), dense(2)))),
    "relu": ("numbers", between(lambda: function(F.relu))),
    "residual": ("numbers", between(lambda: residual(dense(4), function(torch.tanh), dense(3)))),
    "sigmoid": ("numbers", between(lambda: function(torch.sigmoid))),
    "silu": ("numbers", between(lambda: function(F.silu))),
    "slice": ("numbers", between(lambda: slice_of(1, 3))),
    "softmax": ("numbers", between(lambda: function(lambda x: F.softmax(x, -1)))),
    "softplus": ("numbers", between(lambda: function(F.softplus))),
    "sparseLinear": ("numbers", lambda: chain(dense(3), dense(2))),
    "tanh": ("numbers", between(lambda: function(torch.tanh))),
    "twoInputsTwoHeads": ("numbers", lambda: chain(
        parallel(chain(slice_of(0, 1), dense(2), function(torch.tanh)), slice_of(1, 3)),
        dense(3), function(F.silu), parallel(dense(1), dense(1)),
    )),
}


def check():
    """What is written out above is what PyTorch's modules do."""
    from torch import nn

    x = torch.randn(1, 6, 3, dtype=torch.float64)

    def same(layer, module, tensors, wanted):
        torch.testing.assert_close(layer.forward([t[None] for t in tensors], x)[0], wanted(module), rtol=1e-12, atol=1e-12)

    linear, norm = nn.Linear(3, 4).double(), nn.LayerNorm(3).double()
    recurrent, table = nn.GRU(3, 4).double(), nn.Embedding(5, 2).double()
    nn.init.normal_(norm.weight)
    nn.init.normal_(norm.bias)
    same(dense(4), linear, [linear.weight.t(), linear.bias], lambda m: m(x[0]))
    same(layer_norm(), norm, [norm.weight, norm.bias], lambda m: m(x[0]))
    tensors = [recurrent.weight_ih_l0.t(), recurrent.weight_hh_l0.t(), recurrent.bias_ih_l0, recurrent.bias_hh_l0]
    same(gru(4, 1), recurrent, tensors, lambda m: m(x[0])[0])
    x = torch.randint(0, 5, (1, 6, 3)).double()
    same(embedding(5, 2), table, [table.weight], lambda m: m(x[0].long()).flatten(1))


if __name__ == "__main__":
    check()
