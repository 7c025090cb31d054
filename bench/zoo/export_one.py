"""
What is missing for one architecture, into FOLDER/NAME: reference.{f32,json}, dynamo.onnx, script.onnx; each with a .json that is
written last and says how long it took or why there is none. A process of its own: memory goes back with it.

    python export_one.py FOLDER NAME STEP...
"""

import json
import pathlib
import re
import sys
import time
import traceback

import numpy
import onnxruntime
import torch

from architectures import architecture_named
from network import build, trial_images
from reference import answers, score_cam, spread

ATTEMPTS = 12
CALM = 1e-4
NUDGES = 3
NUDGE = 3e-7
LONGEST_MESSAGE = 250


def main(folder, name, *steps):
    torch.set_num_threads(1)
    architecture = architecture_named(name)
    net = build(architecture)
    trials = attempted(lambda: {"trials": calm_trials(net, architecture)})
    for step in steps:
        started = time.monotonic()
        facts = attempted(lambda: STEPS[step](net, trials["trials"], folder)) if "trials" in trials else trials
        facts = {"seconds": round(time.monotonic() - started, 1), **facts}
        (folder / f"{step}.json").write_text(json.dumps(facts))
        print(name, step, {key: value for key, value in facts.items() if key != "tensors"}, flush=True)


def attempted(work):
    try:
        return work()
    except Exception as error:
        traceback.print_exc()
        return {"error": in_one_line(error)}


def calm_trials(net, architecture):
    """
    Not every kink can be kept away (kinks.py): what an attention to channels multiplies before a residual joins it has no bias
    of its own. Few images come near such a one; the first that do not are taken.
    """
    for attempt in range(ATTEMPTS):
        images = trial_images(net, architecture, attempt).split(1)
        trials = [Trial(net, architecture, image) for image in images]
        if all(each.spread.get("saliency", 0) <= CALM for each in trials):
            break
    return trials


def reference(net, trials, folder):
    """PyTorch's answers for the trial images, and how far rounding moves them."""
    values = {name: torch.cat([each.answer[name] for each in trials]) for name in trials[0].answer}
    classes = values.pop("target").tolist()
    values["scorecam"] = score_cam(net, trials[0].image, trials[0].answer)
    tensors = write({"input": torch.cat([each.image for each in trials]), **values}, folder / "reference.f32")
    worst = {name: max(each.spread[name] for each in trials) for name in trials[0].spread}
    return {"classes": classes, "tensors": tensors, "spread": worst}


class Trial:
    """An image, PyTorch's answer, and how far float32 moves that: by name, `spread`."""

    def __init__(self, net, architecture, image):
        self.image = image
        self.answer = answers(net, architecture, image)
        self.spread = {}
        self.target = int(self.answer["target"])
        try:
            self.widen(answers(net.double(), architecture, image.double(), self.target))
        except Exception:
            # Some networks hold float32 constants that do not mix with float64.
            traceback.print_exc()
        net.float()
        generator = torch.Generator().manual_seed(1)
        for _ in range(NUDGES):
            noise = torch.rand(image.shape, generator=generator) * 2 - 1
            self.widen(answers(net, architecture, image + NUDGE * noise, self.target))

    def widen(self, other):
        for name, distance in spread(other, self.answer).items():
            self.spread[name] = max(distance, self.spread.get(name, 0))


def write(values, path):
    """Raw little-endian float32, one tensor behind the other; gives where each is."""
    tensors, offset = {}, 0
    with open(path, "wb") as file:
        for name, value in values.items():
            value = value.contiguous().numpy().astype("<f4")
            tensors[name] = {"offset": offset, "shape": list(value.shape)}
            offset += value.size
            file.write(value.tobytes())
    return tensors


def dynamo(net, trials, folder):
    file = folder / "dynamo.onnx"
    x = trials[0].image
    torch.onnx.export(net, (x,), file)
    return difference(net, x, file)


def script(net, trials, folder):
    file = folder / "script.onnx"
    x = trials[0].image
    torch.onnx.export(
        net,
        (x,),
        file,
        dynamo=False,
        opset_version=17,
        input_names=["input"],
        output_names=["logits"],
        dynamic_axes={"input": {0: "n"}, "logits": {0: "n"}},
    )
    return difference(net, x, file)


@torch.no_grad()
def difference(net, x, file):
    """What the exporter itself changed: logits of ONNX Runtime on the file as it is, as a share of the largest logit."""
    try:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        [logits] = session.run(None, {session.get_inputs()[0].name: x.numpy()})
    except Exception as error:
        return {"unusable": in_one_line(error)}
    expected = net(x).numpy()
    return {"difference": float(numpy.abs(logits - expected).max() / numpy.abs(expected).max())}


def in_one_line(error):
    """The message, and that of what caused it in the first place."""
    first = error
    while first.__cause__ is not None:
        first = first.__cause__
    texts = [error] if first is error else [error, first]
    return " <- ".join(f"{type(each).__name__}: {plain(each)}" for each in texts)


def plain(error):
    """Without terminal colours, on one line, not too long."""
    text = " ".join(re.sub(r"\x1b\[\d*m", "", str(error)).split())
    return text if len(text) <= LONGEST_MESSAGE else f"{text[:LONGEST_MESSAGE]} …"


STEPS = {"reference": reference, "dynamo": dynamo, "script": script}

if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]) / sys.argv[2], *sys.argv[2:])
