"""Writes golden values beside the script that made them, with the versions of the references."""
import json
import sys
from pathlib import Path

import numpy
import river
import sklearn


def write(script: str, values: dict) -> None:
    versions = {
        "python": sys.version.split()[0],
        "numpy": numpy.__version__,
        "scikit-learn": sklearn.__version__,
        "river": river.__version__,
    }
    path = Path(script).with_suffix(".json")
    path.write_text(json.dumps({"versions": versions, **values}, ensure_ascii=True) + "\n")
