"""The figures of an evaluation, to be laid out for a terminal or turned into JSON."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from pipeline.evaluation.bcubed import BCubed
from pipeline.evaluation.judge import Fault, Judged
from pipeline.records import QuoteType


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """The share to four decimals; ``None`` of nothing."""
        return round(self.hits / self.of, 4) if self.of else None

    @classmethod
    def count(cls, answers: Iterable[bool]) -> Self:
        """Count what is true among all that is given."""
        given = list(answers)
        return cls(sum(given), len(given))


@dataclass(frozen=True, slots=True)
class Score:
    """What was right, out of what was predicted and of what the gold holds; to four decimals."""

    right: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """The share of the predicted that is right."""
        return round(self.right / self.predicted, 4) if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold that was found."""
        return round(self.right / self.gold, 4) if self.gold else 0.0

    @property
    def f(self) -> float:
        """The harmonic mean of precision and recall."""
        return round(2 * self.right / (self.predicted + self.gold), 4) if self.right else 0.0


@dataclass(frozen=True, slots=True)
class TypeScore:
    """One quote type: spans that overlap, equal spans, speakers of those found, both at once."""

    overlap: Score
    exact: Score
    speaker: Share
    end_to_end: Score


@dataclass(frozen=True, slots=True)
class OutletScore:
    """One outlet: spans and end to end, whatever the type."""

    articles: int
    overlap: Score
    end_to_end: Score

    @property
    def speaker(self) -> Share:
        """Speakers of the spans found."""
        return Share(self.end_to_end.right, self.overlap.right)


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that went wrong: a quote missed or spurious, or its type, speaker or role."""

    article_id: str
    what: Fault
    type: QuoteType
    quote: str
    gold: str
    predicted: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of one comparison, and the articles they are of, put side by side."""

    articles: int
    unknown_articles: int
    types: dict[QuoteType, TypeScore]
    overlap: Score
    end_to_end: Score
    interval: tuple[float, float]
    several_speakers: Score
    speaker_by_kind: dict[str, Share]
    speaker_by_mention: dict[str, Share]
    speaker_by_resolution: dict[str, Share]
    grouping: BCubed
    role_exact: Share
    role_overlap: Share
    role_spurious: Share
    offsets_valid: Share
    cue: Share
    outlets: dict[str, OutletScore]
    misses: tuple[Miss, ...]
    judged: tuple[Judged, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain values, fit for JSON."""
        return {
            "articles": self.articles,
            "unknown_articles": self.unknown_articles,
            **{
                str(kind): _spell(score.overlap)
                | {
                    "exact_f": score.exact.f,
                    "speaker": score.speaker.value,
                    "end_to_end_f": score.end_to_end.f,
                }
                for kind, score in self.types.items()
            },
            "all": _spell(self.overlap),
            "end_to_end": _spell(self.end_to_end) | {"interval": list(self.interval)},
            "end_to_end_several_speakers": _spell(self.several_speakers),
            "speaker_by_kind": _shares(self.speaker_by_kind),
            "speaker_by_mention": _shares(self.speaker_by_mention),
            "speaker_by_resolution": _shares(self.speaker_by_resolution, of="matched"),
            "speaker_b_cubed": {
                "precision": self.grouping.precision,
                "recall": self.grouping.recall,
                "f": self.grouping.f,
                "quotes": self.grouping.quotes,
            },
            "role": {
                "exact": self.role_exact.value,
                "overlap": self.role_overlap.value,
                "gold": self.role_exact.of,
                "spurious": self.role_spurious.value,
            },
            "cue": {"same": self.cue.value, "gold": self.cue.of},
            "offsets_valid": self.offsets_valid.value,
            "outlets": {
                name: {
                    "articles": score.articles,
                    "gold": score.overlap.gold,
                    "overlap_f": score.overlap.f,
                    "speaker": score.speaker.value,
                    "end_to_end_f": score.end_to_end.f,
                }
                for name, score in self.outlets.items()
            },
        }

    def lines(self, misses: int = 0) -> list[str]:
        """Lay the figures out for a terminal, with the first ``misses`` things that went wrong."""
        blocks = [
            [
                f"{self.articles} articles, {self.overlap.gold} quotes in the gold, "
                f"{self.overlap.predicted} found; left out: {self.unknown_articles} articles that "
                "the gold does not hold"
            ],
            self._span_lines(),
            ["speaker right, by kind", *_share_lines(self.speaker_by_kind)],
            ["speaker right, by what names it", *_share_lines(self.speaker_by_mention)],
            self._resolution_lines(),
            [
                f"speakers B³    P {self.grouping.precision:.3f}, R {self.grouping.recall:.3f}, "
                f"F {self.grouping.f:.3f} over {self.grouping.quotes} quotes matched",
                f"role           overlap {_figure(self.role_overlap)}, "
                f"exact {_figure(self.role_exact)} of {self.role_exact.of}; "
                f"spurious {_figure(self.role_spurious)} of {self.role_spurious.of} without one",
                f"cue            same {_figure(self.cue)} of {self.cue.of}",
                f"offsets valid  {_figure(self.offsets_valid)} of {self.offsets_valid.of}",
            ],
            self._outlet_lines(),
            [
                f"{m.article_id} | {m.what} | {m.type} | {m.quote[:80]} | {m.gold} | {m.predicted}"
                for m in self.misses[:misses]
            ],
        ]
        return "\n\n".join("\n".join(block) for block in blocks if block).split("\n")

    def _span_lines(self) -> list[str]:
        low, high = self.interval
        return [
            f"{'':18}{'P':>7}{'R':>7}{'F':>7}{'exact F':>9}{'speaker':>9}{'end to end':>12}"
            f"{'gold':>7}{'found':>7}",
            *(
                f"{kind:18}{_prf(score.overlap)}{score.exact.f:9.3f}{_figure(score.speaker):>9}"
                f"{score.end_to_end.f:12.3f}{_counts(score.overlap)}"
                for kind, score in self.types.items()
            ),
            f"{'all spans':18}{_prf(self.overlap)}{'':30}{_counts(self.overlap)}",
            f"{'end to end':18}{_prf(self.end_to_end)}  95 % within {low:.3f} to {high:.3f}",
            f"{'several speakers':18}{_prf(self.several_speakers)}{'':30}"
            f"{_counts(self.several_speakers)}",
        ]

    def _resolution_lines(self) -> list[str]:
        if not self.speaker_by_resolution:  # a table that does not say how it resolved
            return []
        return ["speaker right, by resolution", *_share_lines(self.speaker_by_resolution)]

    def _outlet_lines(self) -> list[str]:
        return [
            f"{'outlet':22}{'F':>7}{'speaker':>9}{'end to end':>12}{'articles':>10}{'gold':>7}"
            f"{'found':>7}",
            *(
                f"{name or '(none)':22}{score.overlap.f:7.3f}{_figure(score.speaker):>9}"
                f"{score.end_to_end.f:12.3f}{score.articles:10}{_counts(score.overlap)}"
                for name, score in self.outlets.items()
            ),
        ]


def _spell(score: Score) -> dict[str, float]:
    return {
        "precision": score.precision,
        "recall": score.recall,
        "f": score.f,
        "gold": score.gold,
        "predicted": score.predicted,
    }


def _shares(shares: dict[str, Share], of: str = "gold") -> dict[str, dict[str, float | None]]:
    return {name: {"right": share.value, of: share.of} for name, share in shares.items()}


def _prf(score: Score) -> str:
    return f"{score.precision:7.3f}{score.recall:7.3f}{score.f:7.3f}"


def _counts(score: Score) -> str:
    return f"{score.gold:7}{score.predicted:7}"


def _figure(share: Share) -> str:
    return "-" if share.value is None else f"{share.value:.3f}"


def _share_lines(shares: dict[str, Share]) -> list[str]:
    return [f"  {name:20}{_figure(share):>7} of {share.of}" for name, share in shares.items()]
