"""spaCy: a DocBin whose documents have the quotes, mentions and cues as span groups.

The tokens are those of spaCy's Indonesian tokenizer, cut where a span begins or ends inside one
(`katanya` is `kata` and `nya` where `nya` is the mention), so that every span has its exact words.
"""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import InputError
from pipeline.exports.marked import MarkedArticle, MarkedQuote
from pipeline.outputs.files import write_bytes
from pipeline.records import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

LANGUAGE = "id"


def write_docs(articles: Sequence[MarkedArticle], path: Path) -> tuple[Path, ...]:
    """Write the articles as a `DocBin`, read back with ``spacy.blank("id").vocab``.

    Raises:
        InputError: spaCy is not installed.
    """
    try:
        import spacy
        from spacy.tokens import DocBin
    except ImportError as error:
        raise InputError(
            "spaCy is not installed, and this format is written with it",
            "Install it: pip install -c constraints.txt '.[spacy]'",
        ) from error
    blank = spacy.blank(LANGUAGE)
    blank.max_length = 1 + max((len(article.text) for article in articles), default=0)
    docs = DocBin(docs=(_doc(blank, article) for article in articles), store_user_data=True)
    write_bytes(path, docs.to_bytes())
    return (path,)


def _doc(blank: "Language", article: MarkedArticle) -> "Doc":
    from spacy.tokens import Doc

    groups = {
        "quotes": [(quote, quote.span, str(quote.type)) for quote in article.quotes],
        "mentions": [(one, one.mention, "mention") for one in article.quotes if one.mention],
        "cues": [(one, one.cue, "cue") for one in article.quotes if one.cue],
    }
    spans = [span for group in groups.values() for _, span, _ in group]
    words, spaces = _tokens(blank, article.text, spans)
    doc = Doc(blank.vocab, words=words, spaces=spaces)
    for name, group in groups.items():
        doc.spans[name] = [
            doc.char_span(
                span.start,
                span.end,
                label=label,
                kb_id=quote.speaker_id or "",
                span_id=quote.quote_id,
            )
            for quote, span, label in group
        ]
    doc.user_data["article_id"] = article.article_id
    doc.user_data["quotes"] = {quote.quote_id: _kept(quote) for quote in article.quotes}
    return doc


def _tokens(blank: "Language", text: str, spans: Sequence[Span]) -> tuple[list[str], list[bool]]:
    """Return the tokens and whether a space follows each; none lies across the end of a span."""
    edges = sorted({edge for span in spans for edge in (span.start, span.end)})
    words: list[str] = []
    spaces: list[bool] = []
    passed = 0
    for token in blank.make_doc(text):
        start, end = token.idx, token.idx + len(token)
        while passed < len(edges) and edges[passed] <= start:
            passed += 1
        cuts = [start]
        while passed < len(edges) and edges[passed] < end:
            cuts.append(edges[passed])
            passed += 1
        words += [text[a:b] for a, b in pairwise([*cuts, end])]
        spaces += [False] * (len(cuts) - 1) + [bool(token.whitespace_)]
    return words, spaces


def _kept(quote: MarkedQuote) -> dict[str, Any]:
    """Return what a span has no room for; its id, the quote's, leads here."""
    return quote.who | {"resolution": quote.resolution, "confidence": quote.confidence}
