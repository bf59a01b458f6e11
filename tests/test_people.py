"""Who is the same over articles: joined where it is safe, kept apart where it is not."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import BUDI, FIRST, SECOND, extraction

import pipeline.corpus.people
from pipeline.corpus.aliases import read_aliases
from pipeline.corpus.people import People, identify
from pipeline.records import Speaker, SpeakerKind
from pipeline.stages.tabulate import Tables, tabulate
from pipeline.tabulation.contract import validate

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
    ("Jokowi", PERSON, None, "Joko Widodo", PERSON, "Presiden"),
    ("Ir. H. Joko Widodo", PERSON, None, "jokowi", PERSON, "presiden"),
    ("Drs. Budi Santoso, M.Si.", PERSON, None, "Budi Santoso", PERSON, None),
    ("Achmad Rizal Ramdhani", PERSON, None, "Ahmad Rizal Ramdhani", PERSON, None),
    ("rudi", PERSON, "kepala seksi operasi bpbd", "Rudi", PERSON, "Kepala Seksi Operasi BPBD"),
    ("Ahmad Fauzi", PERSON, "pedagang sayur", "Ahmad Fauzi", PERSON, "Pedagang sayur"),
]
DIFFERENT = [
    ("Budi Santoso", PERSON, None, "Budi Santosa", PERSON, None),
    ("Budi Santoso", PERSON, None, "Budi", PERSON, None),
    ("Budi Santoso", PERSON, None, "Budi Santoso", ORG, None),
    ("Rudi", PERSON, None, "Rudi", PERSON, None),
    ("Rudi", PERSON, "Kapolsek Sungai Raya", "Rudi", PERSON, None),
    ("Rudi", PERSON, "Kapolsek Sungai Raya", "Rudi", PERSON, "Kapolsek Kubu Raya"),
    ("Rudi", PERSON, "warga", "Rudi", PERSON, "warga"),
    ("Rudi", PERSON, "Kuasa Hukum", "Rudi", PERSON, "Kuasa Hukum"),
    ("Rudi", PERSON, "pedagang Pasar Baru", "Rudi", PERSON, "pedagang Pasar Baru"),
    ("Ahmad Fauzi", PERSON, "pedagang sayur", "Ahmad Fauzi", PERSON, "Bupati Sumenep"),
    ("Djoko Susilo", PERSON, None, "Joko Susilo", PERSON, None),
    ("Mohammad Faisal", PERSON, None, "Muhammad Faisal", PERSON, None),
    ("Sandi Uno", PERSON, None, "Sandiaga Uno", PERSON, None),
    ("Prabowo", PERSON, "Presiden", "Prabowo", PERSON, None),
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
    one, other = identify("a", name, kind, role), identify("b", name_2, kind_2, role_2)
    assert one.person_id == other.person_id
    assert one.by is other.by is not None


@pytest.mark.parametrize(("name", "kind", "role", "name_2", "kind_2", "role_2"), DIFFERENT)
def test_kept_apart(
    name: str, kind: SpeakerKind, role: str | None, name_2: str, kind_2: SpeakerKind, role_2: str
) -> None:
    one, other = identify("a", name, kind, role), identify("b", name_2, kind_2, role_2)
    assert one.person_id != other.person_id


@given(st.text(min_size=1), st.sampled_from(SpeakerKind), st.none() | st.text())
def test_an_id_is_stable_and_tells_the_kind(name: str, kind: SpeakerKind, role: str | None) -> None:
    found = identify("a", name, kind, role)
    assert found == identify("a", name, kind, role)
    assert found.person_id.startswith({PERSON: "p_", ORG: "o_", UNNAMED: "u_"}[kind])


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
    assert row["joined_by"] == "name"


def test_who_is_quoted_most_comes_first() -> None:
    people = _tables().people
    assert list(people["name"]) == ["Budi Santoso", "Rina"]
    assert pd.isna(people.loc[1, "roles"])
    assert pd.isna(people.loc[1, "first_seen"])
    assert pd.isna(people.loc[1, "joined_by"])


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


def _people(*speakers: Speaker) -> pd.DataFrame:
    """Return the people of articles with one speaker each."""
    return tabulate(
        extraction(str(number), (replace(FIRST, speaker=speaker),))
        for number, speaker in enumerate(speakers)
    ).people


@pytest.mark.parametrize(
    ("roles", "by"),
    [
        pytest.param(("Ketua KPK", "Ketua KPK"), "name", id="equal"),
        pytest.param(("Ketua KPK", None), "name", id="no-role"),
        pytest.param(("Ketua KPK", "mantan Ketua"), "name", id="says-nothing"),
        pytest.param(("Ketua KPK", "Ketua Komisi Pemberantasan Korupsi"), "name", id="initials"),
        pytest.param(("Menpar", "Menteri Pariwisata"), "name", id="blend"),
        pytest.param(
            ("Direktur BRI", "Direktur BRI dan Ketua Perbanas", "Ketua Perbanas"),
            "name",
            id="chain",
        ),
        pytest.param(
            ("Dekan Fakultas Kedokteran Universitas Airlangga", "Menteri Perdagangan"),
            "name_only",
            id="two-people",
        ),
        pytest.param(("Brigadir di Polres Kediri", "Pelatih Persebaya"), "name_only", id="posts"),
    ],
)
def test_one_name_in_roles_that_share_nothing_is_marked(
    roles: tuple[str | None, ...], by: str
) -> None:
    people = _people(*(Speaker("Budi Santoso", PERSON, role=role) for role in roles))
    assert list(people["joined_by"]) == [by]
    assert list(people["articles"]) == [len(roles)]


def test_a_public_figure_is_one_row_under_the_listed_name() -> None:
    people = _people(
        Speaker("Jokowi", PERSON, role="Presiden"),
        Speaker("Jokowi", PERSON),
        Speaker("Joko Widodo", PERSON, role="Wali Kota Solo"),
    )
    assert people.loc[0, ["name", "articles", "joined_by"]].to_list() == ["Joko Widodo", 3, "list"]


def test_one_word_joins_by_its_role() -> None:
    people = _people(*2 * [Speaker("Rudi", PERSON, role="Kapolsek Sungai Raya")])
    assert list(people["joined_by"]) == ["name_and_role"]


def test_a_users_list_joins_and_parts(tmp_path: Path) -> None:
    path = tmp_path / "people.toml"
    path.write_text(
        '"rina hapsari" = ["rina"]\n"menteri perdagangan budi santoso" = []\n', encoding="utf-8"
    )
    speakers = [
        Speaker("Rina", PERSON),
        Speaker("Rina Hapsari", PERSON, role="Ketua Kompas Muda"),
        Speaker("Budi Santoso", PERSON, role="Menteri Perdagangan"),
        Speaker("Budi Santoso", PERSON, role="Dekan Fakultas Kedokteran"),
    ]
    made = tabulate(
        (extraction(str(n), (replace(FIRST, speaker=s),)) for n, s in enumerate(speakers)),
        aliases=read_aliases(path),
    ).people
    assert sorted(made["name"]) == ["Budi Santoso", "Budi Santoso", "Rina Hapsari"]
    assert made.set_index("name").loc["Rina Hapsari", "joined_by"] == "list"


def test_more_people_than_memory_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table is the same, to its order, whether they wait in memory or on the disk."""
    chance = random.Random(3)
    names = [f"{first} {last}" for first in ("Ani", "Budi", "Ćandra") for last in "ABCDEFGHIJ"]
    pieces = []
    for number in range(40):
        spoken = [
            replace(FIRST, speaker=Speaker(f"{name}ono", SpeakerKind.PERSON, role="Kepala Desa"))
            for name in chance.sample(names, 3)
        ]
        pieces += [tabulate([extraction(f"a{number}-{n}", (one,))]) for n, one in enumerate(spoken)]
    tables = []
    for near, piece in ((10_000, 10_000), (4, 7)):
        monkeypatch.setattr(pipeline.corpus.people, "_NEAR", near)
        monkeypatch.setattr(pipeline.corpus.people, "_PIECE", piece)
        people = People()
        for one in pieces:
            people.add(one.speakers, one.articles)
        tables.append(people.frame())
    pd.testing.assert_frame_equal(*tables)
    assert len(tables[0]) == len(names)
    assert tables[0]["quotes"].sum() == 120
