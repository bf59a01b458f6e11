"""Are speakers of different articles joined where they are one person, and only there?

The pairs of ``pairs.jsonl`` (how they were drawn: ``benchmarks.pairs``) were labelled by reading in
both articles what stands around the names: `same` or `different` is what the two names stand for
there, whether or not the quote is rightly theirs; `unclear` where the articles do not tell or a
name is no person's (`macet`). Half of each stratum, `dev`, was looked at for the rules; the other,
`held`, for the labels alone.

Precision: of the joined pairs, how many are the same person. Recall: of the pairs of one person,
how many are joined. Unclear pairs count in neither. The strata are drawn in fixed numbers, so the
figures over all of them are no shares of a corpus.

Usage: python -m benchmarks.people [PAIRS.jsonl] [--people FILE] [--worst N]
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pairs import STRATA, Pair, Side, Stratum
from pipeline.corpus.aliases import Aliases, read_aliases
from pipeline.corpus.people import identify
from pipeline.evaluation.scores import Score
from pipeline.records import SpeakerKind

PAIRS = Path(__file__).with_name("pairs.jsonl")
SAME, DIFFERENT = "same", "different"
HALVES = ("dev", "held")


@dataclass(frozen=True, slots=True)
class Answer:
    """A labelled pair and whether the rules join it."""

    pair: Pair
    joined: bool

    @property
    def wrong(self) -> bool:
        """Whether the label says otherwise."""
        return self.pair.label in (SAME, DIFFERENT) and self.joined != (self.pair.label == SAME)


def read_pairs(path: Path) -> list[Pair]:
    """Read labelled pairs, one JSON object a line."""
    return [_pair(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def answers(pairs: Sequence[Pair], aliases: Aliases | None = None) -> list[Answer]:
    """Join every pair by the rules of the pipeline."""

    def person(side: Side) -> str:
        return identify(
            side.sha256, side.name, SpeakerKind.PERSON, side.role, side.honorific, aliases
        ).person_id

    return [Answer(pair, person(pair.one) == person(pair.other)) for pair in pairs]


def score(given: Sequence[Answer]) -> Score:
    """Count joined pairs, pairs of one person, and those that are both."""
    labelled = [answer for answer in given if answer.pair.label in (SAME, DIFFERENT)]
    return Score(
        right=sum(a.joined and a.pair.label == SAME for a in labelled),
        predicted=sum(a.joined for a in labelled),
        gold=sum(a.pair.label == SAME for a in labelled),
    )


def lines(given: Sequence[Answer], worst: int) -> list[str]:
    """Lay out the figures of each half by stratum, and the first ``worst`` errors."""
    told = [f"{'':6}{'':18}{'precision':>16}{'recall':>16}{'different':>11}{'unclear':>9}"]
    for half in HALVES:
        of_half = [answer for answer in given if answer.pair.half == half]
        rows: list[tuple[str, Callable[[Answer], bool]]] = [
            (stratum, lambda answer, stratum=stratum: answer.pair.stratum == stratum)  # type: ignore[misc]
            for stratum in STRATA
        ]
        for name, belongs in (*rows, ("all", lambda _: True)):
            chosen = [answer for answer in of_half if belongs(answer)]
            found = score(chosen)
            told.append(
                f"{half:6}{name:18}{_share(found.right, found.predicted):>16}"
                f"{_share(found.right, found.gold):>16}"
                f"{sum(a.pair.label == DIFFERENT for a in chosen):11}"
                f"{sum(a.pair.label not in (SAME, DIFFERENT) for a in chosen):9}"
            )
    return told + [_error(answer) for answer in given if answer.wrong][:worst]


def _share(part: int, of: int) -> str:
    return f"{part / of:.3f} ({part}/{of})" if of else "- (0/0)"


def _error(answer: Answer) -> str:
    pair = answer.pair
    what = "joined" if answer.joined else "apart"
    sides = " / ".join(f"{s.name} [{s.role or ''}] {s.outlet}" for s in (pair.one, pair.other))
    return f"{pair.half} | {pair.stratum} | {pair.label}, {what} | {sides}"


def _pair(record: dict[str, object]) -> Pair:
    one, other = (Side(**record[side]) for side in ("one", "other"))  # type: ignore[arg-type]
    stratum, half, label = (str(record[name]) for name in ("stratum", "half", "label"))
    return Pair(Stratum(stratum), half, label, one, other)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", nargs="?", type=Path, default=PAIRS)
    parser.add_argument("--people", type=Path, help="a list of people on top of the bundled one")
    parser.add_argument("--worst", type=int, default=0, help="list so many errors")
    args = parser.parse_args()
    given = answers(read_pairs(args.pairs), read_aliases(args.people))
    print("\n".join(lines(given, args.worst)))


if __name__ == "__main__":
    main()
