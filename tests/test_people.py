"""Who is the same over articles: joined where it is safe, kept apart where it is not."""

from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import BUDI, FIRST, SECOND, extraction

from pipeline.contract import validate
from pipeline.people import People, identify
from pipeline.records import Speaker, SpeakerKind
from pipeline.stages.tabulate import Tables, tabulate

PERSON, ORG, UNNAMED = SpeakerKind.PERSON, SpeakerKind.ORG, SpeakerKind.UNNAMED

SAME = [
    ("Budi Santoso", PERSON, None, "Budi Santoso", PERSON, None),
    ("Budi Santoso", PERSON, "Kepala Dinas", "Budi Santoso", PERSON, "Wali Kota"),
    ("Choe Son-hui", PERSON, None, "CHOE SON HUI", PERSON, None),
    ("Ma'ruf Amin", PERSON, None, "Ma’ruf Amin", PERSON, None),
    ("Maruf Amin", PERSON, None, "Ma'ruf Amin", PERSON, None),
    ("M. Iqbal", PERSON, "Kapolres Bogor", "M Iqbal", PERSON, "kapolres bogor"),
    ("Rudi", PERSON, "Kapolsek Sungai Raya", "RUDI", PERSON, "Kapolsek Sungai Raya"),
    ("Kementerian Keuangan", ORG, None, "KEMENTERIAN KEUANGAN", ORG, None),
    ("BPS", ORG, None, "BPS", ORG, "lembaga"),
]
DIFFERENT = [
    ("Budi Santoso", PERSON, None, "Budi Santosa", PERSON, None),
    ("Budi Santoso", PERSON, None, "Budi", PERSON, None),
    ("Budi Santoso", PERSON, None, "Budi Santoso", ORG, None),
    ("Rudi", PERSON, None, "Rudi", PERSON, None),
    ("Rudi", PERSON, "Kapolsek Sungai Raya", "Rudi", PERSON, None),
    ("Rudi", PERSON, "Kapolsek Sungai Raya", "Rudi", PERSON, "Kapolsek Kubu Raya"),
    ("M. Iqbal", PERSON, None, "M. Iqbal", PERSON, None),
    ("RCD", PERSON, None, "RCD", PERSON, None),
    ("R C D", PERSON, None, "R C D", PERSON, None),
    ("pemerintah", ORG, None, "pemerintah", ORG, None),
    ("warga", UNNAMED, None, "warga", UNNAMED, None),
    ("Warga Desa Sukamaju", UNNAMED, "warga", "Warga Desa Sukamaju", UNNAMED, "warga"),
    ("…", PERSON, None, "…", PERSON, None),
    ("…", ORG, None, "…", ORG, None),
]


@pytest.mark.parametrize(("name", "kind", "role", "name_2", "kind_2", "role_2"), SAME)
def test_joined(
    name: str, kind: SpeakerKind, role: str | None, name_2: str, kind_2: SpeakerKind, role_2: str
) -> None:
    assert identify("a", name, kind, role) == identify("b", name_2, kind_2, role_2)


@pytest.mark.parametrize(("name", "kind", "role", "name_2", "kind_2", "role_2"), DIFFERENT)
def test_kept_apart(
    name: str, kind: SpeakerKind, role: str | None, name_2: str, kind_2: SpeakerKind, role_2: str
) -> None:
    assert identify("a", name, kind, role) != identify("b", name_2, kind_2, role_2)


@given(st.text(min_size=1), st.sampled_from(SpeakerKind), st.none() | st.text())
def test_an_id_is_stable_and_tells_the_kind(name: str, kind: SpeakerKind, role: str | None) -> None:
    found = identify("a", name, kind, role)
    assert found == identify("a", name, kind, role)
    assert found.startswith({PERSON: "p_", ORG: "o_", UNNAMED: "u_"}[kind])


@given(st.text(min_size=1), st.none() | st.text())
def test_a_description_never_joins(name: str, role: str | None) -> None:
    assert identify("a", name, UNNAMED, role) != identify("b", name, UNNAMED, role)


def _day(day: int) -> datetime:
    return datetime(2024, 11, day, tzinfo=UTC)


def _tables() -> Tables:
    shouted = replace(BUDI, name="BUDI SANTOSO", role="Plt Wali Kota", aliases=("BUDI", "Budi"))
    return tabulate(
        [
            extraction("a", (replace(FIRST, speaker=shouted),), published_at=_day(9)),
            extraction("b", (FIRST, SECOND), published_at=_day(5)),
            extraction("c", (FIRST,)),
            extraction("d", (replace(FIRST, speaker=Speaker("Rina", PERSON)),)),
        ]
    )


def test_a_person_gathers_what_all_articles_say() -> None:
    row = _tables().people.iloc[0]
    assert row["name"] == "Budi Santoso"
    assert row["roles"] == "Plt Wali Kota; Kepala Dinas Perhubungan"
    assert row["aliases"] == "BUDI; Budi; Budi Santoso"
    assert (row["articles"], row["quotes"], row["words"]) == (3, 4, 15)
    assert row["first_seen"] == pd.Timestamp(_day(5))
    assert row["last_seen"] == pd.Timestamp(_day(9))


def test_who_is_quoted_most_comes_first() -> None:
    people = _tables().people
    assert list(people["name"]) == ["Budi Santoso", "Rina"]
    assert pd.isna(people.loc[1, "roles"])
    assert pd.isna(people.loc[1, "first_seen"])


def test_every_speaker_is_one_of_the_people() -> None:
    tables = _tables()
    assert set(tables.speakers["person_id"]) == set(tables.people["person_id"])
    assert tables.people["quotes"].sum() == tables.speakers["quotes"].sum()
    assert tables.people["words"].sum() == tables.speakers["words"].sum()


def test_two_spellings_in_one_article_are_one_article() -> None:
    other = replace(SECOND, speaker=replace(BUDI, name="Budi-Santoso"))
    people = tabulate([extraction("a", (FIRST, other))]).people
    assert list(people["articles"]) == [1]
    assert list(people["quotes"]) == [2]


def test_piece_by_piece_gives_what_all_at_once_gives() -> None:
    tables = _tables()
    people = People()
    for article in tables.articles["article_id"]:
        people.add(
            tables.speakers[tables.speakers["article_id"] == article],
            tables.articles[tables.articles["article_id"] == article],
        )
    pd.testing.assert_frame_equal(people.frame(), tables.people)
    validate("people", people.frame())
