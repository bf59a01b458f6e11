"""The dataset card: what the tables of a run are, how they were made, and how to handle them."""

import shlex
from collections.abc import Mapping
from importlib.resources import files
from string import Template
from typing import Any

from pipeline.deadline import SECONDS
from pipeline.inputs.dates import TIMEZONE
from pipeline.labels import Language, labels
from pipeline.outputs.tables import FORMATS
from pipeline.tabulation.columns import TABLES
from pipeline.tabulation.schema import dictionary

_ABOUT = {
    "quotes": "One row a quote, in text order.",
    "speakers": "One row a speaker and article.",
    "people": (
        "One row a person or institution over all articles. A full name joins articles; one word "
        "joins only with an equal role; a description (`warga`) never does. Two people of one full "
        "name share a row: look at `roles`."
    ),
    "articles": "One row an article, with the text in which all offsets count.",
    "rejects": "One row for whatever was left out, with the stage and the reason.",
}
_COUNTED = {
    "records": "read",
    "articles": "articles",
    "duplicates": "of these, of a text that was read before",
    "rejected": "not read as an article",
    "unresolved": "quotes without a speaker",
    "speakers": "speakers, counted in each article",
    "people": "people and institutions over all articles",
}
_EXCEL = """
The CSV files were written for spreadsheets: they begin with a byte order mark, and an apostrophe
stands before every cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return. The
Parquet files have no apostrophes.
"""
_LABELLED = """
The CSV files have Indonesian labels for the columns, and for what stands in columns of choices; the
Parquet files have the names that are explained below.

| in CSV | column |
| --- | --- |
"""
_DATASETS = """
Hugging Face's `datasets` takes the folder as it is, a table at a time:

```python
from datasets import load_dataset

quotes = load_dataset(".", "quotes", split="train")  # the path of this folder
```
"""
# What the command does where an option is not named.
_DEFAULTS = {
    "limit": None,
    "min_confidence": 0.0,
    "time_limit": SECONDS,
    "timezone": TIMEZONE,
    "models": None,
    "people": None,
}


def card(record: Mapping[str, Any]) -> str:
    """Return the card, in Markdown, of the run that ``record`` (``run.json``) is of."""
    counts, arguments = record["counts"], record["arguments"]
    rows = [(told, counts[name]) for name, told in _COUNTED.items()]
    rows += [
        (f"left out: {reason.replace('/', ': ').replace('_', ' ')}", count)
        for reason, count in sorted(counts["rejects"].items())
    ]
    template = Template((files("pipeline.outputs") / "card.md").read_text(encoding="utf-8"))
    return template.substitute(
        total=f"{sum(counts['quotes'].values()):,}",
        kinds=", ".join(f"{count:,} {kind}" for kind, count in counts["quotes"].items()),
        people=f"{counts['people']:,}",
        articles=f"{counts['articles']:,}",
        version=record["versions"]["kutipan"],
        command=_command(arguments),
        finished=record["times"]["finished"],
        versions=", ".join(f"{name} {number}" for name, number in record["versions"].items()),
        counts="".join(f"| {told} | {count:,} |\n" for told, count in rows),
        files="".join(
            f"| `{name}` | {about['rows']:,} | {about['bytes']:,} |\n"
            for name, about in record["files"].items()
        ),
        configs=_configs(record["files"]),
        datasets=_DATASETS if "quotes.parquet" in record["files"] else "",
        excel=_EXCEL if arguments["excel"] else "",
        labels=_labels(arguments.get("language", "en")),
        columns="\n".join(
            f"### {table}\n\n{_ABOUT[table]}\n\n{dictionary(table)}" for table in TABLES
        ),
    )


def _labels(language: Language) -> str:
    """Return which label stands for which column, in a language that has labels of its own."""
    of = labels(language).columns
    rows = "".join(f"| `{label}` | `{name}` |\n" for name, label in of.items())
    return _LABELLED + rows if rows else ""


def _configs(written: Mapping[str, Any]) -> str:
    """Return the part of the card by which `datasets.load_dataset` finds the tables.

    Tables without a row are left out: `datasets` fails on them.
    """
    lines = []
    for table in TABLES:
        name = f"{table}.parquet"
        if name in written and written[name]["rows"]:
            lines += [f"- config_name: {table}", f"  data_files: {name}"]
    return "".join(f"{line}\n" for line in ["configs:", *lines]) if lines else ""


def _command(arguments: Mapping[str, Any]) -> str:
    """Return the command line that makes the same tables."""
    words = ["kutipan", "run", *arguments["inputs"], "--out", arguments["out"]]
    if arguments["mapping"]:
        words += ["--map", ",".join(f"{field}={c}" for field, c in arguments["mapping"].items())]
    if tuple(arguments["formats"]) != FORMATS:
        words += ["--format", ",".join(arguments["formats"])]
    for option, default in _DEFAULTS.items():
        value = arguments.get(option)
        if value is not None and value != default:
            words += [f"--{option.replace('_', '-')}", str(value)]
    if arguments.get("language", "en") != "en":
        words += ["--lang", arguments["language"]]
    if arguments["excel"]:
        words.append("--excel")
    return shlex.join(words)
