"""Whether a cue reports what somebody said, or only what it was about.

`Andi menegaskan harga tetap` reports a statement, `Andi menegaskan pentingnya harga` a topic. What
a reader would judge by is weighed: the verb, what the words behind it are, whether they hold a
predicate and where. The weights (`models/statements.toml`) are learnt by
`python -m training.statements` from annotated articles.
"""

from collections.abc import Iterator, Sequence

from pipeline.lexicon import normalise, words
from pipeline.records import Cue, CueKind, Token
from pipeline.weights import bundled, total, upto

COMPLEMENTIZERS = words("connectors", "complementizer")
BEFORE = frozenset(("ADV", "AUX", "PART", "VERB", "SCONJ"))


def features(
    tokens: Sequence[Token], cue: Cue, first: int, last: int, rule: str, clause: bool
) -> frozenset[str]:
    """Return what speaks for or against a statement, by name.

    Args:
        tokens: the cue's sentence.
        cue: the cue.
        first: first token of what may be a statement.
        last: the token behind it, at least one behind ``first``.
        rule: which rule found it.
        clause: whether it is a clause by the looks of it.
    """
    return frozenset(_features(tokens, cue, first, last, rule, clause))


def _features(
    tokens: Sequence[Token], cue: Cue, first: int, last: int, rule: str, clause: bool
) -> Iterator[str]:
    verb = normalise(tokens[cue.last - 1].text)
    opening = normalise(tokens[first].text)
    second = tokens[first + 1].upos if first + 1 < last else "-"
    bound = any(normalise(t.text) in COMPLEMENTIZERS for t in tokens[max(0, first - 2) : first + 1])
    predicates = [
        i - first
        for i in range(first, last)
        if tokens[i].upos in ("VERB", "AUX")
        and not (i > first and normalise(tokens[i - 1].text) == "yang")
    ]
    adjectives = sum(t.upos == "ADJ" for t in tokens[first:last])
    yield f"rule: {rule}"
    yield f"cue: {cue.kind}"
    yield f"cue tagged: {tokens[cue.last - 1].upos}"
    yield f"verb: {verb}"
    yield f"verb: {verb} {'with' if bound else 'without'} a complementizer"
    yield f"verb: {verb} {tokens[first].upos}"
    yield "complementizer" if bound else "no complementizer"
    yield f"opens: {opening}"
    yield f"opens: {tokens[first].upos}"
    yield f"opens: {tokens[first].upos} {second}"
    yield f"second: {second}"
    if opening.endswith("nya"):
        yield "opens: -nya"
    if any(normalise(t.text) == "yang" for t in tokens[first : min(first + 4, last)]):
        yield "yang near the head"
    yield (
        f"first predicate: {upto(predicates[0], 0, 2, 5, 9)} words in"
        if predicates
        else "no predicate"
    )
    yield f"predicates: {upto(len(predicates), 0, 1, 2, 4)}"
    yield f"adjectives: {upto(adjectives, 0, 1, 3)}"
    yield f"length: {upto(last - first, 3, 6, 10, 18)} words"
    yield f"between: {upto(first - cue.last, 0, 1, 3)} words"
    yield f"between: {' '.join(normalise(t.text) for t in tokens[cue.last : first][:2])}"
    before = tokens[cue.first - 1] if cue.first else None
    yield f"before: {normalise(before.text) if before and before.upos in BEFORE else '-'}"
    if cue.kind is CueKind.ACTIVE:
        yield "clause" if clause else "no clause"


def is_statement(found: frozenset[str]) -> bool:
    """Tell a statement by its features."""
    return total(bundled("statements"), found) > 0
