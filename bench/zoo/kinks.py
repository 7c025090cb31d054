"""
Networks whose gradients are well defined in float32. A ReLU whose input stands within rounding of its kink takes the one or the
other side in each engine, and so do two neighbours in a window of a max-pooling; of the million that a network has some always
do. There no two engines agree, and PyTorch's float32 does not agree with its float64. So biases move by some hundredths of a
standard deviation, to where no value of the images comes near a kink, and filters whose windows hold near ties are drawn a
little otherwise. The architecture stays what it is.
"""

import torch
from torch.nn import functional
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.weak import WeakIdKeyDictionary

# What a pass changes late in the network may come near a kink of a branch that ran before it: the next pass sees to that.
PASSES = 20
# As a share of a channel's standard deviation: how far a bias may move, and the noise of a filter that is drawn otherwise.
REACH = 0.05
NOISE = 0.05
DRAWS = 100
# Likewise, the distances from a kink and between neighbours in a window that will do. Of more values some are always closer.
FAR = 2e-3
APART = 3e-4
FAR_OF_ALL = 0.5
APART_OF_ALL = 0.3

aten = torch.ops.aten

# Where the slope of each function jumps, from its further arguments.
KINKS = {
    aten.relu: lambda _: (0.0,),
    aten.leaky_relu: lambda _: (0.0,),
    aten.hardtanh: lambda bounds: bounds or (-1.0, 1.0),
    aten.hardswish: lambda _: (-3.0, 3.0),
    aten.hardsigmoid: lambda _: (-3.0, 3.0),
}
KINKS |= {getattr(aten, f"{op.__name__}_"): kinks for op, kinks in KINKS.items()}


RESIZES = (aten.upsample_nearest2d, aten.upsample_bilinear2d)


@torch.no_grad()
def leave_kinks(net, images):
    generator = torch.Generator().manual_seed(3)
    for _ in range(PASSES):
        with Mover(generator) as mover:
            net(images)
        if not mover.has_moved:
            return


class Source:
    """
    What makes some channels of a tensor: the filters, the bias that is added last, all of it again, and what the bias is
    multiplied by, [n, C, 1, 1] (an attention to channels).
    """

    def __init__(self, weight, bias, compute, scale=None):
        self.weight, self.bias, self.compute, self.scale = weight, bias, compute, scale


class Joined:
    """Tensors side by side: (source or None, channels) of each."""

    weight = bias = compute = scale = None

    def __init__(self, parts):
        self.parts = parts


class Mover(TorchDispatchMode):
    """Moves biases and filters while the network runs, and what was computed with them."""

    def __init__(self, generator):
        super().__init__()
        self.generator = generator
        self.sources = WeakIdKeyDictionary()
        self.has_moved = False

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        op, kwargs = function.overloadpacket, kwargs or {}
        source = self.source_of(args)
        if source is not None and op in KINKS:
            self.has_moved |= move(args[0], source.bias, KINKS[op](args[1:3]), source.scale)
        if source is not None and op is aten.max_pool2d_with_indices:
            self.part(args[0], source, args[1:])
        made = self.source_after(function, args, kwargs)
        result = function(*args, **kwargs)
        output = result[0] if isinstance(result, tuple) else result
        if made is not None:
            self.sources[output] = made
        elif isinstance(output, torch.Tensor):
            self.sources.pop(output, None)
        return result

    def source_after(self, function, args, kwargs):
        op = function.overloadpacket
        if op is aten.convolution:
            return Source(args[1], args[2], convolved(args)) if args[8] == 1 else Source(None, args[2], None)
        source = self.source_of(args)
        if op is aten.max_pool2d_with_indices and source is not None:
            return pooled(source, function, args[1:])
        if op is aten.cat and args[1:] == (1,):
            return Joined([(self.sources.get(each), each.shape[1]) for each in args[0]])
        if op is aten.native_batch_norm:
            return Source(source and source.weight, args[2], source and normalised(source, args))
        if op in (aten.add, aten.add_):
            terms = [self.source_of(args[:1]), self.source_of(args[1:2])]
            return next((Source(None, each.bias, None, each.scale) for each in terms if each and each.bias is not None), None)
        if op in (aten.mul, aten.mul_) and source is not None and is_gate(*args[:2]):
            return Source(None, source.bias, None, args[1])
        if op in RESIZES and source is not None:
            return Source(None, source.bias, None, source.scale)
        if op in KINKS and source is not None and source.compute is not None:
            return Source(source.weight, None, activated(source, function, args, kwargs))
        return None

    def source_of(self, args):
        return self.sources.get(args[0]) if args and isinstance(args[0], torch.Tensor) else None

    def part(self, values, source, window):
        """Draws filters otherwise until no window of theirs holds near ties."""
        if isinstance(source, Joined):
            sizes = [size for _, size in source.parts]
            for (each, _), some in zip(source.parts, values.split(sizes, 1)):
                self.part(some, each, window)
        elif source is not None and source.weight is not None and source.compute is not None:
            channels = has_ties(values, *window).nonzero()[:, 0]
            for _ in range(DRAWS):
                if len(channels) == 0:
                    return
                self.has_moved = True
                values[:, channels] = self.drawn_otherwise(source, channels)
                channels = channels[has_ties(values[:, channels], *window, apart=2)]

    def drawn_otherwise(self, source, channels):
        filters = source.weight[channels]
        noise = torch.randn(filters.shape, generator=self.generator)
        source.weight[channels] = filters + NOISE * filters.flatten(1).std(1).reshape(-1, 1, 1, 1) * noise
        return source.compute(channels)


def is_gate(values, factor):
    return isinstance(factor, torch.Tensor) and factor.shape == (*values.shape[:2], 1, 1) != values.shape


def convolved(args):
    image, weight, bias, stride, padding, dilation = args[:6]
    return lambda channels: functional.conv2d(
        image, weight[channels], None if bias is None else bias[channels], stride, padding, dilation
    )


def normalised(source, args):
    _, weight, bias, mean, variance, _, _, epsilon = args
    return source.compute and (
        lambda channels: functional.batch_norm(
            source.compute(channels), mean[channels], variance[channels], weight[channels], bias[channels], eps=epsilon
        )
    )


def activated(source, function, args, kwargs):
    def compute(channels):
        values = source.compute(channels)
        bias = source.bias[channels]
        move(values, bias, KINKS[function.overloadpacket](args[1:3]))
        source.bias[channels] = bias
        return function(values, *args[1:], **kwargs)

    return compute if source.bias is not None else None


def pooled(source, function, window):
    if isinstance(source, Joined):
        return Joined([(each and pooled(each, function, window), size) for each, size in source.parts])
    compute = source.compute
    return Source(source.weight, None, compute and (lambda channels: function(compute(channels), *window)[0]))


def move(values, bias, kinks, scale=None):
    """
    Values [n, C, ...] and bias [C], so that each channel's values keep the largest distance from `kinks` in reach.

    :param scale: what the bias was multiplied by, [n, C, 1, 1]. It depends on the biases, so they go no farther than they
        must: where all went far, it would bring others near in every pass
    """
    if bias is None:
        return False
    is_gated = scale is not None
    scale = scale if is_gated else torch.ones(1)
    distances = torch.cat([((values - kink) / scale).transpose(0, 1).flatten(1) for kink in kinks], 1)
    deviation = (values / scale).transpose(0, 1).flatten(1).std(1, keepdim=True)
    far = min(FAR, FAR_OF_ALL / distances.shape[1]) * deviation
    is_near = distances.abs().amin(1, keepdim=True) < far
    if not is_near.any():
        return False
    distances = distances.sort(1).values
    widths, middles = distances.diff(dim=1), (distances[:, 1:] + distances[:, :-1]) / 2
    is_fit = middles.abs() <= REACH * deviation
    merit = torch.where(widths >= 4 * far, 1 / middles.abs(), 0) if is_gated else widths
    best = merit.masked_fill(~is_fit, 0).max(1, keepdim=True)
    is_moved = is_near & (best.values > 0)
    shift = torch.where(is_moved, -middles.gather(1, best.indices), 0)[:, 0]
    bias += shift
    values += scale * shift.reshape(1, -1, *[1] * (values.dim() - 2))
    return bool(is_moved.any())


def has_ties(values, size, stride=None, padding=0, _dilation=1, ceil_mode=False, apart=1):
    """Per channel of [n, C, H, W], whether a window holds two values that nearly share the maximum."""
    (rows, columns), (down, right) = pair(size), pair(stride or size)
    edge = pair(padding)
    over = (down - 1, right - 1) if ceil_mode else (0, 0)
    padded = functional.pad(values, (edge[1], edge[1] + over[1], edge[0], edge[0] + over[0]), value=-torch.inf)
    windows = padded.unfold(2, rows, down).unfold(3, columns, right).flatten(4)
    first, second = windows.topk(2).values.unbind(-1)
    # Equal values are zeros behind a ReLU, through which nothing flows, or one element that a pooling before has taken twice.
    gaps = torch.where(first == second, torch.inf, first - second).transpose(0, 1).flatten(1)
    apart *= min(APART, APART_OF_ALL / gaps.shape[1])
    return gaps.amin(1) < apart * values.transpose(0, 1).flatten(1).std(1)


def pair(size):
    return (size[0], size[-1]) if isinstance(size, (list, tuple)) else (size, size)
