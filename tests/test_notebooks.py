"""The notebooks: text and paired file are in step, what they show is fit to keep, and they run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pandas as pd
import pytest

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
SOURCES = sorted(NOTEBOOKS.glob("0*.py"))
# Whose machine it was, whichever this one is. Not the middle of an address.
MACHINE = re.compile(r"(?<![\w.-])/(home|root|work|Users|tmp)/|:\\+Users\\|<stderr>")


def shown(notebook: nbformat.NotebookNode) -> list[str]:
    """Return what the cells of a notebook show."""
    outputs: list[dict[str, Any]] = [
        output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs
    ]
    return [
        str(part)
        for output in outputs
        for part in (*output.get("data", {}).values(), output.get("text", ""))
    ]


def test_there_are_five() -> None:
    assert [source.name[:2] for source in SOURCES] == ["01", "02", "03", "04", "05"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
class TestPairs:
    def test_the_two_are_in_step(self, source: Path) -> None:
        text = jupytext.read(source)
        paired = nbformat.read(source.with_suffix(".ipynb"), 4)
        nbformat.validate(paired)
        assert paired.metadata["jupytext"]["formats"] == "ipynb,py:percent"
        cells = [[(cell.cell_type, cell.source) for cell in one.cells] for one in (text, paired)]
        assert cells[0] == cells[1], f"{source.name} was changed: run `make notebooks`"

    def test_every_cell_answers_a_question(self, source: Path) -> None:
        cells = jupytext.read(source).cells
        asked = [cell.source.splitlines()[0] for cell in cells[1:] if cell.cell_type == "markdown"]
        assert len(asked) >= 5
        assert [line for line in asked if not (line.startswith("## ") and line.endswith("?"))] == []

    def test_what_it_shows_is_kept_and_names_no_machine(self, source: Path) -> None:
        path = source.with_suffix(".ipynb")
        notebook = nbformat.read(path, 4)
        codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert [cell.execution_count for cell in codes] == list(range(1, len(codes) + 1))
        assert all(output.output_type != "error" for cell in codes for output in cell.outputs)
        assert sum("<svg" in part for part in shown(notebook)) >= 2
        assert path.stat().st_size < 250_000
        written = path.read_text(encoding="utf-8")
        assert not MACHINE.search(written)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ('"/home/ani/kutipan/a.csv"', True),
        ("/Users/ani/kutipan", True),
        ("(C:\\\\Users\\\\ani)", True),
        ("File /tmp/ipykernel_1/2.py", True),
        ("<ipython-input-1>: <stderr>", True),
        ("https://kabar.example/home/2025/tmp/a", False),
        ("data/output/sample", False),
        ("<br/>", False),
    ],
)
def test_a_place_on_a_machine_is_known(written: str, named: bool) -> None:
    assert bool(MACHINE.search(written)) is named


@pytest.mark.slow
def test_they_run_on_the_sample_and_its_archive(
    sample: tuple[Path, subprocess.CompletedProcess[str]], root: Path, tmp_path: Path
) -> None:
    """By nbmake, from their folder, in a copy: a sheet grows by what was drawn and not yet read."""
    there = shutil.copytree(NOTEBOOKS, tmp_path / "notebooks")
    shutil.copytree(root / "data" / "reference", tmp_path / "data" / "reference")
    for name in ("sample", "sample-again"):
        shutil.copytree(sample[0], tmp_path / "data" / "output" / name)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--nbmake",
            "--overwrite",
            "--nbmake-timeout=300",
            "-q",
            ".",
        ],
        cwd=there,
        env=os.environ
        | {
            "PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")]),
            "KUTIPAN_ARCHIVE": "../data/output/*",
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert f"{len(SOURCES)} passed" in done.stdout
    look, speaks, _, _, archive = (
        "\n".join(shown(nbformat.read(there / f"{source.stem}.ipynb", 4))) for source in SOURCES
    )
    quotes = pd.read_parquet(sample[0] / "quotes.parquet")
    assert f"<td>{len(quotes)}</td>" in look
    assert "Matthew Miller" in speaks
    # Two runs of the same articles: each is listed, and every quote counts once.
    counted = archive.split("articles_with_quotes")[1]
    assert "sample-again" in archive
    assert f"<td>{len(quotes)}</td>\n      <td>{len(quotes)}</td>" in counted
