"""Writes onnx-operators.json: the operators of ONNX's standard domain, each with the opsets in which it came or changed.

    .venv/bin/python scripts/data/onnx-operators.py      (after npm run peers)
"""

import json
from collections import defaultdict
from pathlib import Path

import onnx
from onnx import defs

versions, deprecated = defaultdict(set), {}
for schema in defs.get_all_schemas_with_history():
    if schema.domain == "":
        versions[schema.name].add(schema.since_version)
        if schema.deprecated:
            deprecated[schema.name] = schema.since_version

operators = {
    name: {"opsets": sorted(opsets), **({"deprecated": deprecated[name]} if name in deprecated else {})}
    for name, opsets in sorted(versions.items())
}
content = {"onnx": onnx.__version__, "operators": operators}
Path(__file__).with_suffix(".json").write_text(json.dumps(content, indent=2) + "\n")
