"""From where somebody speaks: classes of roles and institutions, and what is left undecided."""

import pytest

from pipeline.corpus.affiliation import (
    NO_ROLE,
    OTHER,
    classes,
    institution,
    institution_key,
    role_class,
)
from pipeline.lexicon import table


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("Menteri Keuangan", "government"),
        ("Wakil Bupati Ciamis", "government"),
        ("Kepala Dinas Kesehatan Gunungkidul", "government"),
        ("Anggota Komisi III DPR RI", "legislature"),
        ("Wakil Ketua DPRD Ponorogo", "legislature"),
        ("Kabid Humas Polda Metro Jaya", "security"),
        ("Juru Bicara KPK", "justice"),
        ("kuasa hukum", "justice"),
        ("Ketua Umum Partai Golkar", "party"),
        ("Bakal calon gubernur", "party"),
        ("Presiden", "government"),
        ("Presiden Direktur", "business"),
        ("Direktur Utama", "business"),
        ("Direktur Penyiaran Ditjen PPI Kementerian Kominfo", "government"),
        ("guru besar UI sekaligus Komisaris BRI", "experts"),
        ("Kepala SMAN 1 Sukorejo", "experts"),
        ("Ketua PP Muhammadiyah", "civil_society"),
        ("mantan pelatih Persebaya", "sport"),
        ("Penyanyi", "culture"),
        ("warga Desa Kebonagung", "citizens"),
        ("pelaksana tugas (Plt) Gubernur", "government"),
        ("Plt Gubernur Jawa Barat", "government"),
        ("Direktur", OTHER),
        ("anggota", OTHER),
        ("bespoke perfumer", OTHER),
        ("mantan", OTHER),
    ],
)
def test_the_first_words_of_a_role_decide_and_else_its_institution(
    role: str, expected: str
) -> None:
    assert role_class("person", role, "Andi") == expected


@pytest.mark.parametrize(
    ("kind", "speaker", "expected"),
    [
        ("person", "Andi Warga", NO_ROLE),
        ("org", "Polres Ciamis", "security"),
        ("org", "Badan Pusat Statistik", "government"),
        ("org", "Buana Motor", OTHER),
        ("unnamed", "warga", "citizens"),
        ("unnamed", "sumber yang dekat", OTHER),
        (None, None, NO_ROLE),
    ],
)
def test_an_institution_and_somebody_unnamed_are_told_by_their_name(
    kind: str | None, speaker: str | None, expected: str
) -> None:
    assert role_class(kind, None, speaker) == expected


def test_every_class_has_its_place() -> None:
    assert classes()[0] == "government"
    assert classes()[-2:] == (OTHER, NO_ROLE)
    assert len(set(classes())) == len(classes())
    assert set(table("institution_classes")) <= set(classes())


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("Kabid Humas Polda Metro Jaya", "Polda Metro Jaya"),
        ("Anggota Komisi III DPR RI", "DPR RI"),
        ("Direktur Bimas Islam Kementerian Agama", "Kementerian Agama"),
        ("Kepala Dinas Kesehatan Gunungkidul", "Dinas Kesehatan Gunungkidul"),
        ("Menteri Koordinator Bidang Perekonomian", "Kementerian Koordinator Bidang Perekonomian"),
        ("Menag", "Kementerian Agama"),
        ("Kapolres Ciamis", "Polres Ciamis"),
        ("Kapolri", "Polri"),
        ("Direktur PT. Sinar Samudra", "PT. Sinar Samudra"),
        ("mantan Wakil Wali Kota Bandung", "Pemerintah Kota Bandung"),
        ("Bupati Sukabumi, Jawa Barat", "Pemerintah Kabupaten Sukabumi"),
        ("Gubernur Bank Indonesia", "Bank Indonesia"),
        ("pakar hukum tata negara, dosen Universitas Indonesia", "Universitas Indonesia"),
        ("Kapolres", None),
        ("Menteri", None),
        ("Presiden", None),
        ("Sekretaris Pers Departemen Pertahanan Amerika Serikat",
         "Departemen Pertahanan Amerika Serikat"),
        ("istri anggota DPR", None),
        ("warga Kelurahan Kaliwungu", None),
        ("pengamat", None),
        (None, None),
    ],
)  # fmt: skip
def test_the_institution_is_the_last_a_role_names_or_that_of_the_office(
    role: str | None, expected: str | None
) -> None:
    assert institution("person", role, "Andi") == expected


def test_an_institution_speaks_for_itself() -> None:
    assert institution("org", None, "Astra Motor") == "Astra Motor"
    assert institution("unnamed", None, "warga") is None


def test_names_of_one_institution_are_counted_together() -> None:
    keys = {institution_key(name) for name in ("KPK", "Komisi Pemberantasan Korupsi", "KPK RI")}
    assert len(keys) == 1
    assert institution_key("DPR RI") == institution_key("Dewan Perwakilan Rakyat")
    assert institution_key("Badan Meteorologi, Klimatologi,  dan Geofisika") == institution_key(
        "BMKG"
    )
    assert institution_key("Polda Jatim") != institution_key("Polri")
    assert institution_key("Bank Indonesia") == institution_key("BI")


def test_a_name_stands_for_one_institution() -> None:
    names = [other for name, others in table("institutions").items() for other in (name, *others)]
    assert len(names) == len(set(names))
