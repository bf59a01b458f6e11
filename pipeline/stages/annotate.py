"""Annotate: sentences, tokens, parts of speech, names and mention labels, by Stanza's networks.

The only module that imports stanza or torch. Furniture is never annotated; a line break always ends a
sentence.
"""

import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import stanza
import torch
from stanza.models.common.doc import MULTI_NER, Document
from stanza.models.common.foundation_cache import FoundationCache
from stanza.models.common.pretrain import Pretrain

from pipeline.errors import ModelError
from pipeline.lexicon import normalise, words
from pipeline.records import AnnotatedArticle, CleanArticle, Sentence, Span, Token

BUNDLED = Path(str(files("pipeline") / "models"))
LANGUAGE = "id"
# titles that stand before a name with a full stop, which may be taken for the sentence's
TITLES = words("honorifics", "rank", "branch", "academic")
# The taggers run in time and memory that grow with the longest sentence of a batch: a line without any
# sentence end (a table, a scraped list) is cut at white space, so that one article cannot stall a run.
LONGEST_PIECE = 20_000
LONGEST_SENTENCE = 250


class HalfPrecisionVectors(Pretrain):  # type: ignore[misc]
    """Word vectors stored as float16 and used as float32."""

    _single: torch.Tensor | None = None

    @property
    def emb(self) -> torch.Tensor:
        """The table, words x dimensions."""
        if self._single is None:
            self._single = super().emb.float()
        return self._single


class Annotator:
    """Stanza's networks, loaded once.

    Args:
        models: a folder with ``tokenizer.pt``, ``mwt.pt``, ``pos.pt``, ``ner.pt``, ``mentions.pt`` and
            ``vectors.pt``; ``None`` takes the bundled ones.

    Raises:
        ModelError: where a file is missing or cannot be read.
    """

    def __init__(self, models: Path | None = None) -> None:
        folder = BUNDLED if models is None else models
        paths = {name: folder / f"{name}.pt" for name in ("tokenizer", "mwt", "pos", "ner", "mentions")}
        vectors = folder / "vectors.pt"
        missing = [p.name for p in (*paths.values(), vectors) if not p.is_file()]
        if missing:
            raise ModelError(
                f"the models folder {folder} lacks {', '.join(missing)}",
                hint="leave --models away to use the bundled models",
            )
        cache = FoundationCache()
        cache.pretrains[str(vectors)] = HalfPrecisionVectors(str(vectors))
        try:
            self.stanza = stanza.Pipeline(
                LANGUAGE,
                dir=str(folder),
                package=None,
                processors={"tokenize": "news", "mwt": "news", "pos": "news", "ner": "news"},
                resources_filepath=str(folder / "resources.json"),
                download_method=None,
                foundation_cache=cache,
                use_gpu=False,
                logging_level="ERROR",
                tokenize_model_path=str(paths["tokenizer"]),
                mwt_model_path=str(paths["mwt"]),
                pos_model_path=str(paths["pos"]),
                pos_pretrain_path=str(vectors),
                ner_model_path=f"{paths['ner']};{paths['mentions']}",
                ner_pretrain_path=f"{vectors};{vectors}",
                ner_forward_charlm_path=";",
                ner_backward_charlm_path=";",
            )
        except (OSError, RuntimeError, KeyError, ValueError, json.JSONDecodeError) as error:
            raise ModelError(
                f"the models in {folder} cannot be loaded: {error}",
                hint="they may come from another version of Stanza; leave --models away",
            ) from error

    def annotate(self, articles: Sequence[CleanArticle]) -> list[AnnotatedArticle]:
        """Annotate articles together: faster than one at a time, with the same result."""
        pieces = [(i, piece) for i, article in enumerate(articles) for piece in _pieces(article)]
        documents = [Document([], text=piece.of(articles[i].text)) for i, piece in pieces]
        sentences: list[list[Sentence]] = [[] for _ in articles]
        if documents:
            with torch.inference_mode():
                for (i, piece), document in zip(
                    pieces, self.stanza.bulk_process(documents), strict=True
                ):
                    sentences[i].extend(_sentences(document, piece.start))
        return [
            AnnotatedArticle(article, tuple(found))
            for article, found in zip(articles, sentences, strict=True)
        ]


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
    """Yield a stretch without outer white space, in pieces no longer than the networks should see."""
    while start < end:
        while start < end and text[start].isspace():
            start += 1
        stop = end
        if end - start > LONGEST_PIECE:
            space = text.rfind(" ", start + LONGEST_PIECE // 2, start + LONGEST_PIECE)
            stop = space if space > 0 else start + LONGEST_PIECE
        last = stop
        while last > start and text[last - 1].isspace():
            last -= 1
        if last > start:
            yield Span(start, last)
        start = stop


def _sentences(document: Any, offset: int) -> list[Sentence]:
    """Turn Stanza's sentences into records, offsets moved to the article's."""
    found: list[Sentence] = []
    for sentence in document.sentences:
        tokens = []
        for token in sentence.tokens:
            names: tuple[str, ...] = getattr(token, MULTI_NER)
            tokens.append(
                Token(
                    text=token.text,
                    start=token.start_char + offset,
                    end=token.end_char + offset,
                    upos=token.words[0].upos or "X",
                    clitic=token.words[-1].text if len(token.words) > 1 else "",
                    name=names[0],
                    label=names[1],
                )
            )
        if found and _unfinished(found[-1]):
            tokens = [*found.pop().tokens, *tokens]
        for at in range(0, len(tokens), LONGEST_SENTENCE):
            part = tuple(tokens[at : at + LONGEST_SENTENCE])
            found.append(Sentence(part[0].start, part[-1].end, part))
    return found


def _unfinished(sentence: Sentence) -> bool:
    """Tell a sentence that a title's full stop cut short: ``… kata Kombes Pol. | Andi``."""
    last = [t.text for t in sentence.tokens[-2:]]
    title = last[-1] if last[-1] != "." else "".join(last)
    return (
        title.endswith(".")
        and len(sentence.tokens) < LONGEST_SENTENCE
        and (normalise(title) in TITLES or (len(title) == 2 and title[0].isupper()))
    )
