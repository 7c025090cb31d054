"""
What is missing for one architecture, into FOLDER/NAME: reference.{f32,json}, dynamo.onnx, script.onnx; each with a .json that is
written last and says how long it took or why there is none. A process of its own: memory goes back with it.

    python export_one.py FOLDER NAME STEP...
"""

import contextlib
import hashlib
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
from reference import answers, score_cam, spread, telling_answers

ATTEMPTS = 12
# How far an answer may move for an image to be taken.
CALM = {"saliency": 1e-4, "scorecam": 3e-4}
NUDGES = 3
NUDGE = 3e-7
LONGEST_MESSAGE = 250
SCRIPTS = ("export_one.py", "kinks.py", "network.py", "reference.py")


def main(folder, name, *steps):
    torch.set_num_threads(1)
    architecture = architecture_named(name)
    net = build(architecture)
    trials = attempted(lambda: {"trials": calm_trials(net, architecture)})
    for step in steps:
        started = time.monotonic()
        facts = attempted(lambda: STEPS[step](net, trials["trials"], folder)) if "trials" in trials else trials
        facts = {"seconds": round(time.monotonic() - started, 1), "made": made_by(), **facts}
        (folder / f"{step}.json").write_text(json.dumps(facts))
        print(name, step, {key: value for key, value in facts.items() if key not in ("tensors", "made")}, flush=True)


def made_by():
    """When, by which version of these scripts, and by which libraries: what a result has to say of its other side."""
    digest = hashlib.sha256()
    for name in SCRIPTS:
        digest.update((pathlib.Path(__file__).parent / name).read_bytes())
    return {
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "scripts": digest.hexdigest()[:12],
        "torch": torch.__version__,
    }


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
        trials = [Trial(net, architecture, image, is_scored=at == 0) for at, image in enumerate(images)]
        if all(each.spread.get(name, 0) <= most for each in trials for name, most in CALM.items()):
            break
    return trials


def reference(net, trials, folder):
    """PyTorch's answers for the trial images, and how far rounding moves them."""
    values = {
        name: torch.cat([each.answer[name] for each in trials if name in each.answer]) for name in trials[0].answer
    }
    classes = values.pop("target").tolist()
    tensors = write({"input": torch.cat([each.image for each in trials]), **values}, folder / "reference.f32")
    worst = {name: max(each.spread.get(name, 0) for each in trials) for name in trials[0].spread}
    return {"classes": classes, "tensors": tensors, "spread": worst}


class Trial:
    """An image, PyTorch's answer, and how far float32 moves that: by name, `spread`. ScoreCAM's scores are for the first image."""

    def __init__(self, net, architecture, image, is_scored):
        self.image, self.is_scored = image, is_scored
        self.answer = self.scored(net, image, telling_answers(net, architecture, image))
        self.spread = {}
        self.target = int(self.answer["target"])
        try:
            exact = answers(net.double(), architecture, image.double(), self.target)
            self.widen(self.scored(net, image.double(), exact))
        except Exception:
            # Some networks hold float32 constants that do not mix with float64.
            traceback.print_exc()
        net.float()
        generator = torch.Generator().manual_seed(1)
        for _ in range(NUDGES):
            noise = torch.rand(image.shape, generator=generator) * 2 - 1
            self.widen(answers(net, architecture, image + NUDGE * noise, self.target))

    def scored(self, net, image, answer):
        return {**answer, "scorecam": score_cam(net, image, answer)} if self.is_scored else answer

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
    return exported(net, trials, folder / "dynamo.onnx", [{}, {FUSED: False}])


def script(net, trials, folder):
    file = folder / "script.onnx"
    plain = {"opset_version": 17, "dynamic_axes": {"input": {0: "n"}, "logits": {0: "n"}}}
    newer = {**plain, "opset_version": 18, FUSED: False}
    fixed = {**newer, "dynamic_axes": None}
    names = {"dynamo": False, "input_names": ["input"], "output_names": ["logits"]}
    return exported(net, trials, file, [{**names, **options} for options in (plain, newer, fixed)])


# timm's switch between PyTorch's fused attention and the same in single steps.
FUSED = "fused_attn"
# What those who export can do where the first attempt fails, by what differs from that.
REMEDIES = {
    FUSED: "timm's attention in single steps (fused_attn off)",
    "opset_version": "opset 18",
    "dynamic_axes": "a fixed batch",
}


def exported(net, trials, file, attempts):
    """The first attempt that PyTorch can export; "remedy" says what others than the first do. Else the first one's error."""
    x = trials[0].image
    first_error = None
    for options in attempts:
        given = {name: value for name, value in options.items() if name != FUSED}
        with attention_fused(net, options.get(FUSED)):
            try:
                torch.onnx.export(net, (x,), file, **given)
            except Exception as error:
                traceback.print_exc()
                first_error = first_error or error
                continue
        changed = [text for name, text in REMEDIES.items() if options.get(name) != attempts[0].get(name)]
        return {**({"remedy": ", ".join(changed)} if changed else {}), **difference(net, x, file)}
    raise first_error


@contextlib.contextmanager
def attention_fused(net, value):
    """Sets timm's switch, unless `value` is None."""
    switched = [module for module in net.modules() if value is not None and getattr(module, FUSED, value) != value]
    for module in switched:
        setattr(module, FUSED, value)
    yield
    for module in switched:
        setattr(module, FUSED, not value)


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
