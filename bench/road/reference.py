"""
pytorch-grad-cam's ROAD, timed: its nine percentiles, most and least relevant first, over maps given to it.

    reference.py MODEL IMAGES.f32 MAPS.f32 CLASSES COUNT HEIGHT WIDTH    (run by `npm run bench -- road`; prints seconds an image)

The network is run by ONNX Runtime with all threads, as camline's is: what differs is what the libraries do around it.
"""

import json
import sys
import time

import numpy as np
import onnxruntime
import torch
from pytorch_grad_cam.metrics.road import ROADCombined
from pytorch_grad_cam.utils.model_targets import ClassifierOutputSoftmaxTarget


class Network(torch.nn.Module):
    def __init__(self, file):
        super().__init__()
        self.session = onnxruntime.InferenceSession(file)
        self.input = self.session.get_inputs()[0].name

    def forward(self, x):
        return torch.from_numpy(self.session.run(None, {self.input: x.numpy()})[0])


def main(model, images, maps, classes, count, height, width):
    count, height, width = int(count), int(height), int(width)
    x = torch.from_numpy(np.fromfile(images, "<f4").reshape(count, 3, height, width))
    cams = np.fromfile(maps, "<f4").reshape(count, height, width)
    targets = [ClassifierOutputSoftmaxTarget(int(c)) for c in classes.split(",")]
    net = Network(model)
    metric = ROADCombined(percentiles=[10, 20, 30, 40, 50, 60, 70, 80, 90])
    net(x[:1])
    start = time.perf_counter()
    scores = metric(x, cams, targets, net)
    print(json.dumps({"seconds": (time.perf_counter() - start) / count, "road": [float(s) for s in scores]}))


main(*sys.argv[1:])
