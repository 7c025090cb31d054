"""PyTorch's own answers for one network: logits, activations, gradients, maps, saliency, masked scores."""

import torch
from torch.nn import functional
from torch.nn.functional import interpolate

SCORECAM_CHANNELS = 16
CHUNK = 8
MOST_CLASSES = 200


def answers(net, architecture, image, target=None):
    """
    Tensors by name for one image [1, 3, H, W], in the precision of `net` and `image`.

    :param target: its class; absent: the one with the largest logit
    """
    layer = Layer(net, architecture)
    # Twice: for a single image whose gradient lies in memory with channels last, PyTorch 2.14's batch norm in evaluation mode
    # gives back a wrong one on the CPU (levit_128s, efficientvit_m0), as central differences of its own logits show.
    images = image.repeat(2, 1, 1, 1).requires_grad_(True)
    logits = net(images)
    target = int(logits[0].argmax()) if target is None else target
    output = layer.remove()
    gradient, saliency = (value[:1] for value in torch.autograd.grad(logits[0, target], [output, images]))
    logits, output = logits[:1].detach(), output[:1].detach()
    activations, gradients = (as_maps(value, architecture) for value in (output, gradient))
    size = image.shape[-2:]
    return {
        "target": torch.tensor([target]),
        "logits": logits,
        "activations": activations,
        "gradients": gradients,
        "gradcam": finished((gradients.mean((2, 3), keepdim=True) * activations).sum(1), size),
        "layercam": finished((gradients.clamp(min=0) * activations).sum(1), size),
        "saliency": saliency,
    }


def telling_answers(net, architecture, image):
    """
    The same for the likeliest class whose maps are not 0 everywhere, of those of the largest logits: that two maps of zeros agree
    proves nothing.
    """
    first = answers(net, architecture, image)
    if is_telling(first):
        return first
    others = first["logits"][0].argsort(descending=True)[1:MOST_CLASSES].tolist()
    return next((each for each in (answers(net, architecture, image, other) for other in others) if is_telling(each)), first)


def is_telling(answer):
    return bool(answer["gradcam"].any() and answer["layercam"].any())


def score_cam(net, image, answer):
    """Scores [m] of `image` [1, 3, H, W] under the masks of the first channels."""
    return masked_scores(net, image[0], answer["activations"][0, :SCORECAM_CHANNELS], int(answer["target"]))


class Layer:
    """Keeps what leaves the architecture's layer in one forward pass; of a "then" the result of that function behind it."""

    def __init__(self, net, architecture):
        self.handle = net.get_submodule(architecture["layer"]).register_forward_hook(self.reached)
        self.function = architecture.get("then")
        if self.function is not None:
            self.original = getattr(functional, self.function)
            setattr(functional, self.function, self.call)
        self.is_reached = False

    def reached(self, _module, _inputs, output):
        self.is_reached = True
        return self.keep(output) if self.function is None else None

    def call(self, value, inplace=False):
        result = self.original(value)
        return self.keep(result) if self.is_reached else result

    def keep(self, output):
        self.output, self.is_reached = output, False
        # A copy goes on: what follows may work in place.
        return output.clone()

    def remove(self):
        self.handle.remove()
        if self.function is not None:
            setattr(functional, self.function, self.original)
        return self.output


def as_maps(value, architecture):
    """[n, C, h, w]"""
    if "tokens" in architecture:
        leading, rows, columns = architecture["tokens"]
        return value[:, leading:].transpose(1, 2).reshape(len(value), -1, rows, columns)
    return value.permute(0, 3, 1, 2) if architecture.get("view") == "channelsLast" else value


def finished(raw, size):
    """relu, scale, resize (half-pixel centres), scale: [n, h, w] to [n, H, W] in 0..1."""
    maps = scaled(raw.clamp(min=0))
    resized = interpolate(maps[:, None], size, mode="bilinear", align_corners=False)[:, 0]
    return scaled(resized.clamp(min=0))


def scaled(maps):
    from_zero = maps - maps.amin((1, 2), keepdim=True)
    return from_zero / (1e-7 + from_zero.amax((1, 2), keepdim=True))


@torch.no_grad()
def masked_scores(net, image, channels, target):
    """Logit of `target` for `image` [3, H, W] under the mask that each channel [m, h, w] makes: [m]."""
    masks = interpolate(channels[:, None], image.shape[1:], mode="bilinear", align_corners=True)
    low, high = masks.amin((1, 2, 3), keepdim=True), masks.amax((1, 2, 3), keepdim=True)
    masked = image * ((masks - low) / (high - low + 1e-8))
    return torch.cat([net(part)[:, target] for part in masked.split(CHUNK)])


def spread(left, right):
    """How far two answers lie apart, by name: maps absolutely, the rest as a share of the largest value of `right`."""

    def distance(name):
        difference = (left[name].double() - right[name].double()).abs().max()
        return difference if name in ("gradcam", "layercam") else difference / right[name].abs().max()

    return {name: float(distance(name)) for name in left if name != "target"}
