"""Make the ``.ipynb`` beside each ``.py``: the same cells, run on the sample, the same each time.

What differs from machine to machine (ids, times, versions) is left out. Names of notebooks to make;
without one, all.
"""

import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def make(source: Path) -> nbformat.NotebookNode:
    """Return the notebook of ``source``, run from the project's folder."""
    notebook = jupytext.read(source)
    notebook.metadata = nbformat.from_dict(
        {"jupytext": {"formats": "ipynb,py:percent"}, "kernelspec": KERNEL}
    )
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number:02}"
        cell.metadata = nbformat.NotebookNode()
    folder = {"metadata": {"path": str(HERE.parent)}}
    NotebookClient(notebook, timeout=300, resources=folder, record_timing=False).execute()
    notebook.metadata.pop("language_info", None)
    return notebook


def main() -> None:
    """Make those that were named, or all."""
    for source in map(Path, sys.argv[1:] or sorted(map(str, HERE.glob("0*.py")))):
        nbformat.write(make(source), source.with_suffix(".ipynb"))
        print(source.with_suffix(".ipynb").name)


if __name__ == "__main__":
    main()
