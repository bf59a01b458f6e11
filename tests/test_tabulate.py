"""Records to tables: ids that stay, rows that hold, nothing lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import BUDI, FIRST, SECOND, TEXT, THIRD, extraction, find

from pipeline.records import (
    LONGEST_CONTEXT,
    Quote,
    QuoteType,
    Reason,
    Reject,
    Resolution,
    Span,
    Speaker,
    SpeakerKind,
    Stage,
)
from pipeline.stages.tabulate import drop_unsure, tabulate
from pipeline.tabulation.columns import TABLES
from pipeline.tabulation.contract import validate
from pipeline.tabulation.schema import check_offsets


def test_a_quote_becomes_a_row() -> None:
    row = tabulate([extraction()]).quotes.iloc[0]
    expected = {
        "article_id": "terminal",
        "speaker": "Budi Santoso",
        "role": "Kepala Dinas Perhubungan",
        "quote": "Terminal ini untuk warga",
        "quote_type": "direct",
        "speaker_kind": "person",
        "mention": "Budi",
        "cue": "kata",
        "resolution": "explicit",
        "rule": "made",
        "confidence": 0.9,
        "outlet": "Kabar",
        "title": "Terminal baru",
        "url": "",
    }
    assert {name: row[name] for name in expected} == expected
    assert pd.isna(row["honorific"])
    assert TEXT[row["quote_start"] : row["quote_end"]] == row["quote"]


def test_nya_lies_inside_its_cue() -> None:
    row = tabulate([extraction()]).quotes.iloc[1]
    assert row["mention"] == "nya"
    assert row["cue"] == "katanya"
    assert row["cue_start"] <= row["mention_start"] < row["mention_end"] == row["cue_end"]
    assert row["confidence"] == 0.877


def test_rows_stand_in_text_order_whatever_order_they_are_found_in() -> None:
    found = tabulate([extraction(quotes=(THIRD, FIRST, SECOND))]).quotes
    assert list(found["quote"]) == [FIRST.quote, SECOND.quote, THIRD.quote]


def test_ids_depend_on_article_span_and_type_alone() -> None:
    once = tabulate([extraction()])
    surer = replace(FIRST, confidence=0.1, rule="other", speaker=None)
    again = tabulate([extraction(quotes=(surer, SECOND))])
    assert list(again.quotes["quote_id"]) == list(once.quotes["quote_id"][:2])
    assert again.quotes.loc[1, "speaker_id"] == once.quotes.loc[1, "speaker_id"]
    elsewhere = tabulate([extraction("other")])
    assert not set(elsewhere.quotes["quote_id"]) & set(once.quotes["quote_id"])
    assert not set(elsewhere.speakers["speaker_id"]) & set(once.speakers["speaker_id"])
    mixed = tabulate([extraction(quotes=(replace(FIRST, type=QuoteType.MIXED),))])
    assert mixed.quotes.loc[0, "quote_id"] != once.quotes.loc[0, "quote_id"]


def test_ids_are_the_same_in_every_run() -> None:
    # A change here makes every finished run another run: it belongs into the changelog.
    made = tabulate([extraction()])
    assert made.quotes.loc[0, "quote_id"] == "q68c7c7e3176fb342"
    assert made.speakers.loc[0, "speaker_id"] == "s19fab59833389d16"
    assert made.speakers.loc[0, "person_id"] == "p_2174d274996a6703"


def test_no_id_looks_like_a_number() -> None:
    made = tabulate([extraction(str(n)) for n in range(200)])
    for ids in (made.quotes["quote_id"], made.speakers["speaker_id"], made.people["person_id"]):
        assert pd.to_numeric(ids, errors="coerce").isna().all()


def test_a_speaker_has_one_row_an_article() -> None:
    speakers = tabulate([extraction()]).speakers
    assert list(speakers["speaker"]) == ["Budi Santoso", "warga"]
    assert list(speakers["quotes"]) == [2, 1]
    assert list(speakers["words"]) == [7, 3]
    assert speakers.loc[0, "aliases"] == "Budi Santoso; Budi"


def test_the_longest_role_of_a_speaker_stays() -> None:
    shorter = replace(BUDI, role="Kepala Dinas", honorific="Dr", aliases=("Pak Budi", ""))
    speakers = tabulate([extraction(quotes=(replace(FIRST, speaker=shorter), SECOND))]).speakers
    assert list(speakers["role"]) == ["Kepala Dinas Perhubungan"]
    assert list(speakers["honorific"]) == ["Dr"]
    assert list(speakers["aliases"]) == ["Pak Budi; Budi Santoso; Budi"]


def test_one_name_of_two_kinds_is_two_speakers() -> None:
    institution = Speaker(BUDI.name, SpeakerKind.ORG)
    made = tabulate([extraction(quotes=(FIRST, replace(SECOND, speaker=institution)))])
    assert made.quotes["speaker_id"].nunique() == 2


def test_a_quote_without_speaker_has_none_of_its_columns() -> None:
    alone = replace(
        FIRST, speaker=None, mention=None, mention_span=None, resolution=Resolution.UNRESOLVED
    )
    made = tabulate([extraction(quotes=(alone,))])
    columns = ["speaker_id", "speaker", "role", "speaker_kind", "honorific", "mention"]
    assert made.quotes.loc[0, [*columns, "mention_start", "mention_end"]].isna().all()
    assert made.speakers.empty
    assert made.people.empty
    assert made.articles.loc[0, "speakers"] == 0


def test_empty_strings_of_the_records_are_missing_values() -> None:
    bare = replace(
        FIRST, speaker=replace(BUDI, role="", honorific=""), mention="", mention_span=None
    )
    made = tabulate([extraction(quotes=(bare,))])
    assert made.quotes.loc[0, ["role", "honorific", "mention"]].isna().all()
    validate("quotes", made.quotes)


def test_an_article_tells_what_was_found_and_repaired() -> None:
    made = tabulate([extraction(repairs=(("mojibake", 2), ("entities", 1)))])
    row = made.articles.iloc[0]
    assert row["text"] == TEXT
    assert row["repairs"] == "mojibake=2; entities=1"
    assert (row["direct"], row["mixed"], row["indirect"], row["quotes"]) == (2, 0, 1, 3)
    assert (row["speakers"], row["words"]) == (2, 24)
    assert (row["source_file"], row["source_row"]) == ("kabar.jsonl", 3)
    assert pd.isna(row["duplicate_of"])


def test_a_duplicate_names_the_first() -> None:
    made = tabulate(
        [extraction("first"), extraction("second", quotes=())], duplicates={"second": "first"}
    )
    assert pd.isna(made.articles.loc[0, "duplicate_of"])
    assert made.articles.loc[1, "duplicate_of"] == "first"


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2024, 11, 2, 10, 15, 30, 987654, timezone(timedelta(hours=7))),
        datetime(2024, 11, 2, 3, 15, 30, tzinfo=UTC),
        datetime(2024, 11, 2, 3, 15, 30),
    ],
)
def test_times_are_utc_to_the_second(moment: datetime) -> None:
    made = tabulate([extraction(published_at=moment)])
    expected = pd.Timestamp("2024-11-02T03:15:30Z")
    assert made.quotes.loc[0, "published_at"] == expected
    assert made.articles.loc[0, "published_at"] == expected
    assert made.people.loc[0, "first_seen"] == expected


def test_rejects_keep_their_origin_or_get_that_of_their_article() -> None:
    unread = Reject(
        Stage.READ, Reason.BROKEN_RECORD, "not JSON", source_file="b.jsonl", source_row=9
    )
    inside = Reject(Stage.DETECT, Reason.INVALID_SPAN, "a title", span=Span(3, 9))
    found = replace(extraction(), rejects=(inside,))
    rejects = tabulate([found], [unread]).rejects
    assert list(rejects["source_file"]) == ["b.jsonl", "kabar.jsonl"]
    assert list(rejects["source_row"]) == [9, 3]
    assert pd.isna(rejects.loc[0, "article_id"])
    assert rejects.loc[1, "article_id"] == "terminal"
    assert pd.isna(rejects.loc[0, "start"])
    assert (rejects.loc[1, "start"], rejects.loc[1, "end"]) == (3, 9)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (replace(FIRST, quote="Terminal itu"), "quote"),
        (replace(FIRST, span=Span(5, 5)), "quote"),
        (replace(FIRST, span=Span(-3, 4)), "quote"),
        (replace(FIRST, span=Span(4, 100_000)), "quote"),
        (replace(FIRST, quote=""), "quote"),
        (replace(FIRST, mention="Andi"), "mention"),
        (replace(FIRST, mention_span=None), "mention"),
        (replace(FIRST, cue=None), "cue"),
        (replace(FIRST, cue_span=Span(0, 4)), "cue"),
    ],
)
def test_a_span_that_does_not_cut_out_its_words_is_rejected(broken: Quote, told: str) -> None:
    made = tabulate([extraction(quotes=(broken, SECOND))])
    assert list(made.quotes["quote"]) == [SECOND.quote]
    assert list(made.rejects["reason"]) == ["invalid_span"]
    assert list(made.rejects["article_id"]) == ["terminal"]
    assert told in made.rejects.loc[0, "detail"]
    validate("rejects", made.rejects)


def test_the_same_span_twice_stays_once_in_its_surest_reading() -> None:
    unsure = replace(FIRST, confidence=0.3, speaker=None)
    made = tabulate([extraction(quotes=(unsure, FIRST))])
    assert list(made.quotes["confidence"]) == [0.9]
    assert list(made.rejects["reason"]) == ["invalid_span"]
    assert "twice" in made.rejects.loc[0, "detail"]


def test_unsure_quotes_go_to_the_rejects_with_their_place() -> None:
    kept = drop_unsure(extraction(), 0.877)
    assert [q.quote for q in kept.quotes] == [FIRST.quote, SECOND.quote]
    made = tabulate([kept])
    assert list(made.rejects["reason"]) == ["low_confidence"]
    row = made.rejects.iloc[0]
    assert TEXT[row["start"] : row["end"]] == THIRD.quote
    assert "0.500" in row["detail"]
    assert drop_unsure(kept, 0.877) is kept


def test_context_given_is_kept_and_never_too_long() -> None:
    long = replace(FIRST, context="kata " * 200)
    made = tabulate([extraction(quotes=(long, THIRD))]).quotes
    assert len(made.loc[0, "context"]) == LONGEST_CONTEXT
    assert made.loc[1, "context"] == THIRD.context


@given(
    before=st.text(st.sampled_from("ab \n"), max_size=600),
    said=st.text(st.sampled_from("cd e"), min_size=1, max_size=600).filter(str.strip),
    after=st.text(st.sampled_from("fg \n"), max_size=600),
)
def test_missing_context_is_what_stands_around_in_whole_words(
    before: str, said: str, after: str
) -> None:
    text = f"{before}“{said}”{after}"
    span = Span(len(before) + 1, len(before) + 1 + len(said))
    lone = replace(FIRST, quote=said, span=span, mention=None, mention_span=None)
    made = tabulate([extraction(text=text, quotes=(replace(lone, cue=None, cue_span=None),))])
    context = made.quotes.loc[0, "context"]
    assert 0 < len(context) <= LONGEST_CONTEXT
    assert context in text
    if len(said) <= LONGEST_CONTEXT:
        assert said.strip() in context


def test_nothing_gives_five_tables_without_rows() -> None:
    made = tabulate([])
    for table in TABLES:
        assert validate(table, getattr(made, table)).empty


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.integers(-2, 30),
            st.integers(-2, 30),
            st.sampled_from(QuoteType),
            st.floats(allow_nan=True),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_whatever_is_found_the_tables_keep_their_contract(
    found: list[tuple[int, int, QuoteType, float, bool]],
) -> None:
    text = "Ia berkata, “ya 🙂,” katanya lagi."
    quotes = tuple(
        Quote(
            type=kind,
            quote=text[max(0, start) : max(0, end)],
            span=Span(start, end),
            speaker=BUDI if named else None,
            mention="nya" if named else None,
            mention_span=find("nya", text) if named else None,
            cue="katanya" if named else None,
            cue_span=find("katanya", text) if named else None,
            resolution=Resolution.NYA if named else Resolution.UNRESOLVED,
            rule="made",
            confidence=confidence,
        )
        for start, end, kind, confidence, named in found
    )
    made = tabulate([extraction(text=text, quotes=quotes)])
    for table in TABLES:
        validate(table, getattr(made, table))
    assert check_offsets(made).empty
    assert len(made.quotes) + len(made.rejects) == len(quotes)


def test_many_articles_keep_their_order() -> None:
    given_order = [f"a{n:03}" for n in (5, 3, 9, 1)]
    made = tabulate(extraction(article) for article in given_order)
    assert list(made.articles["article_id"]) == given_order
    assert list(made.quotes["article_id"].unique()) == given_order


def test_an_extraction_without_quotes_is_an_article_all_the_same() -> None:
    made = tabulate([extraction(quotes=())])
    assert len(made.articles) == 1
    assert made.quotes.empty
