"""Run in the environment of Label Studio's SDK: does it take these tasks with this interface?

Prints a list of what is wrong, as JSON, and what the interface is made of.

Usage: python label_interface.py INTERFACE.xml TASKS.json
"""

import json
import sys
from pathlib import Path

from label_studio_sdk.label_interface import LabelInterface

interface = LabelInterface(Path(sys.argv[1]).read_text(encoding="utf-8"))
interface.validate()
tasks = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
wrong = []
for task in tasks:
    wrong += [o.name for o in interface.objects if not task["data"].get(o.value_name)]
    for prediction in task["predictions"]:
        wrong += interface.validate_prediction(prediction, return_errors=True)
controls = {control.name: control.tag for control in interface.controls}
print(json.dumps({"wrong": wrong, "tasks": len(tasks), "controls": controls}))
