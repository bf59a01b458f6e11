"""Compare the quotes of two runs: what a change gained, lost and changed.

Quotes of one article are matched one to one by their offsets, best overlap first, as an evaluation
matches them; two whose spans share less than half of their characters are two quotes, one lost and
one gained. Where the article's text is not the same in both runs, or a quote has no offsets, quotes
are matched by their words instead, in text order, and a change of span is not looked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.evaluation.changes import Alone, Change, Comparison, Field
from pipeline.evaluation.found import Row, read_rows, read_texts
from pipeline.evaluation.judge import words
from pipeline.evaluation.matching import match
from pipeline.records import Span

Rows = Mapping[str, Sequence[Row]]


def compare(run_a: Path, run_b: Path) -> Comparison:
    """Compare two runs.

    Args:
        run_a: the folder of a run, its ``quotes.csv`` or ``quotes.parquet``, or a ``.jsonl`` file
            of rows or of articles with their quotes.
        run_b: the same, of the later run.

    Raises:
        InputError: one of the two is missing or not of that form.
    """
    rows_a, rows_b = read_rows(run_a), read_rows(run_b)
    texts_a, texts_b = read_texts(run_a), read_texts(run_b)
    ids_a, ids_b = rows_a.keys() | (texts_a or {}), rows_b.keys() | (texts_b or {})
    only_a = _alone(ids_a - ids_b, rows_a, texts_b)
    only_b = _alone(ids_b - ids_a, rows_b, texts_a)
    left_out = {one for alone in (only_a, only_b) if not alone.counted for one in alone.articles}
    compared = sorted((ids_a | ids_b) - left_out)
    other_text = {
        one for one in ids_a & ids_b if texts_a and texts_b and texts_a.get(one) != texts_b.get(one)
    }
    everything = [row for rows in (rows_a, rows_b) for one in rows.values() for row in one]
    return Comparison(
        a=str(run_a),
        b=str(run_b),
        articles=len(ids_a & ids_b),
        only_a=only_a,
        only_b=only_b,
        other_text=tuple(sorted(other_text)),
        texts_known=texts_a is not None and texts_b is not None,
        quotes_a=sum(len(rows_a.get(one, ())) for one in compared),
        quotes_b=sum(len(rows_b.get(one, ())) for one in compared),
        uncompared=tuple(_untold(everything)),
        changes=tuple(
            change
            for one in compared
            for change in _changes(
                one, rows_a.get(one, ()), rows_b.get(one, ()), one not in other_text
            )
        ),
    )


def _alone(ids: set[str], rows: Rows, listed: Mapping[str, str] | None) -> Alone:
    if listed is None:  # an article without quotes may be in the other run as well
        ids &= rows.keys()
    quotes = sum(len(rows.get(one, ())) for one in ids)
    return Alone(tuple(sorted(ids)), quotes, counted=listed is None)


def _changes(
    article_id: str, rows_a: Sequence[Row], rows_b: Sequence[Row], same_text: bool
) -> list[Change]:
    spans_a = [row.claim if same_text else None for row in rows_a]
    spans_b = [row.claim if same_text else None for row in rows_b]
    partner = match(spans_a, spans_b)
    partner |= _by_words(rows_a, rows_b, spans_a, spans_b, partner)
    taken = set(partner.values())
    found = [
        Change(article_id, rows_a[i], rows_b[j], fields)
        for i, j in partner.items()
        if (fields := tuple(_differing(rows_a[i], rows_b[j], spans_a[i], spans_b[j])))
    ]
    found += [Change(article_id, row, None) for i, row in enumerate(rows_a) if i not in partner]
    found += [Change(article_id, None, row) for j, row in enumerate(rows_b) if j not in taken]
    return sorted(found, key=_place)


def _by_words(
    rows_a: Sequence[Row],
    rows_b: Sequence[Row],
    spans_a: Sequence[Span | None],
    spans_b: Sequence[Span | None],
    partner: Mapping[int, int],
) -> dict[int, int]:
    """Pair quotes of the same words, in order, where one of the two has no span to go by."""
    taken = set(partner.values())
    waiting: dict[tuple[str, ...], list[int]] = {}
    for j, row in enumerate(rows_b):
        if j not in taken and (said := tuple(words(row.quote))):
            waiting.setdefault(said, []).append(j)
    found: dict[int, int] = {}
    for i, row in enumerate(rows_a):
        if i in partner:
            continue
        candidates = waiting.get(tuple(words(row.quote)), [])
        for j in candidates:
            if spans_a[i] is None or spans_b[j] is None:
                found[i] = j
                candidates.remove(j)
                break
    return found


def _differing(a: Row, b: Row, span_a: Span | None, span_b: Span | None) -> Iterator[Field]:
    if span_a is not None and span_b is not None and span_a != span_b:
        yield Field.SPAN
    if a.type != b.type:
        yield Field.TYPE
    if a.speaker != b.speaker:
        yield Field.SPEAKER
    if a.role != b.role:
        yield Field.ROLE
    if a.mention is not None and b.mention is not None and a.mention != b.mention:
        yield Field.MENTION
    if a.cue != b.cue:
        yield Field.CUE
    if a.resolution and b.resolution and a.resolution != b.resolution:
        yield Field.RESOLUTION


def _untold(rows: Sequence[Row]) -> Iterator[Field]:
    """Yield what some quotes do not tell, for their table has no such column."""
    if any(row.mention is None for row in rows):
        yield Field.MENTION
    if any(not row.resolution for row in rows):
        yield Field.RESOLUTION


def _place(change: Change) -> tuple[float, float, str, str]:
    """Return what orders the changes of an article: the text, then whatever tells two apart."""
    row = change.sides[0]
    start, end = (row.claim.start, row.claim.end) if row.claim else (float("inf"), float("inf"))
    return start, end, row.type, change.outcome
