"""What a position is short for."""

import pytest

from pipeline.resolution.abbreviations import written_out
from pipeline.resolution.organisations import Institutions


@pytest.mark.parametrize(
    ("position", "words"),
    [
        ("Sekjen PKS itu", "sekretaris jenderal partai keadilan sejahtera itu"),
        ("Menlu", "menteri luar negeri"),
        ("Kepala Negara", "presiden"),
        # no abbreviation that anybody explains, and none at all
        ("Sekjen PXQ", "sekretaris jenderal pxq"),
        ("Menlunya", "menlunya"),
    ],
)
def test_a_position_is_written_out(position: str, words: str) -> None:
    name = "Partai Keadilan Sejahtera"
    institutions = Institutions(f"Ia dari {name} (PKS).", [name])
    assert list(written_out(position, institutions)) == words.split()
