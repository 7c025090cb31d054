"""
Gradients that are well defined in float32. A ReLU whose input stands within rounding of its kink takes the one or the other
side in each engine, and of the million that a network has some always do: there no two engines agree, and PyTorch does not
agree with itself in float64. So the biases in front are moved, by a few hundredths of a standard deviation at most, to where
no value of the images comes near a kink. Weights, graph and gradients stay what they are.
"""

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.weak import WeakIdKeyDictionary

PASSES = 2
# Both as a share of a channel's standard deviation: how far a bias may move, and the distance that needs no move.
REACH = 0.05
FAR = 2e-3

aten = torch.ops.aten

# Where the slope of each function jumps.
KINKS = {
    aten.relu: lambda _: (0.0,),
    aten.leaky_relu: lambda _: (0.0,),
    aten.hardtanh: lambda bounds: bounds or (-1.0, 1.0),
    aten.hardswish: lambda _: (-3.0, 3.0),
    aten.hardsigmoid: lambda _: (-3.0, 3.0),
}
KINKS |= {getattr(aten, f"{op.__name__}_"): kinks for op, kinks in KINKS.items()}

# Where each layer's arguments hold its bias, one number a channel.
BIASES = {aten.convolution: 2, aten.native_batch_norm: 2, aten._native_batch_norm_legit_no_training: 2}


@torch.no_grad()
def leave_kinks(net, images):
    """One pass moves every bias; a later one meets what an earlier move shifted elsewhere (a bias that is used twice)."""
    for _ in range(PASSES):
        with Mover():
            net(images)


class Mover(TorchDispatchMode):
    """Moves the biases while the network runs, and what is computed with them."""

    def __init__(self):
        super().__init__()
        self.biases = WeakIdKeyDictionary()

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        op = function.overloadpacket
        if op in KINKS and args[0] in self.biases:
            move(args[0], self.biases[args[0]], KINKS[op](args[1:3]))
        result = function(*args, **(kwargs or {}))
        bias = bias_of(op, args, self.biases)
        output = result[0] if isinstance(result, tuple) else result
        if bias is not None:
            self.biases[output] = bias
        elif isinstance(output, torch.Tensor):
            self.biases.pop(output, None)
        return result


def bias_of(op, args, known):
    """The parameter that is added to each channel (second axis) of the result; None where there is none."""
    if op in BIASES:
        return args[BIASES[op]]
    if op in (aten.add, aten.add_):
        return next((known[each] for each in args[:2] if isinstance(each, torch.Tensor) and each in known), None)
    return None


def move(values, bias, kinks):
    """Values [n, C, ...] and bias [C], so that each channel's values keep the largest distance from `kinks` in reach."""
    channels = values.transpose(0, 1).flatten(1)
    reach = REACH * channels.std(1, keepdim=True)
    distances = torch.cat([channels - kink for kink in kinks], 1).sort(1).values
    widths, middles = distances.diff(dim=1), (distances[:, 1:] + distances[:, :-1]) / 2
    best = widths.masked_fill(middles.abs() > reach, 0).max(1, keepdim=True)
    is_near = distances.abs().amin(1, keepdim=True) < FAR / REACH * reach
    shift = torch.where(is_near & (best.values > 0), -middles.gather(1, best.indices), 0)[:, 0]
    bias += shift
    values += shift.reshape(1, -1, *[1] * (values.dim() - 2))
