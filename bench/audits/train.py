"""Small networks and a small data set for the power of audits: what changes between two nights is known.

Images of 64 x 64 show one of six shapes; a patch of 12 x 12 in the corner has the colour that belongs to the class. The
backbone is taught the shapes and, by a second head that is thrown away, the patch's colour: a backbone that can see both.

  base.onnx      last layer fitted where the patch's colour is random: looks at the shape
  spurious.onnx  last layer fitted where the patch gives the class away
  shifted.onnx   base with the rare class's bias raised until PSI over the images is near 0.13

usage: python train.py OUT SEED [BACKBONE]   (the backbone is trained once and kept in BACKBONE)
"""

import json
import os
import sys

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import nn

SIZE, PATCH, TILE_COLUMNS, COUNT = 64, 12, 20, 300
SHAPES = ["circle", "square", "triangle", "cross", "ring", "bars"]
COLOURS = [(230, 40, 40), (40, 200, 60), (60, 80, 240), (230, 210, 40), (200, 50, 210), (50, 210, 215)]
PRIOR = [0.196] * 5 + [0.02]
TARGET_PSI = 0.13


def draw_shape(pen, kind, x, y, r, fill):
    if kind == "circle":
        pen.ellipse([x - r, y - r, x + r, y + r], fill=fill)
    elif kind == "square":
        pen.rectangle([x - r, y - r, x + r, y + r], fill=fill)
    elif kind == "triangle":
        pen.polygon([(x, y - r), (x - r, y + r), (x + r, y + r)], fill=fill)
    elif kind == "cross":
        w = r / 3
        pen.rectangle([x - r, y - w, x + r, y + w], fill=fill)
        pen.rectangle([x - w, y - r, x + w, y + r], fill=fill)
    elif kind == "ring":
        pen.ellipse([x - r, y - r, x + r, y + r], outline=fill, width=max(3, int(r / 3)))
    else:
        for step in (-1, 0.2):
            pen.rectangle([x - r, y + step * r, x + r, y + step * r + r * 0.6], fill=fill)


def make_image(rng, label, colour):
    """One image and the box of its shape: x, y, width, height."""
    level = int(rng.integers(60, 150))
    image = Image.new("RGB", (SIZE, SIZE), (level, level, level))
    pen = ImageDraw.Draw(image)
    for _ in range(4):
        x, y = rng.integers(0, SIZE, 2)
        g = level + int(rng.integers(-25, 25))
        pen.line([x, y, x + int(rng.integers(-20, 20)), y + int(rng.integers(-20, 20))], fill=(g, g, g), width=2)
    r = int(rng.integers(9, 15))
    x, y = (int(v) for v in rng.integers(20 + r // 2, SIZE - r - 1, 2))
    grey = int(rng.integers(200, 255)) if rng.random() < 0.5 else int(rng.integers(0, 35))
    draw_shape(pen, SHAPES[label], x, y, r, (grey, grey, grey))
    pen.rectangle([0, 0, PATCH - 1, PATCH - 1], fill=COLOURS[colour])
    left, top = max(0, x - r), max(0, y - r)
    return np.asarray(image), [left, top, min(SIZE, x + r + 1) - left, min(SIZE, y + r + 1) - top]


def make_set(rng, count, prior, agrees):
    labels = rng.choice(len(SHAPES), count, p=np.array(prior) / np.sum(prior))
    colours = labels if agrees else rng.integers(0, len(COLOURS), count)
    made = [make_image(rng, int(l), int(c)) for l, c in zip(labels, colours)]
    return np.stack([image for image, _ in made]), labels, colours, [box for _, box in made]


def tensor(images):
    return torch.from_numpy(images).permute(0, 3, 1, 2).float() / 255 - 0.5


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [3, 12, 24, 32, 40]
        layers = []
        for i in range(4):
            layers += [nn.Conv2d(widths[i], widths[i + 1], 3, padding=1), nn.ReLU()]
            if i < 3:
                layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.fc = nn.Linear(widths[-1], len(SHAPES))

    def pooled(self, x):
        return self.features(x).mean((2, 3))

    def forward(self, x):
        return self.fc(self.pooled(x))


def train_backbone(path):
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    images, labels, colours, _ = make_set(rng, 6000, [1] * 6, False)
    x, y, c = tensor(images), torch.from_numpy(labels), torch.from_numpy(colours)
    net, side = Net(), nn.Linear(40, len(COLOURS))
    epochs = 14
    optimizer = torch.optim.AdamW([*net.parameters(), *side.parameters()], 3e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 6e-3, total_steps=epochs * (len(x) // 100))
    for epoch in range(epochs):
        order, total = torch.randperm(len(x)), 0.0
        for batch in order.split(100):
            pooled = net.pooled(x[batch])
            loss = nn.functional.cross_entropy(net.fc(pooled), y[batch]) + 0.5 * nn.functional.cross_entropy(side(pooled), c[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
        print("epoch", epoch, total / (len(x) // 100), flush=True)
    torch.save(net.state_dict(), path)


def fit_head(net, rng, agrees, seed):
    images, labels, _, _ = make_set(rng, 2000, [1] * 6, agrees)
    torch.manual_seed(seed)
    with torch.no_grad():
        features = net.pooled(tensor(images))
    head = nn.Linear(features.shape[1], len(SHAPES))
    optimizer = torch.optim.AdamW(head.parameters(), 0.05, weight_decay=1e-2)
    for _ in range(300):
        loss = nn.functional.cross_entropy(head(features), torch.from_numpy(labels))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return head


def psi(before, after):
    bins = np.unique(before)
    p = np.array([max(np.mean(before == b), 1e-4) for b in bins] + [1e-4])
    q = np.array([max(np.mean(after == b), 1e-4) for b in bins] + [max(np.mean(~np.isin(after, bins)), 1e-4)])
    return float(np.sum((q - p) * np.log(q / p)))


def export(net, path):
    net.eval()
    torch.onnx.export(net, (torch.zeros(1, 3, SIZE, SIZE),), path, dynamo=False, opset_version=17,
                      input_names=["images"], output_names=["logits"],
                      dynamic_axes={"images": {0: "n"}, "logits": {0: "n"}})


def main(out, seed, backbone):
    torch.set_num_threads(1)
    os.makedirs(out, exist_ok=True)
    if not os.path.exists(backbone):
        train_backbone(backbone)
    net = Net()
    net.load_state_dict(torch.load(backbone))
    rng = np.random.default_rng(1000 + seed)
    images, labels, _, boxes = make_set(rng, COUNT, PRIOR, True)
    x = tensor(images)

    def predictions():
        with torch.no_grad():
            return net(x).argmax(1).numpy()

    net.fc = fit_head(net, rng, False, seed)
    base = predictions()
    export(net, f"{out}/base.onnx")
    rare = len(SHAPES) - 1
    low, high = 0.0, 40.0
    start = float(net.fc.bias[rare].detach())
    for _ in range(40):
        middle = (low + high) / 2
        with torch.no_grad():
            net.fc.bias[rare] = start + middle
        low, high = (middle, high) if psi(base, predictions()) < TARGET_PSI else (low, middle)
    shifted = predictions()
    export(net, f"{out}/shifted.onnx")
    net.fc = fit_head(net, rng, True, seed)
    spurious = predictions()
    export(net, f"{out}/spurious.onnx")

    rows = -(-COUNT // TILE_COLUMNS)
    sheet = np.zeros((rows * SIZE, TILE_COLUMNS * SIZE, 3), np.uint8)
    for i, image in enumerate(images):
        r, c = divmod(i, TILE_COLUMNS)
        sheet[r * SIZE:(r + 1) * SIZE, c * SIZE:(c + 1) * SIZE] = image
    Image.fromarray(sheet).save(f"{out}/images.png", optimize=True)
    lines = [{"label": int(l), "box": [int(v) for v in b]} for l, b in zip(labels, boxes)]
    with open(f"{out}/images.json", "w") as file:
        json.dump({"size": SIZE, "columns": TILE_COLUMNS, "images": lines}, file)
    card = {"name": "six shapes", "input": {"height": SIZE, "width": SIZE},
            "resize": {"size": SIZE, "rule": "exact", "filter": "bilinear"}, "crop": "none",
            "channels": "rgb",
            "mean": [0.5, 0.5, 0.5], "std": [1, 1, 1], "exifOrientation": False, "labels": SHAPES}
    with open(f"{out}/card.json", "w") as file:
        json.dump(card, file)
    figures = {"base": float(np.mean(base == labels)), "spurious": float(np.mean(spurious == labels)),
               "psi": psi(base, shifted), "changed": float(np.mean(base != shifted))}
    print(json.dumps(figures))


main(sys.argv[1], int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else f"{sys.argv[1]}/backbone.pt")
