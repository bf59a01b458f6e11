"""Draw pairs of speakers of different articles, to be labelled `same`, `different` or `unclear`.

Two speakers drawn at random are two people, so hard pairs are drawn on purpose, by how their names
look, a fixed number from each stratum (``STRATA``; the first that fits counts):

* equal: the same name, case and punctuation aside, of two words or more; half of them with
  different roles;
* one word: the same name of one word;
* part: all words of one name stand in the other (`Sandiaga Uno`, `Sandiaga Salahuddin Uno`);
* spelling: names of two words or more that differ by little (ratio of 84 or more);
* last: the same last word;
* word: another word in common;
* alias: a name of one word that may be a blend, a clipping or the initials of the other
  (`Jokowi`, `Joko Widodo`), or no word in common and the same role of one national office.

Of one name at most two pairs are drawn in a stratum. Every other pair of a stratum is for
developing, the rest is held back. What is written holds no text of the articles: their SHA-256,
outlet, and of each speaker name, role and honorific as extracted.

Usage: python -m benchmarks.pairs RUN ARTICLES.jsonl OUT.jsonl [--seed 0]
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import combinations
from pathlib import Path

import pandas as pd
from rapidfuzz import fuzz

from pipeline.records import SpeakerKind
from pipeline.resolution.entities import Person, clipped, key, similar
from training.annotated import sha256

SIMILAR = 84
SHORTEST_CLIPPED = 4
MOST_OF_A_NAME = 2
NATIONAL = frozenset(("presiden", "wakil presiden", "kapolri", "ketua mpr", "ketua dpr"))


class Stratum(StrEnum):
    """How two names look beside each other."""

    EQUAL = "equal"
    EQUAL_OTHER_ROLE = "equal, other role"
    ONE_WORD = "one word"
    PART = "part"
    SPELLING = "spelling"
    LAST = "last"
    WORD = "word"
    ALIAS = "alias"


STRATA = {
    Stratum.EQUAL: 20,
    Stratum.EQUAL_OTHER_ROLE: 30,
    Stratum.ONE_WORD: 30,
    Stratum.PART: 40,
    Stratum.SPELLING: 28,
    Stratum.LAST: 16,
    Stratum.WORD: 16,
    Stratum.ALIAS: 20,
}


@dataclass(frozen=True, slots=True)
class Side:
    """One speaker of one article, as a run extracted it."""

    sha256: str
    outlet: str
    name: str
    role: str | None
    honorific: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two speakers; ``label`` is empty until somebody has read both articles."""

    stratum: Stratum
    half: str
    label: str
    one: Side
    other: Side


def stratum(one: Side, other: Side) -> Stratum | None:
    """Tell how two names look beside each other; ``None`` where they have nothing in common."""
    a, b = key(one.name), key(other.name)
    if not a or not b:
        return None
    roles = (_folded(one.role), _folded(other.role))
    if a == b and len(a) == 1:
        return Stratum.ONE_WORD
    if a == b:
        return Stratum.EQUAL_OTHER_ROLE if all(roles) and roles[0] != roles[1] else Stratum.EQUAL
    if set(a) <= set(b) or set(b) <= set(a):
        return Stratum.PART
    if min(len(a), len(b)) > 1 and fuzz.ratio("".join(a), "".join(b)) >= SIMILAR:
        return Stratum.SPELLING
    if a[-1] == b[-1]:
        return Stratum.LAST
    if set(a) & set(b):
        return Stratum.WORD
    short, full = sorted((a, b), key=len)
    looks = len(short) == 1 < len(full) and (
        similar(short, Person(full))
        or (len(short[0]) >= SHORTEST_CLIPPED and clipped(short, Person(full)))
    )
    if looks or (roles[0] == roles[1] and roles[0] in NATIONAL):
        return Stratum.ALIAS
    return None


def draw(sides: Sequence[Side], chance: random.Random) -> Iterator[Pair]:
    """Draw the pairs of all strata from the speakers of a run."""
    found: dict[Stratum, list[tuple[Side, Side]]] = defaultdict(list)
    for one, other in combinations(sides, 2):
        if one.sha256 != other.sha256 and (kind := stratum(one, other)) is not None:
            found[kind].append((one, other))
    for kind, wanted in STRATA.items():
        drawn: list[tuple[Side, Side]] = []
        seen: Counter[tuple[str, ...]] = Counter()
        for one, other in chance.sample(found[kind], len(found[kind])):
            names = {key(one.name), key(other.name)}
            if len(drawn) < wanted and all(seen[name] < MOST_OF_A_NAME for name in names):
                seen.update(names)
                drawn.append((one, other))
        for number, (one, other) in enumerate(drawn):
            yield Pair(kind, "held" if number % 2 else "dev", "", one, other)


def read_sides(run: Path, articles: Path) -> list[Side]:
    """Read the named persons of a run over one file, with the hashes of its texts."""
    with articles.open(encoding="utf-8") as lines:
        published = [json.loads(line) for line in lines]
    speakers = pd.read_parquet(run / "speakers.parquet")
    rows = pd.read_parquet(run / "articles.parquet").set_index("article_id")["source_row"]
    named = speakers[speakers["speaker_kind"] == SpeakerKind.PERSON.value]
    sides = []
    for speaker in named.to_dict("records"):
        article = published[rows[speaker["article_id"]] - 1]
        role, honorific = (
            None if pd.isna(speaker[name]) else str(speaker[name]) for name in ("role", "honorific")
        )
        hashed = sha256(article["text"])
        sides.append(Side(hashed, article["outlet"], speaker["speaker"], role, honorific))
    return sides


def _folded(role: str | None) -> str:
    return " ".join((role or "").casefold().split())


def main() -> None:
    """Draw and write the pairs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    pairs = draw(read_sides(args.run, args.articles), random.Random(args.seed))
    with args.out.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(asdict(pair), ensure_ascii=False) + "\n" for pair in pairs)


if __name__ == "__main__":
    main()
