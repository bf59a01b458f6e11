"""The report: one page about a run, for reading and counting, in one file without a network.

Articles are data of the page and never markup: what is in them is packed, unpacked by the page's
script, and shown as text alone. The page allows one script and one style sheet, by their hashes.
"""

import json
import zlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from pipeline import __version__
from pipeline.corpus.similar import ALIKE
from pipeline.labels import Language
from pipeline.outputs.files import make_room, write_text
from pipeline.outputs.page import source_hash, template
from pipeline.outputs.report_data import report_data

# What is concatenated, in this order: each part uses those before it.
SCRIPTS = ("page", "data", "state", "charts", "overview", "speakers", "quotes", "articles", "start")
# Texts are unpacked when an article of their pack is opened; so large is one.
_PACK = 200_000


def write_report(run: Path, path: Path, *, language: Language = "en") -> None:
    """Write the report about ``run``, whole or not at all. The same run gives the same page.

    Args:
        run: the folder of a run, with its tables.
        path: the file to write; a folder that is missing is made.
        language: the one the page opens in; it can be changed there.

    Raises:
        InputError: where ``run`` is no run, or lacks a table.
        OutputError: where ``path`` cannot be written.
    """
    data, texts = report_data(run)
    packs = list(_packs(texts))
    data |= {
        "labels": labels(),
        "packs": [len(pack) for pack in packs],
        "language": language,
        "version": __version__,
        "alike": round(100 * ALIKE),
        # A name of a folder may hold bytes that are no text.
        "run": run.resolve().name.encode("utf-8", "replace").decode(),
    }
    style = _source("page.css")
    script = '"use strict";\n{\n' + "".join(_source(f"{name}.js") for name in SCRIPTS) + "}\n"
    page = template("report_page/page.html").render(
        label=lambda key: labels()[key][language],
        language=language,
        run=data["run"],
        version=__version__,
        style=style,
        script=script,
        style_hash=source_hash(style),
        script_hash=source_hash(script),
        data=_packed(data),
        packs=[_packed(pack) for pack in packs],
    )
    make_room(path)
    write_text(path, page)


@cache
def labels() -> dict[str, dict[str, str]]:
    """Return the words of the page: key -> language -> words."""
    words: dict[str, dict[str, str]] = json.loads(_source("labels.json"))
    return words


@cache
def _source(name: str) -> str:
    return (files("pipeline.outputs") / "report_page" / name).read_text(encoding="utf-8")


def _packed(value: object) -> str:
    """Return JSON, compressed, in letters that mean nothing in HTML."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return b64encode(zlib.compress(plain.encode(), 9)).decode()


def _packs(texts: Sequence[str]) -> Iterator[list[str]]:
    """Cut the texts into packs of about one size; a text is never cut."""
    pack: list[str] = []
    size = 0
    for text in texts:
        pack.append(text)
        size += len(text)
        if size >= _PACK:
            yield pack
            pack, size = [], 0
    if pack:
        yield pack
