"""
Exports the architectures of the table with PyTorch and writes its own answers beside them; what is done is skipped.

    .venv/bin/python bench/zoo/export.py [--only NAME,..] [--library torchvision|timm] [--exporter dynamo|script] [--folder F]
"""

import argparse
import json
import pathlib
import subprocess
import sys

from architectures import ARCHITECTURES

HERE = pathlib.Path(__file__).parent
STEPS = ("reference", "dynamo", "script")


def main():
    options = parsed()
    names = [each["name"] for each in ARCHITECTURES if wanted(each, options)]
    for name in names:
        place = options.folder / name
        place.mkdir(parents=True, exist_ok=True)
        missing = [step for step in steps(options) if not (place / f"{step}.json").exists()]
        if missing:
            export(options.folder, name, missing)


def parsed():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", type=lambda text: text.split(","))
    parser.add_argument("--library", choices=["torchvision", "timm"])
    parser.add_argument("--exporter", choices=["dynamo", "script"])
    parser.add_argument("--folder", type=pathlib.Path, default=HERE.parents[1] / ".build" / "zoo")
    options = parser.parse_args()
    unknown = set(options.only or []) - {each["name"] for each in ARCHITECTURES}
    if unknown:
        parser.error(f"not in architectures.json: {', '.join(sorted(unknown))}")
    return options


def wanted(architecture, options):
    return (options.library in (None, architecture["library"])) and (
        options.only is None or architecture["name"] in options.only
    )


def steps(options):
    return [step for step in STEPS if step == "reference" or options.exporter in (None, step)]


def export(folder, name, missing):
    """In a process of its own; what it leaves undone when it dies is that step's failure."""
    done = subprocess.run([sys.executable, HERE / "export_one.py", folder, name, *missing], check=False)
    for step in missing:
        report = folder / name / f"{step}.json"
        if done.returncode != 0 and not report.exists():
            report.write_text(json.dumps({"error": f"the process ended with code {done.returncode}"}))
            print(name, step, "process ended with code", done.returncode, flush=True)


if __name__ == "__main__":
    main()
