"""The formats of `kutipan export`: a name, and the function that writes or reads it.

The modules are imported when their format is asked for: each brings a library of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.exports import Pick
from pipeline.exports.marked import MarkedArticle, models_of, read_marked
from pipeline.outputs.files import make_room


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export tells of itself, line by line, and the files it wrote."""

    lines: tuple[str, ...]
    files: tuple[Path, ...]


# Takes the articles and the file to write; returns the files that it wrote.
Writer = Callable[[Sequence[MarkedArticle], Path], tuple[Path, ...]]
# Formats of tokens, which a run does not keep: their writers take the run's ``models`` as well.
_READ_ANEW = frozenset({"conllu"})

# --to
FORMATS = {
    "label-studio": ("label_studio", "write_tasks"),
    "spacy": ("spacy", "write_docs"),
    "conllu": ("conllu", "write_conllu"),
    "tei": ("tei", "write_tei"),
}


def hand_over(
    run: Path, form: str, out: Path, *, limit: int | None = None, pick: Pick = "first"
) -> Exported:
    """Write the articles and quotes of a run in another format.

    Args:
        run: the folder that ``kutipan run`` wrote.
        form: one of ``FORMATS``.
        out: the file to write; its folder is made where it is missing.
        limit: how many articles at most.
        pick: which articles come first, see `pipeline.exports.marked.read_marked`.

    Raises:
        UsageError: there is no such format.
        InputError: ``run`` cannot be read, its models are gone where the format wants them, or a
            library is not installed.
        ModelError: its models cannot be loaded.
        OutputError: the file cannot be written.
    """
    if form not in FORMATS:
        raise UsageError(f"no format is called {form!r}", f"There are {', '.join(FORMATS)}.")
    articles = read_marked(run, limit, pick)
    make_room(out)
    module, function = FORMATS[form]
    found = getattr(import_module(f"pipeline.exports.{module}"), function)
    write: Writer = partial(found, models=models_of(run)) if form in _READ_ANEW else found
    quotes = sum(len(article.quotes) for article in articles)
    lines = (f"exported  {len(articles):,} articles, {quotes:,} quotes",)
    return Exported(lines, write(articles, out))


def bring_back(source: Path, out: Path, annotator: str | None = None) -> Exported:
    """Write what people corrected in Label Studio as annotated articles, JSON Lines.

    What cannot be used goes into a file beside it, a line each, with the reason.

    Args:
        source: what Label Studio exported as JSON.
        out: the file to write.
        annotator: take the annotations of this person alone, by e-mail address or number.

    Raises:
        UsageError: both are one file.
        InputError: ``source`` is missing, or not what Label Studio exports.
        OutputError: the file cannot be written.
    """
    from pipeline.exports.corrections import read_corrections, write_gold

    if source.resolve() == out.resolve():
        raise UsageError(f"--out names {source} itself", "Write --out gold.jsonl, for instance.")
    corrections = read_corrections(source, annotator)
    make_room(out)
    return Exported(tuple(corrections.lines()), write_gold(corrections, out))
