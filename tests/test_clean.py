"""Cleaning: what is repaired, what is marked, and what is left exactly as it was published."""

import json
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example as case
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cleaning.fixers import FIXERS
from pipeline.cleaning.furniture import families, find_by_family
from pipeline.lexicon import table
from pipeline.records import Article, CleanArticle, Reason, Reject, Span
from pipeline.stages.clean import clean

QUOTE_MARKS = "\"'“”„‟‘’‚‛«»‹›`´″′＂"
SENTENCE = "Pemerintah akan menambah anggaran untuk sekolah di daerah pada tahun ini."
ENGLISH = (
    "The government said on Friday that it would raise the price of fuel in the next month, and "
    "that the decision was taken after a long debate with the parliament. It is not clear how the "
    "people who live in the villages will be affected by the change, which economists criticised."
)
MALAY = (
    "Kerajaan akan memperkenalkan beberapa langkah baharu untuk membantu rakyat yang terjejas oleh "
    "banjir di negeri itu, kata Perdana Menteri dalam satu kenyataan hari Isnin. Beliau berkata "
    "bantuan tersebut akan disalurkan kepada semua yang telah kehilangan tempat tinggal."
)


def cleaned(text: str, **fields: str) -> CleanArticle:
    result = clean(Article("a", text, **fields))
    assert isinstance(result, CleanArticle), result
    return result


def rejected(text: str) -> Reject:
    result = clean(Article("a", text, source_file="berita.csv", source_row=3))
    assert isinstance(result, Reject), result
    return result


def furniture(text: str) -> list[str]:
    article = cleaned(text)
    return [span.of(article.text) for span in article.furniture]


class TestRepairs:
    @pytest.mark.parametrize(
        ("broken", "repaired", "fixer"),
        [
            ("“Kami siap,” kata Andi &amp; Budi", "“Kami siap,” kata Andi & Budi", "html_entities"),
            ("&ldquo;Kami siap,&rdquo; kata Andi", "“Kami siap,” kata Andi", "html_entities"),
            ("&amp;quot;Kami siap,&amp;quot; kata Andi", '"Kami siap," kata Andi', "html_entities"),
            ("&#8220;Kami siap,&#x201d; kata Andi", "“Kami siap,” kata Andi", "html_entities"),
            ("Kami siap.<br />Itu pasti.", "Kami siap.\nItu pasti.", "break_tags"),
            ("<p>Kami siap.</p>", "\nKami siap.\n", "break_tags"),
            ('Kami <strong class="x">siap</strong>.', "Kami siap.", "inline_tags"),
            ("â€œKami siap,â€\x9d kata Andi", "“Kami siap,” kata Andi", "mojibake"),
            ("â€œKami siap,â€\ufffd kata Andi", "“Kami siap,” kata Andi", "lost_quotes"),
            ("Luasnya 2.567 mÂ² saja", "Luasnya 2.567 m² saja", "mojibake"),
            ("\x93Kami siap,\x94 kata Andi", "“Kami siap,” kata Andi", "mojibake"),
            ("Kami\x81 siap", "Kami\ufffd siap", "c1_controls"),
            ("Kami siap.\r\nItu pasti.\rYa.", "Kami siap.\nItu pasti.\nYa.", "line_breaks"),
            ("Kami\x00 siap\x07.", "Kami siap.", "control_characters"),
            ("kata\u00a0Andi\u202fkemarin", "kata Andi kemarin", "spaces"),
            ("me\u00adnga\u200bta\ufeffkan", "mengatakan", "zero_width"),
            ("\u200eSlamet mengklaim", "Slamet mengklaim", "direction_marks"),
            ("Ini \ud83d\ude00 lucu", "Ini 😀 lucu", "surrogates"),
            ("Ini \ud83d rusak", "Ini \ufffd rusak", "surrogates"),
        ],
    )
    def test_repairs_and_counts(self, broken: str, repaired: str, fixer: str) -> None:
        article = cleaned(broken)
        assert article.text == repaired
        assert dict(article.repairs)[fixer] >= 1

    def test_counts_every_change(self) -> None:
        assert dict(cleaned("a&nbsp;b&nbsp;c\x00").repairs) == {
            "html_entities": 2,
            "control_characters": 1,
            "spaces": 2,
        }

    def test_names_only_fixers_of_the_table(self) -> None:
        names = [fixer.name for fixer in FIXERS]
        assert len(set(names)) == len(names)
        repairs = cleaned("&amp;\r\n\x00\u00a0\u200b<br>mÂ² â€œ").repairs
        assert [name for name, _ in repairs] == [name for name in names if name in dict(repairs)]

    @pytest.mark.parametrize(
        "text",
        [
            "”Kami siap,” kata Andi. ‘Ya’ «nein» „so“ ‚so‘ `a´ ″b″ ＂c＂",
            "Kami siap -- kata dia – pasti — ya… dan ... lagi",
            "ﬁlm dan ＦＵＬＬ ｗｉｄｔｈ dan ½ dan m² dan №",
            "Ia berkata, ?Kami siap? lalu pergi",
            "Presiden Erdoğan, São Paulo, Viñales dan café",
            "Décomposé e\u0301 tetap begitu",
            "قال الرئيس «نحن مستعدون» \u200fلذلك",
            "Ayat \u06dd dan \u200fاسم\u200f di tengah kalimat",
            "نمی\u200cخواهم",
            "Keluarga 👨\u200d👩\u200d👧 dan 🤦\u200d♂️ dan 🇮🇩 dan 👍🏽 dan 1️⃣",
            "ꦲꦏ꧀ꦱꦫ ꦗꦮ",
            "R&D; AT&T dan A&B",
            "x < y dan y > z, <3, <Andi>",
            "Baris satu\n\n  Baris dua\tdengan tab  dan dua spasi ",
        ],
    )
    def test_leaves_what_was_published(self, text: str) -> None:
        article = cleaned(text)
        assert article.text == text
        assert article.repairs == ()

    def test_repairs_the_title_to_one_line(self) -> None:
        assert cleaned(SENTENCE, title="Andi:&nbsp;&ldquo;Siap&rdquo;\r\nBesok").article.title == (
            "Andi: “Siap” Besok"
        )


class TestParagraphs:
    def test_are_the_lines_that_hold_something(self) -> None:
        article = cleaned("  Satu baris. \r\n\r\n\tDua baris.\n   \nBaca juga: Tiga")
        assert [span.of(article.text) for span in article.paragraphs] == [
            "Satu baris.",
            "Dua baris.",
            "Baca juga: Tiga",
        ]


class TestFurniture:
    @pytest.mark.parametrize(
        ("name", "example"),
        [(family.name, example) for family in families() for example in family.examples],
    )
    def test_every_family_finds_its_examples(self, name: str, example: str) -> None:
        heading = name.startswith("dateline")
        if heading:
            text = f"{example}{SENTENCE}"
        elif name == "byline_end":
            text = f"{SENTENCE} {example}"
        else:
            text = f"{SENTENCE}\n{example}\n{SENTENCE}"
        found = [span.of(text) for family, span in find_by_family(text) if family == name]
        assert found, text
        assert not any(SENTENCE in part for part in found)

    def test_every_family_needs_what_its_examples_hold(self) -> None:
        for family in families():
            for example in family.examples:
                assert not family.needs or any(need in example for need in family.needs), example

    @pytest.mark.parametrize(
        "dateline",
        [
            "JAKARTA, KOMPAS.com -",
            "Jakarta, CNN Indonesia --",
            "TRIBUNNEWS.COM, JAKARTA -",
            "REPUBLIKA.CO.ID, JAKARTA --",
            "Liputan6.com, Jakarta -",
            "TEMPO.CO, Jakarta -",
            "Jakarta (ANTARA) -",
            "BANDUNG -",
        ],
    )
    def test_masks_a_dateline_and_not_the_sentence_after_it(self, dateline: str) -> None:
        assert furniture(f"{dateline} {SENTENCE}") == [dateline]
        assert furniture(f'{dateline} "Kami siap," kata Andi.') == [dateline]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (  # a line of its own
                f"{SENTENCE}\nBaca juga: Harga beras turun di pasar induk\n{SENTENCE}",
                ["Baca juga: Harga beras turun di pasar induk"],
            ),
            (  # flattened, glued to the next sentence
                f"{SENTENCE} Baca juga: Harga Beras Turun di Pasar IndukAndi bilang harga turun.",
                ["Baca juga: Harga Beras Turun di Pasar Induk"],
            ),
            (  # glued to a quote
                f'{SENTENCE} Baca juga: Harga Beras Turun di Pasar"Kami siap," kata Andi.',
                ["Baca juga: Harga Beras Turun di Pasar"],
            ),
            (  # flattened, told by the word that opens a sentence
                f"{SENTENCE} Baca Juga Harga Beras Turun di Pasar Menurut Andi, harga turun.",
                ["Baca Juga Harga Beras Turun di Pasar"],
            ),
            (  # flattened, nobody can tell: the label alone
                f"{SENTENCE} Baca juga: Harga Beras Turun Andi Wijaya mengatakan harga turun.",
                ["Baca juga:"],
            ),
            (
                f"{SENTENCE} Baca juga: Harga Beras Turun di YouTube",
                ["Baca juga: Harga Beras Turun di YouTube"],
            ),
            (
                f"{SENTENCE}  Simak Video: Harga Beras Turun  [Gambas:Video 20detik]  {SENTENCE}",
                ["Simak Video: Harga Beras Turun  [Gambas:Video 20detik]"],
            ),
            (
                f"{SENTENCE}\nSumber: Yonhap\nCOPYRIGHT © ANTARA News Kalimantan Barat 2024",
                ["Sumber: Yonhap", "COPYRIGHT © ANTARA News Kalimantan Barat 2024"],
            ),
            (f"{SENTENCE} [Gambas:Video CNN] (nva/jun)", ["[Gambas:Video CNN] (nva/jun)"]),
            (f"{SENTENCE}(*)", ["(*)"]),
        ],
    )
    def test_masks_links_and_credits(self, text: str, expected: list[str]) -> None:
        assert furniture(text) == expected

    @pytest.mark.parametrize(
        "text",
        [
            '"Saya baca juga buku itu," kata Andi.',
            "Ia membaca juga surat kabar dan kami lihat juga pasarnya.",
            "Lihat juga yang terjadi pada Andi. Tanpa modal ia takkan juara.",
            "Kementerian Agraria (ATR/BPN) dan (and/or) menyatakan siap bekerja.",
            "Sumber: air bersih sulit didapat, kata Andi, dan sumur di desa kami pun ikut kering.",
            "KETUA KPU: Kami siap bekerja.\nANDI: Tunggu dulu.",
            "Menurut sumber, editor surat kabar itu pergi.",
            "Prabowo-Gibran unggul - kata Andi - di Jawa.",
            'Jakarta, kata Andi, "akan tenggelam - cepat atau lambat".',
            "Andi mengatakan kepada Kompas.com, Jakarta akan banjir - lagi.",
            "Dapatkan uang itu, kata Andi. Ikuti aturan, ujarnya.",
            "Simak penjelasan Andi berikut ini.",
            "Artikel ini ditulis Andi, kata Budi.",
        ],
    )
    def test_leaves_sentences_alone(self, text: str) -> None:
        assert furniture(text) == []

    def test_cuts_nothing(self) -> None:
        text = f"JAKARTA, KOMPAS.com - {SENTENCE}\nADVERTISEMENT\nBaca juga: Harga Turun\n(abc/def)"
        assert cleaned(text).text == text


class TestLanguage:
    @pytest.mark.parametrize(
        "text", [SENTENCE, MALAY, f"{SENTENCE} {ENGLISH}", ENGLISH[:100], "Persib 2-1 Persija"]
    )
    def test_lets_pass(self, text: str) -> None:
        assert cleaned(text).text == text

    def test_lets_pass_a_javanese_quote(self) -> None:
        text = f'"Aku ora ngerti opo-opo, iki kabeh saka karsane Gusti," kata dia. {SENTENCE} ' * 2
        assert cleaned(text).text == text

    def test_sets_aside_another_language_with_its_place(self) -> None:
        reject = rejected(ENGLISH)
        assert (reject.reason, reject.detail) == (Reason.OTHER_LANGUAGE, "the text is in English")
        assert (reject.article_id, reject.source_file, reject.source_row) == ("a", "berita.csv", 3)

    def test_sets_aside_another_script(self) -> None:
        assert (
            rejected("Правительство сообщило об этом в пятницу. " * 12).reason
            is Reason.OTHER_LANGUAGE
        )

    def test_keeps_an_indonesian_text_around_verses(self) -> None:
        verse = "سألت الله يكرمكم جميعا وكل الوافدين " * 12
        text = f"Ustaz itu mengatakan bahwa doa ini dibaca oleh semua orang. {SENTENCE} {verse}"
        assert cleaned(text).text == text

    def test_the_lists_are_sorted_and_no_foreign_word_is_indonesian(self) -> None:
        lists = table("languages")
        for name, words in lists.items():
            assert list(words) == sorted(set(words)), name
            if name != "indonesian":
                assert not set(words) & set(lists["indonesian"]), name


class TestNothingToRead:
    @pytest.mark.parametrize(
        "text", ["", "   \n", "\x00\x00", "12345 --- !!!", "&nbsp;", "<br><br>", "😀😀"]
    )
    def test_a_text_without_letters_is_empty(self, text: str) -> None:
        assert rejected(text).reason is Reason.EMPTY


class TestSize:
    @pytest.mark.parametrize(
        "text",
        [
            pytest.param(f"{SENTENCE} " * 68_000, id="5 MB in one line"),
            pytest.param('kata "' * 10_000, id="10,000 quote marks"),
            pytest.param("“" * 10_000 + "a", id="10,000 opening marks"),
            pytest.param("Baca juga: " * 50_000, id="labels only"),
            pytest.param("Baca juga: A " * 50_000, id="labels and capitals"),
            pytest.param("JAKARTA " * 60_000, id="capitals"),
            pytest.param("JAKARTA, " * 60_000, id="capitals and commas"),
            pytest.param("&amp;" * 100_000 + "a", id="entities"),
            pytest.param("a<p " * 100_000, id="tags that never close"),
            pytest.param("a" + " " * 500_000 + "b", id="spaces"),
            pytest.param("a" + "\n" * 500_000 + "b", id="lines"),
            pytest.param("Sumber: a" * 50_000, id="credits"),
            pytest.param("(abc/def) " * 50_000 + "a", id="bylines"),
            pytest.param("Artikel ini telah tayang di a " * 20_000, id="published elsewhere"),
            pytest.param("Simak video '" * 40_000, id="video titles"),
            pytest.param("â€œ" * 100_000 + "a", id="mojibake"),
            pytest.param("a" * 2_000_000, id="one word"),
            pytest.param("Laporan Wartawan " * 40_000, id="reporters"),
        ],
    )
    def test_takes_time_in_step_with_the_length(self, text: str) -> None:
        started = time.process_time()
        clean(Article("a", text))
        assert time.process_time() - started < 20


TEXTS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [
                *(example for family in families() for example in family.examples),
                SENTENCE, '"Kami siap," kata Andi.', "\n", "\r\n", " ", "  ", "&amp;", "&lt;",
                "br>", "&quot;", "<p>", "</", "a", "\x00", "\u200b", "\u200d", "\u00ad", "\u00a0",
                "â€", "œ", "\ufffd", "\x9d", "Ã", "©", "\ud83d", "\ude00", "“", "”", "\u202e",
                "#38;", "&", ";", "😀", "م", "\u0301",
            ]
        ),
        max_size=12,
    ).map("".join),
)  # fmt: skip


class TestAlways:
    @settings(max_examples=300, deadline=None)
    @given(TEXTS)
    def test_never_fails_and_its_spans_hold(self, text: str) -> None:
        result = clean(Article("a", text, title=text))
        if isinstance(result, Reject):
            return
        result.text.encode()
        result.article.title.encode()
        for spans in (result.furniture, result.paragraphs):
            assert list(spans) == sorted(spans)
            for span in spans:
                assert 0 <= span.start < span.end <= len(result.text)
                assert span.of(result.text) == span.of(result.text).strip()
            for before, after in pairwise(spans):
                assert before.end <= after.start
        assert "".join(result.text.split()) == "".join(
            "".join(span.of(result.text) for span in result.paragraphs).split()
        )

    @settings(max_examples=300, deadline=None)
    @given(TEXTS)
    @case("á\x86<P>0")
    def test_cleaning_twice_changes_nothing(self, text: str) -> None:
        once = clean(Article("a", text, title=text))
        if isinstance(once, Reject):
            return
        twice = clean(once.article)
        assert twice == CleanArticle(once.article, (), once.furniture, once.paragraphs)

    @settings(max_examples=300, deadline=None)
    @given(st.text(alphabet=st.sampled_from([*QUOTE_MARKS, *"abc ,.\n\r\t?!-\u00a0\u200b\x00م😀"])))
    def test_keeps_every_quote_mark(self, text: str) -> None:
        result = clean(Article("a", f"{text} a"))
        assert isinstance(result, CleanArticle)
        kept = [character for character in result.text if character in QUOTE_MARKS]
        assert kept == [character for character in text if character in QUOTE_MARKS]


def test_no_quote_of_the_gold_articles_is_furniture(shared: Path) -> None:
    overlaps = []
    for name in ("train", "dev"):
        with (shared / "gold" / f"{name}.jsonl").open(encoding="utf-8") as lines:
            for article in map(json.loads, lines):
                masked = [span for _, span in find_by_family(article["text"])]
                for quote in article["quotes"]:
                    for part in ("", "mention_", "cue_"):
                        if quote.get(f"{part}start") is not None:
                            span = Span(quote[f"{part}start"], quote[f"{part}end"])
                            overlaps += [span for mask in masked if mask.overlaps(span)]
    assert overlaps == []
