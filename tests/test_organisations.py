"""What an institution's abbreviation or first word stands for in an article."""

import pytest

from pipeline.organisations import Institutions


@pytest.mark.parametrize(
    ("text", "names", "short", "full"),
    [
        ("Komisi Pemberantasan Korupsi (KPK) tiba.", (), "KPK", "Komisi Pemberantasan Korupsi"),
        ("", ("Kejaksaan Tinggi Lampung",), "Kejaksaan", "Kejaksaan Tinggi Lampung"),
        ("", ("Manchester United",), "MU", "Manchester United"),
        ("", ("Kementerian Keuangan",), "Kemenkeu", "Kementerian Keuangan"),
        ("", ("badan pangan nasional",), "bapanas", "badan pangan nasional"),
        ("Saham PT Jasa Raya (Persero) Tbk naik.", (), "Jasa Raya", "PT Jasa Raya (Persero) Tbk"),
        ("Saham PT Jasa Raya naik.", (), "Jasa Raya", "Jasa Raya"),
        # two that fit, none that fits, a number: as it stands
        ("", ("Manchester United", "Madura United"), "MU", "MU"),
        ("", ("Kejaksaan Tinggi Lampung", "Kejaksaan Agung"), "Kejaksaan", "Kejaksaan"),
        ("", ("Manchester City",), "MU", "MU"),
        ("", ("Kementerian Keuangan",), "Kemenag", "Kemenag"),
        ("", ("Kementerian Keuangan",), "K1", "K1"),
    ],
)
def test_a_short_form_stands_for_the_one_it_fits(
    text: str, names: tuple[str, ...], short: str, full: str
) -> None:
    assert Institutions(text, names).full(short) == full
