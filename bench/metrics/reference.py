"""
pytorch-grad-cam's own metrics over maps of the golden fixtures: what test/unit/metrics compares with. ROAD without its noise.

    reference.py ROOT OUT    (run by `npm run bench -- metricsFixture`)
"""

import gzip
import json
import os
import sys

import numpy as np
import onnxruntime
import torch
from pytorch_grad_cam.metrics.cam_mult_image import DropInConfidence, IncreaseInConfidence
from pytorch_grad_cam.metrics.perturbation_confidence import (
    PerturbationConfidenceMetric,
    RemoveLeastRelevantFirst,
    RemoveMostRelevantFirst,
)
from pytorch_grad_cam.metrics.road import NoisyLinearImputer
from pytorch_grad_cam.utils.model_targets import ClassifierOutputSoftmaxTarget

PERCENTILES = [10, 20, 30, 40, 50, 60, 70, 80, 90]
CASES = [
    ("test/fixtures/real", "efficientnet_lite0", "models/efficientnet_lite0.onnx", "cam/head/gradcam"),
    ("test/fixtures/real", "efficientnet_lite0", "models/efficientnet_lite0.onnx", "cam/head/eigencam"),
    ("test/fixtures/real", "efficientnet_lite0", "models/efficientnet_lite0.onnx", "cam/blocks.10/layercam"),
    ("test/fixtures/goldens", "mini_resnet", "test/fixtures/goldens/mini_resnet.onnx", "cam/layer4/gradcam"),
    ("test/fixtures/goldens", "mini_convnext", "test/fixtures/goldens/mini_convnext.onnx", None),
]


class Network(torch.nn.Module):
    """The ONNX file as a PyTorch module: the metrics only run it forwards."""

    def __init__(self, file):
        super().__init__()
        self.session = onnxruntime.InferenceSession(file)
        self.input = self.session.get_inputs()[0].name

    def forward(self, x):
        return torch.from_numpy(self.session.run(None, {self.input: x.numpy()})[0])


class Golden:
    def __init__(self, folder, name):
        with open(os.path.join(folder, name + ".json")) as file:
            self.facts = json.load(file)
        with gzip.open(os.path.join(folder, name + ".f32.gz")) as file:
            self.values = np.frombuffer(file.read(), "<f4")

    def tensor(self, name):
        entry = self.facts["tensors"][name]
        size = int(np.prod(entry["shape"]))
        return self.values[entry["offset"] : entry["offset"] + size].reshape(entry["shape"]).copy()

    def first_cam(self, method):
        return next(case["cam"] for case in self.facts["cases"] if case["method"] == method and "cam" in case)


def figures(net, image, cam, index):
    given = (image[None], cam[None], [ClassifierOutputSoftmaxTarget(index)], net)

    def road(remove):
        imputer = NoisyLinearImputer(noise=0)
        changes = [PerturbationConfidenceMetric(remove(p, imputer))(*given)[0] for p in PERCENTILES]
        return [float(change) for change in changes]

    morf, lerf = road(RemoveMostRelevantFirst), road(RemoveLeastRelevantFirst)
    return {
        "score": float(torch.softmax(net(image[None])[0], 0)[index]),
        "morf": morf,
        "lerf": lerf,
        "road": float((np.mean(np.float32(lerf)) - np.mean(np.float32(morf))) / 2),
        "confidenceDrop": float(DropInConfidence()(*given)[0]),
        "increase": float(IncreaseInConfidence()(*given)[0]),
    }


def main(root, out):
    answers = []
    for folder, name, file, cam in CASES:
        golden = Golden(os.path.join(root, folder), name)
        cam = cam or golden.first_cam("gradcam")
        net = Network(os.path.join(root, file))
        images, maps = torch.from_numpy(golden.tensor("input")), golden.tensor(cam)
        for index, target in enumerate(golden.facts["classes"]):
            case = {"folder": folder, "name": name, "file": file, "cam": cam, "image": index, "class": target}
            print(case, file=sys.stderr)
            answers.append({**case, **figures(net, images[index], maps[index], target)})
    with open(out, "w") as file:
        json.dump({"percentiles": PERCENTILES, "cases": answers}, file, indent=1)
        file.write("\n")


main(*sys.argv[1:])
