"""What an institution's abbreviation or first word stands for in an article."""

import pytest

from pipeline.resolution.organisations import Institutions


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
        ("", ("Pemerintah Provinsi Jakarta",), "Pemprov Jakarta", "Pemerintah Provinsi Jakarta"),
        ("", ("Dewan Pimpinan Pusat PKS",), "DPP PKS", "Dewan Pimpinan Pusat PKS"),
        (
            "Komisi untuk Orang Hilang dan Korban Kekerasan (KontraS) tiba.",
            (),
            "KontraS",
            "Komisi untuk Orang Hilang dan Korban Kekerasan",
        ),
        (
            "Kementerian Energi dan Sumber Daya Mineral (ESDM) tiba.",
            (),
            "Kementerian ESDM",
            "Kementerian Energi dan Sumber Daya Mineral",
        ),
        (
            "Asosiasi Bulu Tangkis Malaysia alias BAM tiba.",
            (),
            "BAM",
            "Asosiasi Bulu Tangkis Malaysia",
        ),
        (
            "Badan Pangan Dunia (Food and Agriculture Organization/ FAO) tiba.",
            (),
            "FAO",
            "Badan Pangan Dunia",
        ),
        ("", (), "Komisi Pemilihan Umum atau KPU", "Komisi Pemilihan Umum"),
        # another province, an abbreviation that was not introduced, two institutions
        ("", ("Pemerintah Provinsi Jakarta",), "Pemprov Banten", "Pemprov Banten"),
        ("", ("Dewan Pimpinan Pusat PKS",), "DPP PKB", "DPP PKB"),
        ("Energi (ESDM) tiba.", (), "Kementerian ESDM", "Kementerian ESDM"),
        ("Komisi Pemilihan Umum atau KPK tiba.", (), "KPK", "KPK"),
        # persons who go by another name
        ("Sandiaga Uno alias Uni tiba.", (), "Uni", "Uni"),
        ("Siti Aminah alias Aisyah tiba.", (), "Aisyah", "Aisyah"),
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
