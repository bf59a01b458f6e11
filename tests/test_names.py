"""Where a name is found that the taggers took for something else, and what ends one."""

import pytest
from made import annotated

from pipeline.attribution.introductions import introductions
from pipeline.attribution.names import DIVISION, name_range, tidy


def named(written: str) -> list[str | None]:
    """Return the names that an article of one sentence introduces."""
    return [mention.name for mention in introductions(annotated(written))]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        pytest.param(
            "pelatih klub , Christophe/B-ORG Gamel/E-ORG , cemas . kata Gamel/S-PER/S-PERSON",
            ["Christophe Gamel", "Gamel"],
            id="behind-a-comma",
        ),
        pytest.param(
            "cemas di Bank/B-ORG BRI/I-ORG Gamel/E-ORG , cemas . kata Gamel/S-PER/S-PERSON",
            ["Gamel", "Gamel"],
            id="not-behind-an-institution",
        ),
        pytest.param(
            "klub , Yayasan/B-ORG Gamel/E-ORG , cemas . kata Gamel/S-PER/S-PERSON",
            ["Gamel", "Gamel"],
            id="not-the-institution-of-that-name",
        ),
        pytest.param(
            "klub , Christophe/B-ORG Gamel/E-ORG , cemas . kata Andi/S-PER/S-PERSON",
            ["Andi"],
            id="nobody-of-that-name-speaks",
        ),
    ],
)
def test_a_run_taken_for_an_institution_is_a_name_if_its_last_word_speaks(
    written: str, names: list[str]
) -> None:
    assert named(written) == names


@pytest.mark.parametrize(
    ("written", "rest"),
    [
        ("U-17/B-PER Diego/I-PER Martinez/E-PER", "Diego Martinez"),
        ("Noor/B-PER Hasan/I-PER , SpPD/E-PER", "Noor Hasan"),
        ("Tim/B-PER Kaine/E-PER", "Tim Kaine"),
        ("Wenda/B-PER R./I-PER Nabiel/E-PER", "Wenda R. Nabiel"),
        ("Randuagung/B-PER AKP/I-PER Andi/E-PER", "Andi"),
        ("Tim Kaine/S-PER", "Kaine"),
        ("Menanda/B-PER Putra/I-PER Duta/E-PER", "Menanda Putra Duta"),
    ],
)
def test_what_is_no_word_of_a_name_comes_off(written: str, rest: str) -> None:
    tokens = annotated(written).sentences[0].tokens
    found = tidy(tokens, 0, len(tokens))
    assert found is not None
    assert " ".join(token.text for token in tokens[slice(*found)]) == rest


@pytest.mark.parametrize(
    ("written", "name"),
    [
        pytest.param("kata warga , Abi/S-PER/S-PERSON ( 19 )", "Abi", id="both-see-a-person"),
        pytest.param("kata warga , Abi/S-PER ( 19 )", None, id="one-does"),
        pytest.param("kata warga , Menpora/S-PER/S-PERSON", None, id="a-position"),
        pytest.param("kata warga , abi/S-PER/S-PERSON", None, id="in-lower-case"),
    ],
)
def test_an_address_alone_may_be_a_name(written: str, name: str | None) -> None:
    tokens = annotated(written).sentences[0].tokens
    found = name_range(tokens, 1, 4)
    assert (found and tokens[found[0]].text) == name


@pytest.mark.parametrize(
    ("form", "is_one"),
    [("U-17", True), ("I/BB", True), ("Rungkat/Ardila", False), ("IV", False), ("Andi", False)],
)
def test_a_division_of_an_army_or_a_team(form: str, is_one: bool) -> None:
    assert (DIVISION.fullmatch(form) is not None) is is_one
