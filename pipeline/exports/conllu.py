"""CoNLL-U: sentences, tokens and words as kutipan reads them, the quotes in the MISC column.

Tokens, and the words of one (`kata` and `nya` of `katanya`), are marked by the ids of the quotes
they are a part of: ``Quote=``, ``Mention=``, ``Cue=``. Who said it stands in a comment above the
sentence where the quote begins. Furniture (`Baca juga`) has no sentences. The parts of speech are
there where a rule asked for them; nothing is parsed, and the heads that Stanza's writer puts in
place of none say nothing.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from stanza.models.common.doc import Document
from tqdm import tqdm

from pipeline.cleaning.furniture import find_furniture
from pipeline.exports.marked import MarkedArticle, MarkedQuote
from pipeline.outputs.files import write_text
from pipeline.records import Article, CleanArticle, Sentence, Span
from pipeline.stages.annotate import UNTAGGED, Annotator
from pipeline.stages.clean import paragraphs

_TOGETHER = 50  # articles whose tokens are in memory at once


def write_conllu(
    articles: Sequence[MarkedArticle], path: Path, models: Path | None = None
) -> tuple[Path, ...]:
    """Write the articles as documents of one file, through Stanza's own writer.

    Args:
        articles: the articles of a run.
        path: the file to write.
        models: the folder of the weights they were read by; ``None`` for the bundled ones.
    """
    annotator = Annotator(models)
    texts = []
    for first in tqdm(range(0, len(articles), _TOGETHER), disable=None, leave=False):
        some = articles[first : first + _TOGETHER]
        annotated = annotator.annotate([_clean(article) for article in some])
        texts += [
            f"{_document(article, one.sentences):C}\n\n"
            for article, one in zip(some, annotated, strict=True)
            if one.sentences
        ]
    write_text(path, "".join(texts))
    return (path,)


def _clean(article: MarkedArticle) -> CleanArticle:
    """Return the article as it went through its run; its text was repaired there."""
    return CleanArticle(
        Article(article.article_id, article.text),
        furniture=find_furniture(article.text),
        paragraphs=tuple(paragraphs(article.text)),
    )


def _document(article: MarkedArticle, sentences: Sequence[Sentence]) -> Document:
    comments = []
    named = "_".join(article.article_id.split())
    for number, sentence in enumerate(sentences, start=1):
        comments.append(
            [
                *([f"# newdoc id = {named}"] if number == 1 else []),
                f"# sent_id = {named}-{number}",
                f"# text = {_line(article.text[sentence.start : sentence.end])}",
                *(
                    f"# quote = {json.dumps(_about(quote), ensure_ascii=False)}"
                    for quote in article.quotes
                    if sentence.start <= quote.span.start < sentence.end
                ),
            ]
        )
    rows = [list(_rows(article.quotes, sentence)) for sentence in sentences]
    return Document(rows, comments=comments)


def _rows(quotes: Sequence[MarkedQuote], sentence: Sentence) -> Iterator[dict[str, Any]]:
    """Yield what Stanza's documents are made of: a token, and its words where it has several."""
    word = 1
    behind: list[int | None] = [*(token.start for token in sentence.tokens[1:]), None]
    for token, following in zip(sentence.tokens, behind, strict=True):
        whole = Span(token.start, token.end)
        marks = _marks(quotes, whole) + (["SpaceAfter=No"] if following == token.end else [])
        row = {"text": token.text, "start_char": token.start, "end_char": token.end}
        row |= {"misc": "|".join(marks)} if marks else {}
        tag = {} if token.upos == UNTAGGED else {"upos": token.upos}
        cut = token.end - len(token.clitic)
        if not token.text.endswith(token.clitic) or not token.start < cut < token.end:
            yield {"id": (word,)} | row | tag
            word += 1
            continue
        yield {"id": (word, word + 1)} | row
        for span, more in ((Span(token.start, cut), tag), (Span(cut, token.end), {})):
            text = token.text[span.start - token.start : span.end - token.start]
            marks = _marks(quotes, span)
            more = more | ({"misc": "|".join(marks)} if marks else {})
            yield {"id": (word,), "text": text} | more
            word += 1


def _marks(quotes: Sequence[MarkedQuote], words: Span) -> list[str]:
    fields = []
    for name in ("quote", "mention", "cue"):
        spans = ((quote, getattr(quote, "span" if name == "quote" else name)) for quote in quotes)
        ids = [quote.quote_id for quote, span in spans if span and span.overlaps(words)]
        if ids:
            fields.append(f"{name.capitalize()}={','.join(ids)}")
    return fields


def _about(quote: MarkedQuote) -> dict[str, Any]:
    return {
        "id": quote.quote_id,
        "type": quote.type,
        **quote.who,
        "confidence": quote.confidence,
    }


def _line(text: str) -> str:
    """Return a text as a comment can hold it."""
    return " ".join(text.split())
