"""Near-identical articles: what counts as a repeat, what does not, and that work is linear."""

import random
from collections import Counter
from collections.abc import Iterable

import pytest

from pipeline.corpus import similar
from pipeline.corpus.similar import near_duplicates

WORDS = [f"kata{number}" for number in range(4000)]
REPORT = """
Wali Kota Tanjungsari Rina Halim membuka pasar ikan yang baru di pelabuhan, Senin. Ia berharap
pedagang yang selama ini berjualan di tepi jalan pindah ke kios yang sudah disediakan pemerintah
kota. "Sewa kios gratis selama tiga bulan pertama," kata Rina. Kepala Dinas Perikanan Anton Wijaya
menambahkan, pasar itu memiliki gudang pendingin dengan daya tampung dua puluh ton. Para nelayan
menyambut baik pembukaan pasar tersebut, tetapi meminta agar jalan menuju pelabuhan segera
diperbaiki karena sering tergenang air saat hujan turun. Rina menjanjikan perbaikan jalan selesai
tahun ini.
"""


def prose(seed: int, length: int = 120) -> str:
    """Return words in an order of their own."""
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def test_a_report_in_another_paper_is_found() -> None:
    syndicated = f"TANJUNGSARI, WARTA PESISIR - {REPORT} (ant/red) Baca juga: Harga ikan naik."
    assert near_duplicates([prose(1), REPORT, prose(2), syndicated]) == [None, None, None, 1]


@pytest.mark.parametrize(
    "changed",
    [
        REPORT.upper(),
        REPORT.replace("\n", " "),
        REPORT.replace(",", " ,").replace('"', "“"),
        REPORT.replace("Senin", "Senin (3/3/2025)").replace("dua puluh", "20"),
        "\n".join(REPORT.strip().split("\n")[:5]),
    ],
    ids=["capitals", "flattened", "marks", "edited", "shortened"],
)
def test_what_papers_change_does_not_hide_it(changed: str) -> None:
    assert near_duplicates([REPORT, changed]) == [None, 0]


def test_another_report_of_the_same_event_is_none() -> None:
    own = """
    Pasar ikan baru di pelabuhan Tanjungsari resmi beroperasi. Peresmian dilakukan Wali Kota
    Rina Halim pada awal pekan ini. Menurut dia, kios dapat disewa tanpa biaya hingga tiga bulan
    ke depan. Gudang pendingin yang mampu menyimpan dua puluh ton ikan ikut dibangun, ujar Anton
    Wijaya dari Dinas Perikanan. Nelayan berterima kasih, walaupun jalan ke sana masih kerap
    banjir, dan berharap janji wali kota untuk memperbaikinya ditepati sebelum akhir tahun.
    """
    assert near_duplicates([REPORT, own]) == [None, None]


def test_bulletins_of_one_form_are_apart() -> None:
    form = (
        "Harga emas Antam {0} hari ini {1} rupiah per gram, {2} dari harga kemarin. Harga jual "
        "kembali {3} rupiah. Berikut rincian: setengah gram {4} rupiah, satu gram {5} rupiah, dua "
        "gram {6} rupiah, lima gram {7} rupiah, sepuluh gram {8} rupiah. Transaksi di atas {9} "
        "rupiah dikenakan pajak penghasilan."
    )
    bulletins = [
        form.format(*(f"{day}{number}000" for number in range(10))) for day in range(10, 16)
    ]
    assert near_duplicates(bulletins) == [None] * 6


def test_what_differs_in_its_numbers_alone_is_another_bulletin() -> None:
    frame = "Harga emas {} rupiah, dijual kembali {} rupiah, perak {} rupiah, platina {} rupiah."
    monday = f"{frame.format(1943000, 1790000, 21500, 780000)} {REPORT}"
    tuesday = f"{frame.format(1951000, 1798000, 21900, 781000)} {REPORT}"
    assert near_duplicates([monday, tuesday]) == [None, None]
    assert near_duplicates([monday, f"{monday} (17/3/2025)"]) == [None, 0]
    assert near_duplicates([f"Senin 17 Maret 2025. {REPORT}", f"Selasa. {REPORT}"]) == [None, 0]


def test_short_texts_are_not_compared() -> None:
    warning = "Hujan lebat disertai petir diperkirakan turun di Randuagung sore ini."
    assert near_duplicates([warning, warning, "", " "]) == [None] * 4


def test_every_answer_is_an_original() -> None:
    words = REPORT.split()
    chain = [" ".join([*words[cut:], *prose(9, 200).split()[:cut]]) for cut in range(0, 90, 6)]
    found = near_duplicates(chain)
    originals = {place for place, other in enumerate(found) if other is None}
    assert 1 < len(originals) < len(chain)
    assert {other for other in found if other is not None} <= originals
    assert all(other is None or other < place for place, other in enumerate(found))


def test_the_same_texts_give_the_same_answer() -> None:
    texts = [prose(seed % 7, 100 + seed) for seed in range(40)]
    assert near_duplicates(texts) == near_duplicates(texts)
    assert near_duplicates([]) == []


def test_how_alike_is_asked_can_be_said() -> None:
    half = f"{REPORT} {prose(3, 60)}"
    assert near_duplicates([REPORT, half], alike=0.9) == [None, None]
    assert near_duplicates([REPORT, half], alike=0.3) == [None, 0]


def test_nearly_all_pairs_at_the_threshold_are_seen() -> None:
    """Of pairs that share seven tenths of their runs, no more than one in a hundred is missed."""
    texts = []
    for seed in range(200):
        words = prose(seed, 200).split()
        texts += [" ".join(words), " ".join([*words[:165], *prose(1000 + seed, 35).split()])]
    found = near_duplicates(texts)
    assert sum(other is not None for other in found) >= 198
    assert all(other in {None, place - 1} for place, other in enumerate(found))


def test_of_many_bulletins_of_one_form_each_costs_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is an original that shares bands with all before it: what is looked at stays bounded."""
    looked_at: list[int] = []

    def counted(earlier: Iterable[int]) -> Counter[int]:
        shared = Counter(earlier)
        looked_at.append(shared.total())
        return shared

    monkeypatch.setattr(similar, "Counter", counted)
    prices = "Emas {} rupiah, perak {} rupiah, platina {} rupiah, tembaga {} rupiah."
    bulletins = [
        f"{REPORT} {prices.format(*(f'{number}{metal}000' for metal in range(4)))}"
        for number in range(100, 500)
    ]
    assert near_duplicates(bulletins) == [None] * 400
    assert max(looked_at) > 100  # they do share bands
    assert max(looked_at[200:]) <= 1.2 * max(looked_at[:200])


def test_a_report_printed_again_is_found_among_bulletins_of_one_form() -> None:
    prices = "Emas {0} rupiah, perak {0}1 rupiah, platina {0}2 rupiah, tembaga {0}3 rupiah."
    bulletins = [f"{REPORT} {prices.format(number)}" for number in range(100, 140)]
    found = near_duplicates([*bulletins, f"{bulletins[-5]} (ant)"])
    assert found == [None] * 40 + [35]
