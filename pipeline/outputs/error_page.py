"""A page for reading errors: what was annotated and what was found, side by side, in one file."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from pipeline import __version__
from pipeline.evaluation.found import Row
from pipeline.evaluation.gold import GoldQuote
from pipeline.evaluation.judge import Fault, Finding, Judged
from pipeline.evaluation.scores import Evaluation, Score, Share
from pipeline.outputs.files import write_bytes
from pipeline.outputs.page import source_hash, template
from pipeline.records import Span

_MEANINGS = {
    Fault.MISSED: "annotated and not found",
    Fault.SPURIOUS: "found and not annotated",
    Fault.BOUNDARY: "begins or ends elsewhere",
    Fault.TYPE: "another type",
    Fault.SPEAKER: "another speaker",
    Fault.ROLE: "another role",
    Fault.MENTION: "other words name the speaker",
    Fault.CUE: "other attribution words",
}
# Which fault makes a field wrong; a quote that is missing or too much is wrong as a whole.
_FIELDS = {
    "quote": Fault.BOUNDARY,
    "type": Fault.TYPE,
    "speaker": Fault.SPEAKER,
    "role": Fault.ROLE,
    "mention": Fault.MENTION,
    "cue": Fault.CUE,
}


@dataclass(frozen=True, slots=True)
class _Value:
    """One field of a quote, as annotated and as found."""

    field: str
    gold: str
    found: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """One finding: its number in the article, what is wrong, the values, and how it was found."""

    number: int
    faults: tuple[Fault, ...]
    values: tuple[_Value, ...]
    how: str
    placed: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text that the same quotes cover, and what begins or ends there."""

    text: str
    classes: str
    opening: tuple[_Line, ...]


@dataclass(frozen=True, slots=True)
class _Article:
    """One article of the page."""

    article_id: str
    outlet: str
    pieces: tuple[_Piece, ...]
    lines: tuple[_Line, ...]

    @property
    def wrong(self) -> int:
        """How many of its quotes have something wrong."""
        return sum(bool(line.faults) for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Figures:
    """One table of figures."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def write_error_page(evaluation: Evaluation, path: Path, *, gold: Path, predicted: Path) -> None:
    """Write the page, whole or not at all; it needs no network and runs nothing of the articles.

    Args:
        evaluation: the figures, and the articles they are of.
        path: the file to write.
        gold: what the annotated articles were read from, to be named on the page.
        predicted: what the quotes were read from, to be named on the page.

    Raises:
        OutputError: where ``path`` cannot be written.
    """
    articles = [_article(judged) for judged in evaluation.judged]
    faults = Counter(fault for one in articles for line in one.lines for fault in line.faults)
    script = _source("error_page.js")
    page = template("error_page.html").render(
        version=__version__,
        gold=gold.name,
        predicted=predicted.name,
        style=_source("error_page.css"),
        script=script,
        script_hash=source_hash(script),
        figures=list(_figures(evaluation)),
        faults=[(fault, _MEANINGS[fault], faults[fault]) for fault in Fault],
        outlets=list(evaluation.outlets),
        articles=sorted(articles, key=lambda one: (-one.wrong, one.article_id)),
    )
    # Half of a surrogate pair can stand in JSON and not in UTF-8.
    write_bytes(path, page.encode("utf-8", "replace"))


def _source(name: str) -> str:
    return (files("pipeline.outputs") / name).read_text(encoding="utf-8")


def _article(judged: Judged) -> _Article:
    findings = judged.findings
    lines = tuple(_line(number, finding) for number, finding in enumerate(findings, start=1))
    return _Article(
        article_id=judged.article.article_id,
        outlet=judged.article.outlet,
        pieces=tuple(_pieces(judged.article.text, findings, lines)),
        lines=lines,
    )


def _line(number: int, finding: Finding) -> _Line:
    gold, found = _values(finding.gold), _values(finding.row)
    alone = finding.gold is None or finding.row is None
    values = (
        _Value(field, gold.get(field, ""), found.get(field, ""), fault in finding.faults)
        for field, fault in _FIELDS.items()
    )
    return _Line(
        number=number,
        faults=finding.faults,
        values=tuple(
            value
            for value in values
            if (value.gold or value.found) and (alone or value.wrong or value.field == "speaker")
        ),
        how=_how(finding.row),
        placed=finding.gold is not None or finding.span is not None,
    )


def _values(quote: GoldQuote | Row | None) -> Mapping[str, str]:
    if quote is None:
        return {}
    return {
        "quote": quote.quote,
        "type": quote.type,
        "speaker": quote.speaker,
        "role": quote.role,
        "mention": quote.mention or "",
        "cue": quote.cue,
    }


def _how(row: Row | None) -> str:
    """Return by which rule a row was found, how its speaker, and how sure it is."""
    if row is None:
        return ""
    sure = "" if row.confidence is None else f"confidence {row.confidence:.2f}"
    return ", ".join(told for told in (row.rule, row.resolution, sure) if told)


def _pieces(text: str, findings: Sequence[Finding], lines: Sequence[_Line]) -> Iterator[_Piece]:
    """Cut a text wherever a quote begins or ends."""
    gold = [finding.gold.span for finding in findings if finding.gold]
    found = [finding.span for finding in findings if finding.span]
    cuts = {0, len(text), *(cut for span in gold + found for cut in (span.start, span.end))}
    opening: dict[float, list[_Line]] = {}
    for finding, line in zip(findings, lines, strict=True):
        opening.setdefault(finding.start, []).append(line)
    borders = sorted(cuts)
    for start, end in pairwise(borders):
        piece = Span(start, end)
        yield _Piece(
            text=piece.of(text),
            classes=" ".join((*_covered("gold", gold, piece), *_covered("found", found, piece))),
            opening=tuple(opening.get(start, ())),
        )


def _covered(name: str, spans: Sequence[Span], piece: Span) -> Iterator[str]:
    over = [span for span in spans if span.covers(piece)]
    if over:
        yield name
    if any(span.start == piece.start for span in over):
        yield f"{name}-begins"
    if any(span.end == piece.end for span in over):
        yield f"{name}-ends"


def _figures(evaluation: Evaluation) -> Iterator[_Figures]:
    low, high = evaluation.interval
    yield _Figures(
        "Quotes",
        ("", "P", "R", "F", "exact F", "speaker", "end to end", "annotated", "found"),
        (
            *(
                _spans(
                    str(kind),
                    score.overlap,
                    (f"{score.exact.f:.3f}", _share(score.speaker), f"{score.end_to_end.f:.3f}"),
                )
                for kind, score in evaluation.types.items()
            ),
            _spans("all", evaluation.overlap),
            _spans(f"end to end (95 %: {low:.3f} to {high:.3f})", evaluation.end_to_end),
            _spans("end to end, several speakers", evaluation.several_speakers),
        ),
    )
    for caption, shares in (
        ("Speaker right, by kind", evaluation.speaker_by_kind),
        ("Speaker right, by what names it", evaluation.speaker_by_mention),
        ("Speaker right, by resolution", evaluation.speaker_by_resolution),
        (
            "Other",
            {
                "role, half of its words": evaluation.role_overlap,
                "role, the same": evaluation.role_exact,
                "role where there is none": evaluation.role_spurious,
                "cue, the same": evaluation.cue,
                "offsets that hold the quote": evaluation.offsets_valid,
            },
        ),
    ):
        if shares:
            rows = ((name, _share(share), str(share.of)) for name, share in shares.items())
            yield _Figures(caption, ("", "share", "of"), tuple(rows))
    grouping = evaluation.grouping
    yield _Figures(
        "Speakers, B³",
        ("P", "R", "F", "of"),
        (
            (
                f"{grouping.precision:.3f}",
                f"{grouping.recall:.3f}",
                f"{grouping.f:.3f}",
                str(grouping.quotes),
            ),
        ),
    )
    yield _Figures(
        "Outlets",
        ("", "F", "speaker", "end to end", "articles", "annotated", "found"),
        tuple(
            (
                name or "(none)",
                f"{score.overlap.f:.3f}",
                _share(score.speaker),
                f"{score.end_to_end.f:.3f}",
                str(score.articles),
                str(score.overlap.gold),
                str(score.overlap.predicted),
            )
            for name, score in evaluation.outlets.items()
        ),
    )


def _spans(name: str, score: Score, more: tuple[str, ...] = ("", "", "")) -> tuple[str, ...]:
    shares = (f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f:.3f}")
    return (name, *shares, *more, str(score.gold), str(score.predicted))


def _share(share: Share) -> str:
    return "–" if share.value is None else f"{share.value:.3f}"
