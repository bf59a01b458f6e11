"""Annotate: sentences, tokens, parts of speech, names and mention labels, by Stanza's networks.

Furniture is never annotated; a line break always ends
a sentence.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import regex
import torch
from stanza.models.common.doc import Document
from stanza.models.common.foundation_cache import FoundationCache

from pipeline.catalog import BUNDLED
from pipeline.errors import ModelError
from pipeline.networks import Labeller, Vectors, no_optimizers, stock_pipeline
from pipeline.records import AnnotatedArticle, CleanArticle, Sentence, Span, Token
from pipeline.sentences import ranges, sentence_ends

LANGUAGE = "id"
# The taggers' time and memory grow with the longest sentence of a batch: a line without a sentence
# end (a table, a scraped list) is cut at white space, so that one article cannot stall a run.
LONGEST_PIECE = 20_000
LONGEST_SENTENCE = 250
LONGEST_WORD = 400
SENTENCE_END = regex.compile(r"[.!?][\p{Pf}\"']?(?=\s)")
UNBROKEN = regex.compile(rf"\S{{{LONGEST_WORD},}}+")


class Annotator:
    """Stanza's networks, loaded once."""

    def __init__(self, models: Path | None = None) -> None:
        """Load the networks.

        Args:
            models: a folder laid out as the bundled one, or as Stanza's official models are
                (``id/tokenize/*.pt`` …); ``None`` takes the bundled ones. Stanza has no Indonesian
                names and nobody has mentions: those are the bundled ones in any case.

        Raises:
            ModelError: where a file is missing or cannot be read.
        """
        # one thread: the networks are small, and more threads wait for each other
        torch.set_num_threads(1)
        folder = BUNDLED if models is None else models
        files = _files(folder)
        missing = [Path(path).name for path in files.values() if not Path(path).is_file()]
        if missing:
            raise ModelError(
                f"the models folder {folder} lacks {', '.join(missing)}",
                hint="leave --models away to use the bundled models, or name a folder that"
                " `kutipan models fetch` filled",
            )
        cache = FoundationCache()
        options = {name: path for name, path in files.items() if name.endswith("_path")}
        try:
            for path in {files["vectors"], files["pos_pretrain_path"]}:
                cache.pretrains[path] = Vectors(path)
            with no_optimizers():
                self.stanza = stock_pipeline(
                    ("tokenize", "mwt", "pos"), foundation_cache=cache, **options
                )
            vectors = cache.pretrains[files["vectors"]]
            self.names = Labeller(Path(files["names"]), vectors)
            self.mentions = Labeller(Path(files["mentions"]), vectors)
        except (OSError, RuntimeError, KeyError, ValueError, EOFError, UnpicklingError) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0][:160]
            raise ModelError(
                f"the models in {folder} cannot be loaded: {reason}",
                hint="they may come from another version of Stanza; leave --models away",
            ) from error

    def annotate(self, articles: Sequence[CleanArticle]) -> list[AnnotatedArticle]:
        """Annotate articles together: faster than one at a time, with the same result."""
        pieces = [(i, piece) for i, article in enumerate(articles) for piece in _pieces(article)]
        documents = [Document([], text=piece.of(articles[i].text)) for i, piece in pieces]
        sentences: list[list[Sentence]] = [[] for _ in articles]
        if documents:
            with torch.inference_mode():
                self.stanza.bulk_process(documents)
            cut = [
                (i, piece.start, sentence)
                for (i, piece), document in zip(pieces, documents, strict=True)
                for sentence in _sentences(document)
            ]
            texts = [[t.text for t in tokens] for _, _, tokens in cut]
            found = zip(cut, self.names.label(texts), self.mentions.label(texts), strict=True)
            for (i, offset, tokens), names, labels in found:
                sentences[i].append(_sentence(tokens, offset, names, labels))
        return [
            AnnotatedArticle(article, tuple(found))
            for article, found in zip(articles, sentences, strict=True)
        ]


def _files(folder: Path) -> dict[str, str]:
    """Return the file of each model, and Stanza's options that name files, for a models folder."""
    official = folder / LANGUAGE
    if not official.is_dir():
        own = {name: str(folder / f"{name}.pt") for name in ("names", "mentions", "vectors")}
        return own | {
            "tokenize_model_path": str(folder / "tokenizer.pt"),
            "mwt_model_path": str(folder / "mwt.pt"),
            "pos_model_path": str(folder / "pos.pt"),
            "pos_pretrain_path": own["vectors"],
        }
    found = {name: str(BUNDLED / f"{name}.pt") for name in ("names", "mentions", "vectors")}
    for processor in ("tokenize", "mwt", "pos"):
        found[f"{processor}_model_path"] = _first(official / processor)
    found["pos_pretrain_path"] = _first(official / "pretrain")
    for direction in ("forward", "backward"):
        if (official / f"{direction}_charlm").is_dir():
            found[f"pos_{direction}_charlm_path"] = _first(official / f"{direction}_charlm")
    return found


def _first(folder: Path) -> str:
    """Return the first model of a folder, or what is missing there."""
    return str(min(folder.glob("*.pt"), default=folder / f"{folder.name}.pt"))


def _pieces(article: CleanArticle) -> Iterator[Span]:
    """Yield what is annotated: paragraphs without furniture and outer white space."""
    text = article.text
    for paragraph in article.paragraphs:
        start = paragraph.start
        for mask in article.furniture:
            if mask.start < paragraph.end and mask.end > start:
                yield from _cut(text, start, mask.start)
                start = max(start, mask.end)
        yield from _cut(text, start, paragraph.end)


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield a stretch in pieces no longer than ``LONGEST_PIECE``, without outer white space.

    A long stretch is cut at the end of a sentence where there is one. What has no space for
    hundreds of characters (an address, an encoded picture) is no prose and left out: the networks'
    time grows with the longest word.
    """
    unbroken = [match.span() for match in UNBROKEN.finditer(text, start, end)]
    starts = [start, *(stop for _, stop in unbroken)]
    limits = [*(begin for begin, _ in unbroken), end]
    for at, limit in zip(starts, limits, strict=True):
        while at < limit:
            stop = limit
            if limit - at > LONGEST_PIECE:
                ends = [m.end() for m in SENTENCE_END.finditer(text, at, at + LONGEST_PIECE)]
                space = text.rfind(" ", at + LONGEST_PIECE // 2, at + LONGEST_PIECE)
                stop = (ends[-1] if ends else space) if ends or space > 0 else at + LONGEST_PIECE
            first, last = at, stop
            while first < last and text[first].isspace():
                first += 1
            while last > first and text[last - 1].isspace():
                last -= 1
            if last > first:
                yield Span(first, last)
            at = stop


def _sentences(document: Document) -> Iterator[list[Any]]:
    """Yield a piece's sentences as lists of Stanza's tokens."""
    tokens = [token for sentence in document.sentences for token in sentence.tokens]
    seen = {n - 1 for n in accumulate(len(sentence.tokens) for sentence in document.sentences)}
    spaced = [a.end_char < b.start_char for a, b in pairwise(tokens)] + [True]
    for start, end in ranges(sentence_ends([t.text for t in tokens], spaced, seen)):
        for at in range(start, end, LONGEST_SENTENCE):
            yield tokens[at : min(at + LONGEST_SENTENCE, end)]


def _sentence(
    tokens: Sequence[Any], offset: int, names: Sequence[str], labels: Sequence[str]
) -> Sentence:
    """Turn Stanza's tokens and their labels into a record, offsets moved to the article's."""
    found = tuple(
        Token(
            text=token.text,
            start=token.start_char + offset,
            end=token.end_char + offset,
            upos=token.words[0].upos or "X",
            clitic=token.words[-1].text if len(token.words) > 1 else "",
            name=name,
            label=label,
        )
        for token, name, label in zip(tokens, names, labels, strict=True)
    )
    return Sentence(found[0].start, found[-1].end, found)
