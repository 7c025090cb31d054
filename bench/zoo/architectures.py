"""The table of architectures."""

import json
import pathlib

ARCHITECTURES = json.loads((pathlib.Path(__file__).parent / "architectures.json").read_text())


def architecture_named(name):
    return next(each for each in ARCHITECTURES if each["name"] == name)
