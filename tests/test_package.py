"""What is built and shipped: a wheel that works by itself, and a library that calls nobody."""

import json
import socket
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
import pytest
from command import GOLDEN, ROOT, environment

from pipeline.extractor import QuoteExtractor
from pipeline.records import Article, Extraction

# Runs the command where every way to another machine is closed.
OFFLINE = """
import socket
def closed(*args, **kwargs):
    raise AssertionError(f"the network was asked for: {args}")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = closed
from pipeline.cli import main
main()
"""


def test_extracting_asks_for_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """From loading the weights to the last quote."""
    asked: list[Any] = []

    def closed(*args: object, **_: object) -> NoReturn:
        asked.append(args)
        raise OSError("the network is closed")

    monkeypatch.setattr(socket.socket, "connect", closed)
    monkeypatch.setattr(socket.socket, "connect_ex", closed)
    monkeypatch.setattr(socket, "getaddrinfo", closed)
    with pytest.raises(OSError, match="closed"), socket.socket() as line:
        line.connect(("127.0.0.1", 9))
    asked.clear()
    article = Article("golden", GOLDEN.read_text(encoding="utf-8"))
    (result,) = QuoteExtractor().extract([article])
    assert isinstance(result, Extraction)
    assert len(result.quotes) >= 10
    assert asked == []


def test_a_frame_counts_the_quotes_of_a_reprint_once() -> None:
    text = '"Harga akan turun," kata Menteri Perdagangan Budi Santoso di Jakarta, Senin.'
    frame = pd.DataFrame({"id": ["a", "b", "c"], "text": [text, text, f"{text} Itu saja."]})
    tables = QuoteExtractor()(frame)
    assert tables.quotes["article_id"].tolist() == ["a", "c"]
    assert tables.articles["duplicate_of"].fillna("").tolist() == ["", "a", ""]


@pytest.mark.slow
def test_the_wheel_holds_all_it_needs(tmp_path: Path, golden: list[dict[str, Any]]) -> None:
    """Unpacked elsewhere, without the project and without a network, it finds the same quotes."""
    building = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    built = subprocess.run(
        [*building, "--directory", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    unpacked, elsewhere = tmp_path / "unpacked", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with zipfile.ZipFile(wheel) as file:
        file.extractall(unpacked)
    shipped = {path.relative_to(unpacked) for path in unpacked.rglob("*") if path.is_file()}
    kept = {
        path.relative_to(ROOT)
        for path in (ROOT / "pipeline").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {path.parts[1] for path in kept} > {"labels", "lexicon", "models", "outputs", "exports"}
    assert kept <= shipped
    assert not [path for path in shipped if path.parts[0] in ("tests", "training", "data")]
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, "extract", str(GOLDEN), "--format", "json"],
        cwd=elsewhere,
        env=environment(PYTHONPATH=str(unpacked), PYTHONSAFEPATH="1"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == golden
    whence = subprocess.run(
        [sys.executable, "-c", "import pipeline; print(pipeline.__file__)"],
        cwd=elsewhere,
        env=environment(PYTHONPATH=str(unpacked), PYTHONSAFEPATH="1"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(whence.stdout.strip()).is_relative_to(unpacked)
