"""The lists of public figures: what a form means, a user's own file, and files that are wrong."""

import pickle
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline import lexicon
from pipeline.corpus.aliases import bundled, read_aliases
from pipeline.errors import InputError
from pipeline.resolution.spelling import fold

LISTED = tomllib.loads(
    lexicon.files(lexicon.__name__).joinpath("people.toml").read_text(encoding="utf-8")
)


def own(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "people.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "role", "honorific", "person"),
    [
        pytest.param("Jokowi", None, None, "joko widodo", id="other-name"),
        pytest.param("JOKO WIDODO", "Presiden", None, "joko widodo", id="listed-name"),
        pytest.param("Ir. H. Joko Widodo", None, None, "joko widodo", id="titles"),
        pytest.param("Prabowo", "Presiden RI", None, "prabowo subianto", id="role-before"),
        pytest.param("Prabowo", "mantan Menhan", None, "prabowo subianto", id="former-role"),
        pytest.param("Presiden Prabowo", None, None, "prabowo subianto", id="role-in-name"),
        pytest.param("Ipul", "Menteri Sosial", "Gus", "saifullah yusuf", id="title-before"),
        pytest.param("Luhut Binsar Panjaitan", None, None, "luhut binsar pandjaitan", id="spelt"),
        pytest.param(
            "Indar Parawansa", "Gubernur Khofifah", None, "khofifah indar parawansa", id="cut"
        ),
        pytest.param("Ma’ruf Amin", None, None, "maruf amin", id="apostrophe"),
        pytest.param("Prabowo", None, None, None, id="one-word-of-several-people"),
        pytest.param("Prabowo", "Wakil Presiden", None, None, id="another-role"),
        pytest.param("Prabowo", "juru bicara Presiden", None, None, id="role-of-another"),
        pytest.param("Ipul", None, None, None, id="no-title"),
        pytest.param("Khofifah", "mahasiswi", None, None, id="private"),
        pytest.param("Edhy Prabowo", "Menteri", None, None, id="another-name"),
        pytest.param("Widodo", "Presiden", None, None, id="last-name"),
        pytest.param("", None, None, None, id="nothing"),
    ],
)
def test_whom_a_name_means(
    name: str, role: str | None, honorific: str | None, person: str | None
) -> None:
    assert bundled().person(name, role, honorific) == person


def test_the_list_is_in_order_and_every_name_means_its_person() -> None:
    assert all(one < other for one, other in pairwise(LISTED))
    for name, forms in LISTED.items():
        assert {bundled().person(form, None, None) for form in (name, *forms)} == {fold(name)}


def test_without_a_file_the_bundled_list_counts() -> None:
    assert read_aliases(None) is bundled()


def test_a_users_list_comes_on_top(tmp_path: Path) -> None:
    found = read_aliases(own(tmp_path, '"Rina Hapsari" = ["Bu Rina"]\n'))
    assert found.person("Rina", None, "Bu") == "rina hapsari"
    assert found.person("Jokowi", None, None) == "joko widodo"
    assert bundled().person("Rina Hapsari", None, None) is None


def test_a_users_entry_replaces_the_bundled_one(tmp_path: Path) -> None:
    found = read_aliases(own(tmp_path, '"joko widodo" = []\n'))
    assert found.person("Jokowi", None, None) is None
    assert found.person("Joko Widodo", None, None) == "joko widodo"


def test_a_list_travels_to_worker_processes(tmp_path: Path) -> None:
    found = read_aliases(own(tmp_path, '"rina hapsari" = []\n'))
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("joko widodo = [", "not TOML", id="toml"),
        pytest.param('"joko widodo" = "jokowi"', "not a list of names", id="no-list"),
        pytest.param('"joko widodo" = [7]', "not a list of names", id="no-text"),
        pytest.param("[people]\n", "not a list of names", id="table"),
        pytest.param('"rina hapsari" = ["…"]', "is no name", id="no-words"),
        pytest.param('"Rina" = []\n"RINA" = []', "twice", id="twice"),
        pytest.param('"rina hapsari" = ["jokowi"]', "'joko widodo' and 'rina", id="taken"),
        pytest.param('"a b" = ["c d"]\n"c d" = []', "'c d' would be", id="name-of-another"),
    ],
)
def test_a_list_that_is_wrong_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = own(tmp_path, text)
    with pytest.raises(InputError, match=told) as error:
        read_aliases(path)
    assert str(path) in error.value.message
    assert error.value.hint


def test_a_list_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        read_aliases(tmp_path / "none.toml")
    with pytest.raises(InputError, match="cannot read"):
        read_aliases(tmp_path)
    path = tmp_path / "latin.toml"
    path.write_bytes(b'"jos\xe9" = []')
    with pytest.raises(InputError, match="UTF-8"):
        read_aliases(path)
