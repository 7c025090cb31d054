"""A network of the table with random weights that say something, and the images it is tried on."""

import timm
import torch
import torchvision
from torch import nn

from kinks import leave_kinks

SEED = 20
CALIBRATION_IMAGES = 8
IMAGES = 2


def build(architecture):
    """The network in evaluation mode; the same weights each time."""
    torch.manual_seed(SEED)
    net = CONSTRUCTORS[architecture["library"]](architecture["name"])
    randomise(net)
    calibrate(net, images(CALIBRATION_IMAGES, architecture["size"], seed=1))
    return net.eval()


def trial_images(net, architecture, attempt):
    """[2, 3, size, size]: what the network is tried on; it is kept off its kinks there."""
    trial = images(IMAGES, architecture["size"], seed=2 + attempt)
    leave_kinks(net, trial)
    return trial


def from_torchvision(name):
    # These two would spend a minute on an initialisation that is replaced anyway.
    options = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
    return torchvision.models.get_model(name, weights=None, **options)


CONSTRUCTORS = {
    "torchvision": from_torchvision,
    "timm": lambda name: timm.create_model(name, pretrained=False),
}


def images(count, size, seed):
    """[count, 3, size, size], as normalised photographs are: coarse shapes, finer ones, noise; standard deviation 1."""
    generator = torch.Generator().manual_seed(seed)
    total = torch.zeros(count, 3, size, size)
    for cells, weight in ((8, 1.0), (32, 0.6), (size, 0.3)):
        noise = torch.randn(count, 3, cells, cells, generator=generator)
        total += weight * nn.functional.interpolate(noise, (size, size), mode="bilinear")
    return total / total.std()


@torch.no_grad()
def randomise(net):
    """
    Weights that keep the scale of what passes and leave no branch out. The libraries' own start is meant for training:
    last norms of residual branches at 0, layer scales of 1e-6, attention whose logits are nearly equal, heads of zeros.
    A wrong gradient behind any of these would not show.
    """
    filters = {}
    for module in net.modules():
        if isinstance(module, (nn.Linear, nn.modules.conv._ConvNd)):
            filters[module.weight] = 1.0 if isinstance(module, nn.Linear) else 2.0
    for name, parameter in net.named_parameters():
        gain = next((value for key, value in filters.items() if key is parameter), None)
        if gain is not None:
            parameter.normal_(0, (gain / parameter[0].numel()) ** 0.5)
        elif parameter.min() == parameter.max():
            parameter.copy_(instead_of_constant(name, parameter))


def instead_of_constant(name, parameter):
    value = parameter.flatten()[0].item()
    if name.endswith("bias"):
        return value + 0.1 * torch.randn_like(parameter)
    if abs(value) >= 0.1:
        return value * torch.empty_like(parameter).uniform_(0.8, 1.2)
    is_scale = parameter.numel() == max(parameter.shape, default=1)
    return torch.empty_like(parameter).uniform_(0.2, 0.6) if is_scale else 0.5 * torch.randn_like(parameter)


@torch.no_grad()
def calibrate(net, batch):
    """Batch norms take the statistics of `batch`; everything else stays in evaluation mode."""
    norms = [module for module in net.eval().modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]
    for norm in norms:
        norm.momentum = 1.0
        norm.train()
    if norms:
        net(batch)
