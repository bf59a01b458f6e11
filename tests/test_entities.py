"""Which namings mean one person: short forms and nicknames join, different persons stay apart."""

import pytest

from pipeline.records import Mention, MentionKind, Span
from pipeline.resolution.entities import Person, Registry, clipped
from pipeline.resolution.variants import blend, initial, key


def registry(text: str, *names: str, **of: dict[str, str]) -> Registry:
    """Register names in the order in which they stand in ``text``; ``roles`` and such by name."""
    mentions, at = [], 0
    for name in names:
        start = text.index(name, at)
        at = start + len(name)
        mentions.append(
            Mention(
                Span(start, at),
                MentionKind.NAME,
                0,
                name=name,
                role=of.get("roles", {}).get(name),
                honorific=of.get("honorifics", {}).get(name),
            )
        )
    return Registry(text, mentions)


def people(text: str, *names: str) -> set[str]:
    return {person.name for person in registry(text, *names).people}


@pytest.mark.parametrize(
    ("full", "short"),
    [
        pytest.param("Andi Saputra", "Andi", id="first"),
        pytest.param("Andi Saputra", "Saputra", id="last"),
        pytest.param("Siti Nurhaliza Rahma", "Nurhaliza", id="middle"),
        pytest.param("Siti Nurhaliza Rahma", "Siti Rahma", id="first-and-last"),
        pytest.param("Joko Widodo", "Jokowi", id="blend"),
        pytest.param("Bambang Soesatyo", "Bamsoet", id="blend-with-a-letter"),
        pytest.param("Agus Harimurti Yudhoyono", "AHY", id="initials"),
        pytest.param("Mochammad Afifuddin", "Afif", id="clipped-at-its-end"),
        pytest.param("Muhaimin Iskandar", "Imin", id="clipped-at-its-beginning"),
        pytest.param("Prabowo Subianto", "SUBIANTO", id="capitals"),
        pytest.param("Ma’ruf Amin", "Ma’ruf", id="apostrophe"),
    ],
)
def test_a_short_form_is_the_one_person_it_fits(full: str, short: str) -> None:
    text = f"{full} tiba di Jakarta bersama Rina Wati. Menurut {short}, hujan turun."
    found = registry(text, full, "Rina Wati", short)
    assert {person.name for person in found.people} == {full, "Rina Wati"}
    person = found.find(short, len(text))
    assert person is not None
    assert person.name == full
    assert person.aliases == [full, short]


@pytest.mark.parametrize("between", ["", ", seperti biasa,"])
def test_the_short_form_may_come_first(between: str) -> None:
    text = f"Saputra tiba{between} kemarin. Andi Saputra pulang."
    assert people(text, "Saputra", "Andi Saputra") == {"Andi Saputra"}


@pytest.mark.parametrize(
    ("introduced", "nickname"),
    [
        ("Joko Widodo (Jokowi)", "Jokowi"),
        ("Ridwan Kamil yang akrab disapa Emil", "Emil"),
        ("Ridwan Kamil, akrab dipanggil Emil,", "Emil"),
        ("Ridwan Kamil alias Emil", "Emil"),
        ("Ridwan Kamil atau Emil", "Emil"),
        ("Saifullah Yusuf (Gus Ipul)", "Gus Ipul"),
        ("Agus Harimurti Yudhoyono (AHY)", "AHY"),
    ],
)
def test_a_nickname_joins_by_the_words_that_introduce_it(introduced: str, nickname: str) -> None:
    full = introduced.split(" (")[0].split(",")[0].split(" yang")[0].split(" a")[0]
    text = f"{introduced} tiba bersama Rina Wati. {nickname} pulang."
    found = registry(text, full, "Rina Wati", nickname)
    assert {person.name for person in found.people} == {full, "Rina Wati"}
    assert found.find(nickname, len(text)) is found.find(full, len(text))


@pytest.mark.parametrize("bracket", ["45", "PDIP", "45 tahun"])
def test_what_else_stands_in_a_bracket_is_no_nickname(bracket: str) -> None:
    found = registry(f"Andi Saputra ({bracket}) tiba.", "Andi Saputra")
    assert found.people[0].nicknames == set()
    assert found.find(bracket, 20) is None


@pytest.mark.parametrize(
    "names",
    [
        ("Andi Saputra", "Andi Wijaya"),
        ("Budi Santoso", "Rina Santoso"),
        ("Hasan Basri", "Husein Basri"),
        ("Budi Santoso", "Budiman Sudjatmiko"),
        ("Budi", "Budiman"),
        ("Wawan Setiawan", "Iwan"),
        ("Kurniawan", "Awan"),
        ("Ari Wibowo", "Dian Sari"),
        ("Ganjar Pranowo", "Pram"),
    ],
    ids="/".join,
)
def test_different_persons_stay_apart(names: tuple[str, ...]) -> None:
    text = " bertemu ".join(names) + " di Jakarta."
    assert people(text, *names) == set(names)


def test_a_form_that_fits_two_named_in_one_breath_means_neither() -> None:
    text = "Andi Saputra dan Andi Wijaya tiba. Andi berkata."
    found = registry(text, "Andi Saputra", "Andi Wijaya", "Andi")
    assert len(found.people) == 2
    assert found.find("Andi", text.rindex("Andi")) is None
    assert found.find("Wijaya", len(text)) is not None


def test_a_form_that_fits_two_means_the_one_the_article_is_about() -> None:
    text = "Andi Saputra tiba. " + "Hujan turun. " * 10 + "Andi Wijaya pergi. Andi berkata."
    found = registry(text, "Andi Saputra", "Andi Wijaya")
    person = found.find("Andi", text.rindex("Andi"))
    assert person is not None
    assert person.name == "Andi Wijaya"


def test_the_majority_spelling_leads() -> None:
    text = "Andi Rachmadi tiba. Andi Racmadi pergi. Andi Rachmadi pulang."
    assert people(text, "Andi Rachmadi", "Andi Racmadi", "Andi Rachmadi") == {"Andi Rachmadi"}


def test_two_people_of_similar_names_stay_two() -> None:
    text = "Rini Wulandari tiba. Rani Wulandari pulang."
    both = {"Rini Wulandari", "Rani Wulandari"}
    assert people(text, "Rini Wulandari", "Rani Wulandari") == both


def test_a_name_of_one_word_is_completed_from_the_text() -> None:
    text = "Sulastri tiba. Bersama Sulastri Wulandari, hujan turun."
    assert people(text, "Sulastri") == {"Sulastri Wulandari"}


def test_who_was_called_by_the_rest_of_a_completed_name_is_the_same() -> None:
    text = "Marsudi Sulastri tiba. Marsudi pulang. Sulastri berkata."
    assert people(text, "Marsudi", "Sulastri") == {"Marsudi Sulastri"}


def test_who_has_a_completed_name_in_common_with_two_stays_apart() -> None:
    text = "Marsudi Sulastri tiba. Rina Sulastri pulang. Sulastri berkata."
    both = {"Marsudi Sulastri", "Rina Sulastri"}
    assert people(text, "Marsudi", "Rina Sulastri", "Sulastri") == both


def test_a_full_name_that_a_place_stands_before_stays_as_it_is() -> None:
    text = "Kapal tiba dari Marsudi kemarin. Menurut kepala Teluk Marsudi Andi Saputra, hujan."
    assert "Andi Saputra" in people(text, "Marsudi", "Andi Saputra")


def test_a_full_name_grows_by_what_its_bearer_is_called() -> None:
    text = "Hujan turun, kata Marsudi kemarin. Ketua Marsudi Andi Saputra pulang."
    assert people(text, "Marsudi", "Andi Saputra") == {"Marsudi Andi Saputra"}


def test_a_clipped_name_may_be_the_more_frequent() -> None:
    pause = " Hujan turun di seluruh kota hingga malam hari tiba."
    text = "Nurhaliza tiba." + pause + " Nur berkata. Nur pulang."
    assert people(text, "Nurhaliza", "Nur", "Nur") == {"Nurhaliza"}


def test_a_part_of_an_alias_is_the_one_who_bears_it() -> None:
    text = "Cahyo Rudi Hartawan alias Kiko Hartawan tiba. Kiko berkata."
    found = registry(text, "Cahyo Rudi Hartawan", "Kiko")
    assert [person.name for person in found.people] == ["Cahyo Rudi Hartawan"]


def test_nobody_fits_a_name_that_was_not_read() -> None:
    found = registry("Andi Saputra tiba.", "Andi Saputra")
    assert found.find("Rina", 18) is None
    assert found.find("", 18) is None
    assert found.find("…", 18) is None
    assert registry("Hujan turun.").people == []


def test_the_fullest_role_and_title_are_carried_to_the_short_form() -> None:
    text = "Kepala Dinas Andi Saputra tiba. Saputra pulang."
    found = registry(
        text,
        "Andi Saputra",
        "Saputra",
        roles={"Andi Saputra": "Kepala Dinas Perhubungan", "Saputra": "Kepala"},
        honorifics={"Saputra": "Dr"},
    )
    (person,) = found.people
    assert (person.role, person.honorific) == ("Kepala Dinas Perhubungan", "Dr")
    assert found.owner(Span(text.rindex("Saputra"), text.rindex("Saputra") + 7)) is person


@pytest.mark.parametrize(
    ("form", "name", "made"),
    [
        ("jokowi", "Joko Widodo", True),
        ("bamsoet", "Bambang Soesatyo", True),
        ("joko", "Joko Widodo", False),
        ("ganjar", "Ganjar Pranowo", False),
        ("ahok", "Basuki Tjahaja", False),
        ("sandi", "Sandiaga Uno", False),
    ],
)
def test_a_blend_is_made_of_two_words_of_the_name(form: str, name: str, made: bool) -> None:
    assert blend(form, key(name)) is made


@pytest.mark.parametrize(
    ("form", "name", "is_clipped"),
    [
        ("leo", "Leonard Eben", True),
        ("imin", "Muhaimin Iskandar", True),
        ("le", "Leonard Eben", False),
        ("haim", "Muhaimin Iskandar", False),
        ("budima", "Budiman", False),
    ],
)
def test_a_clipped_name_keeps_enough_to_tell(form: str, name: str, is_clipped: bool) -> None:
    assert clipped(key(form), Person(key(name))) is is_clipped


def test_an_initial_is_one_letter() -> None:
    assert initial("m", "muhammad")
    assert not initial("mu", "muhammad")
    assert not initial("n", "muhammad")


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Jonatan Christie tiba. Jojo, sapaan akrab Jonatan Christie, menang. ", "Jojo"),
        ("Jonatan Christie tiba. Gaduh, sapaan akrabnya, menang. ", "Gaduh"),
        ("Jonatan Christie tiba. Gaduh - panggilan Jonatan, menang. ", "Gaduh"),
    ],
)
def test_a_form_of_address_leads_to_its_bearer(text: str, called: str) -> None:
    found = registry(f"{text}{called} pulang.", "Jonatan Christie", called)
    assert {person.name for person in found.people} == {"Jonatan Christie"}


@pytest.mark.parametrize("words", ["panggilan darurat", "panggilannya", "sapaan hangat"])
def test_a_call_is_no_nickname(words: str) -> None:
    text = f"Jonatan Christie tiba. Rina, {words}, menunggu. Rina pulang."
    assert people(text, "Jonatan Christie", "Rina") == {"Jonatan Christie", "Rina"}


def test_a_nickname_with_the_rest_of_a_name_is_the_same_person() -> None:
    text = "Zain Alhadad tiba. Mamak, panggilan Zain Alhadad, pulang. Mamak Alhadad tidur."
    assert people(text, "Zain Alhadad", "Mamak", "Mamak Alhadad") == {"Zain Alhadad"}


def test_two_persons_in_one_word_are_no_third() -> None:
    text = "Gading Marten dan Michael Wanandi kalah. Gading-Michael pulang. Gading tidur."
    found = registry(text, "Gading Marten", "Michael Wanandi", "Gading-Michael", "Gading")
    assert {person.name for person in found.people} == {"Gading Marten", "Michael Wanandi"}
    assert found.couples == {"Gading-Michael"}


def test_a_name_with_a_hyphen_is_one_person() -> None:
    text = "Kareem Abdul-Jabbar tiba. Abdul-Jabbar pulang. Abdul Karim tidur."
    assert "Kareem Abdul-Jabbar" in people(
        text, "Kareem Abdul-Jabbar", "Abdul-Jabbar", "Abdul Karim"
    )


@pytest.mark.parametrize(
    ("short", "joins"), [("Putri KW", True), ("Putri MT", False), ("Rina KW", False)]
)
def test_initials_may_stand_behind_the_first_name(short: str, joins: bool) -> None:
    text = f"Putri Kusuma Wardani tiba. Hari itu hujan turun lama sekali di kota. {short} menang."
    assert (len(people(text, "Putri Kusuma Wardani", short)) == 1) is joins


def test_of_equal_spellings_the_first_is_kept() -> None:
    text = "Nooa Laine tiba. Hari itu hujan turun lama sekali di kota itu. Noaa Laine pulang."
    assert people(text, "Nooa Laine", "Noaa Laine") == {"Nooa Laine"}


def test_a_glued_headline_lengthens_no_name() -> None:
    assert people("Reaksi Faisal DisorotFaisal hari ini. Faisal tiba.", "Faisal") == {"Faisal"}


def test_quotation_marks_are_no_letters_of_a_name() -> None:
    assert key("Francesco 'Pecco' Bagnaia, Ma'ruf") == ("francesco", "pecco", "bagnaia", "ma'ruf")


def test_a_name_written_out_stands_for_the_one_with_an_initial() -> None:
    text = "E Zulpan tiba. E Zulpan pergi. Endra Zulpan tidur."
    assert people(text, "E Zulpan", "E Zulpan", "Endra Zulpan") == {"Endra Zulpan"}
