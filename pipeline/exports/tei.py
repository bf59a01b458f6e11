"""TEI P5: the articles in XML, what was said in ``<said who direct>``, the speakers in the header.

XML elements nest and spans need not: where two cross, or one goes over a line break, the later one
is cut into pieces that point to each other by ``next`` and ``prev``. Every character of the text is
there, in order; those that XML 1.0 forbids are written as U+FFFD.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from io import BytesIO
from pathlib import Path

import regex
from lxml import etree
from lxml.builder import ElementMaker

from pipeline import __version__
from pipeline.exports.marked import MarkedArticle, MarkedQuote
from pipeline.outputs.files import write_bytes
from pipeline.records import QuoteType, Span, SpeakerKind

NAMESPACE = "http://www.tei-c.org/ns/1.0"
ID = "{http://www.w3.org/XML/1998/namespace}id"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NAMES = {None: NAMESPACE}
_TEI = ElementMaker(namespace=NAMESPACE, nsmap=_NAMES)
_FORBIDDEN = regex.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_LINE = regex.compile(r"[^\n]+")
_LINE_BREAK = "\n"
_MEANINGS = {
    QuoteType.DIRECT: "a whole utterance in quotation marks",
    QuoteType.MIXED: "words in quotation marks inside the reporter's sentence",
    QuoteType.INDIRECT: "reported without quotation marks",
}


@dataclass(frozen=True, slots=True)
class _Stretch:
    """An element of the text: a paragraph, a quote, a mention or a cue, or a piece of one.

    ``name`` is its id, empty where it has none; ``piece`` counts from 1 where it was cut.
    """

    span: Span
    tag: str
    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    piece: int = 1

    def id(self, piece: int) -> str:
        """Return the id of one of its pieces; the first has its own."""
        return self.name if piece == 1 else f"{self.name}.{piece}"


def write_tei(articles: Sequence[MarkedArticle], path: Path) -> tuple[Path, ...]:
    """Write one ``<teiCorpus>`` with a ``<TEI>`` an article."""
    written = BytesIO()
    with etree.xmlfile(written, encoding="utf-8") as file:
        file.write_declaration()
        with file.element(f"{{{NAMESPACE}}}teiCorpus", nsmap=_NAMES):
            file.write(_corpus_header())
            for article in articles:
                file.write("\n", _TEI.TEI(_header(article), _TEI.text(_body(article))))
    write_bytes(path, written.getvalue())
    return (path,)


def _corpus_header() -> etree._Element:
    categories = [
        _TEI.category({ID: str(kind)}, _TEI.catDesc(meaning)) for kind, meaning in _MEANINGS.items()
    ]
    return _TEI.teiHeader(
        _TEI.fileDesc(
            _TEI.titleStmt(_TEI.title("Who said what")),
            _TEI.publicationStmt(_TEI.p(f"Written by kutipan {__version__}")),
            _TEI.sourceDesc(_TEI.p("The articles that follow")),
        ),
        _TEI.encodingDesc(_TEI.classDecl(_TEI.taxonomy(*categories))),
    )


def _header(article: MarkedArticle) -> etree._Element:
    source = _TEI.bibl()
    if article.title:
        source.append(_TEI.title(_legal(article.title)))
    if article.outlet:
        source.append(_TEI.publisher(_legal(article.outlet)))
    if article.published_at:
        source.append(_TEI.date({"when": article.published_at}))
    source.append(_TEI.idno({"type": "article_id"}, _legal(article.article_id)))
    if article.url:
        source.append(_TEI.idno({"type": "url"}, _legal(article.url)))
    header = _TEI.teiHeader(
        _TEI.fileDesc(
            _TEI.titleStmt(_TEI.title(_legal(article.title or article.article_id))),
            _TEI.publicationStmt(_TEI.p("As in the source")),
            _TEI.sourceDesc(source),
        )
    )
    if speakers := list(_speakers(article)):
        header.append(_TEI.profileDesc(_TEI.particDesc(_TEI.listPerson(*speakers))))
    return header


def _speakers(article: MarkedArticle) -> Iterator[etree._Element]:
    """Yield the speakers, each once; whoever has no name under a description."""
    told: set[str] = set()
    for quote in article.quotes:
        if quote.speaker_id is None or quote.speaker_id in told:
            continue
        told.add(quote.speaker_id)
        name = _legal(quote.speaker or "")
        if quote.speaker_kind is SpeakerKind.ORG:
            yield _TEI.org({ID: quote.speaker_id}, _TEI.orgName(name))
            continue
        kind = {"type": "description"} if quote.speaker_kind is SpeakerKind.UNNAMED else {}
        person = _TEI.person({ID: quote.speaker_id}, _TEI.persName(kind, name))
        if quote.honorific:
            honorific = _TEI.roleName({"type": "honorific"}, _legal(quote.honorific))
            person.append(_TEI.persName(honorific))
        if quote.role:
            person.append(_TEI.occupation(_legal(quote.role)))
        yield person


def _body(article: MarkedArticle) -> etree._Element:
    text = _legal(article.text)
    pieces = _nested(text, [*_paragraphs(text), *_stretches(article)])
    last = Counter(piece.name for piece in pieces)
    builder = etree.TreeBuilder()
    builder.start(f"{{{NAMESPACE}}}body", {_SPACE: "preserve"}, _NAMES)
    at, open_ = 0, [_Stretch(Span(0, len(text)), "body", "")]
    # Behind all of them, to close what is open.
    for piece in [*pieces, _Stretch(Span(len(text), len(text)), "", "")]:
        while open_ and open_[-1].span.end <= piece.span.start:
            builder.data(text[at : open_[-1].span.end])
            at = open_[-1].span.end
            builder.end(f"{{{NAMESPACE}}}{open_.pop().tag}")
        if piece.tag:
            builder.data(text[at : piece.span.start])
            at = piece.span.start
            builder.start(f"{{{NAMESPACE}}}{piece.tag}", _attributes(piece, last[piece.name]))
            open_.append(piece)
    return builder.close()


def _attributes(piece: _Stretch, last: int) -> dict[str, str]:
    found = dict(piece.attributes)
    if piece.name:
        found[ID] = piece.id(piece.piece)
        if piece.piece > 1:
            found["prev"] = f"#{piece.id(piece.piece - 1)}"
        if piece.piece < last:
            found["next"] = f"#{piece.id(piece.piece + 1)}"
    return found


def _paragraphs(text: str) -> Iterator[_Stretch]:
    for line in _LINE.finditer(text):
        yield _Stretch(Span(*line.span()), "p", "")


def _stretches(article: MarkedArticle) -> Iterator[_Stretch]:
    """Yield quotes, mentions and cues; what several quotes share is one element."""
    shared: dict[tuple[str, Span], list[MarkedQuote]] = {}
    for quote in article.quotes:
        attributes = {
            "ana": f"#{quote.type}",
            "direct": str(quote.type is not QuoteType.INDIRECT).lower(),
            "cert": str(quote.confidence),
        }
        if quote.speaker_id:
            attributes["who"] = f"#{quote.speaker_id}"
        yield _Stretch(quote.span, "said", quote.quote_id, tuple(attributes.items()))
        for tag, span in (("rs", quote.mention), ("seg", quote.cue)):
            if span is not None:
                shared.setdefault((tag, span), []).append(quote)
    for (tag, span), quotes in shared.items():
        attributes = {"corresp": " ".join(f"#{quote.quote_id}" for quote in quotes)}
        named = dict.fromkeys(f"#{quote.speaker_id}" for quote in quotes if quote.speaker_id)
        if tag == "seg":
            attributes["type"] = "cue"
        elif named:
            attributes["ref"] = " ".join(named)
        yield _Stretch(span, tag, f"{quotes[0].quote_id}.{tag}", tuple(attributes.items()))


def _nested(text: str, stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """Cut stretches so that each lies whole in what was opened before it; outer ones come first.

    A paragraph is outside of whatever begins with it, however far that reaches.
    """
    waiting = [
        (one.span.start, one.tag != "p", -one.span.end, i, one) for i, one in enumerate(stretches)
    ]
    heapify(waiting)
    found: list[_Stretch] = []
    open_: list[_Stretch] = []
    while waiting:
        start, inside, _, order, one = heappop(waiting)
        while open_ and open_[-1].span.end <= start:
            open_.pop()
        limit = open_[-1].span.end if open_ else one.span.end
        if text[start] == _LINE_BREAK:
            # Between two paragraphs, where only they may begin.
            limit = start + 1
        if one.span.end > limit:
            piece = one.piece + (text[start] != _LINE_BREAK)
            rest = replace(one, span=Span(limit, one.span.end), piece=piece)
            heappush(waiting, (limit, inside, -one.span.end, order, rest))
        if text[start] != _LINE_BREAK:
            found.append(replace(one, span=Span(start, min(limit, one.span.end))))
            open_.append(found[-1])
    return found


def _legal(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
