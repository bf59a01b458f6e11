"""Every case of ``cases/*.jsonl`` on the bundled models; and whether the cases are sound."""

from collections import Counter

import pytest
from case_files import FIELDS, KINDS, Case, compare, load

from pipeline.extractor import QuoteExtractor
from pipeline.records import (
    Article,
    Extraction,
    QuoteType,
    Reject,
    Resolution,
    SpeakerKind,
)

CASES = load()
IDS = [case.id for case in CASES]


def parameters() -> list[object]:
    """One parameter a case; a known failure that no longer fails is reported."""
    return [
        pytest.param(
            case,
            id=case.id,
            marks=[pytest.mark.xfail(strict=True, reason=case.why)]
            if case.kind == "known-failure"
            else [],
        )
        for case in CASES
    ]


@pytest.fixture(scope="module")
def results(extractor: QuoteExtractor) -> dict[str, Extraction | Reject]:
    """All cases extracted in one batch, by id."""
    articles = [Article(article_id=case.id, text=case.text) for case in CASES]
    return dict(zip(IDS, extractor.extract(articles), strict=True))


@pytest.mark.parametrize("case", parameters())
def test_case(case: Case, results: dict[str, Extraction | Reject]) -> None:
    """The quotes are those of the case: no other, none missing, each with the fields it names."""
    result = results[case.id]
    if isinstance(result, Reject):
        pytest.fail(f"rejected: {result.reason}, {result.detail}")
    found, wanted = compare(case, list(result.quotes))
    assert found == wanted, case.why


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_spans(case: Case, results: dict[str, Extraction | Reject]) -> None:
    """Every span holds what it says, whether or not it was wanted."""
    result = results[case.id]
    if isinstance(result, Reject):
        return
    text = result.clean.text
    for quote in result.quotes:
        assert quote.span.of(text) == quote.quote
        for words, span in ((quote.mention, quote.mention_span), (quote.cue, quote.cue_span)):
            assert (span.of(text) if span else None) == words


def test_cases_are_told_apart() -> None:
    """No two cases of a subject have a name in common, and no two have a text."""
    assert [id_ for id_, count in Counter(IDS).items() if count > 1] == []
    texts = Counter(case.text for case in CASES)
    assert [text for text, count in texts.items() if count > 1] == []


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_case_is_sound(case: Case) -> None:
    """What a case claims stands in its text, in its order, in words that the records know."""
    assert case.kind in KINDS
    assert case.why
    if case.kind == "negative":
        assert not case.quotes
    before = -1
    for quote in case.quotes:
        assert set(quote) <= set(FIELDS)
        assert quote["type"] in set(QuoteType)
        assert quote.get("speaker_kind") in {*SpeakerKind, None}
        assert quote.get("resolution") in {*Resolution, None}
        place = case.text.find(quote["quote"], before + 1)
        assert place > before
        before = place
        for name in ("speaker", "role", "honorific", "mention", "cue"):
            assert (quote.get(name) or "") in case.text


def test_every_type_kind_and_resolution_has_cases() -> None:
    """No part of the contract is without a case that looks at it."""
    quotes = [quote for case in CASES for quote in case.quotes]
    assert len(CASES) >= 150
    assert {quote["type"] for quote in quotes} == set(QuoteType)
    assert {quote.get("speaker_kind") for quote in quotes} - {None} == set(SpeakerKind)
    assert {quote.get("resolution") for quote in quotes} - {None} == set(Resolution)
    for subject in {case.subject for case in CASES} & {"cues", "indirect"}:
        kinds = {case.kind for case in CASES if case.subject == subject}
        assert {"wild", "negative"} <= kinds, f"{subject} needs cases for and against"
