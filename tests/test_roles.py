"""What a person is: which positions are weighed, what speaks for them, and what is taken."""

import pytest

from pipeline.attribution.mentions import bare_role
from pipeline.records import (
    AnnotatedArticle,
    Article,
    CleanArticle,
    Mention,
    MentionKind,
    Sentence,
    Span,
    Token,
)
from pipeline.resolution.entities import Registry
from pipeline.resolution.roles import Candidate, Roles
from pipeline.weights import bundled, total

PEOPLE = ("Andi Wijaya", "Budi Santoso")
VERBS = {"datang", "pulang", "menjabat", "mengakui", "bermain"}


class Made:
    """An article of sentences in lines; persons are those of `PEOPLE`, by first name as well."""

    def __init__(self, text: str, role: str | None = None, at: int = 0) -> None:
        """Name the persons; the rules give ``role`` to the naming at the line ``at``."""
        sentences, start = [], 0
        for line in text.split("\n"):
            tokens, place = [], start
            for word in line.split(" "):
                person = "S-PER" if any(word in name.split() for name in PEOPLE) else "O"
                upos = "VERB" if word in VERBS else "NOUN" if word[0].isalnum() else "PUNCT"
                tokens.append(Token(word, place, place + len(word), upos, name=person))
                place += len(word) + 1
            sentences.append(Sentence(start, start + len(line), tuple(tokens)))
            start += len(line) + 1
        self.article = AnnotatedArticle(CleanArticle(Article("a", text)), tuple(sentences))
        namings = []
        for number, sentence in enumerate(sentences):
            for name in PEOPLE:
                form = name if name in sentence_text(text, sentence) else name.split()[0]
                found = text.find(form, sentence.start, sentence.end)
                if found >= 0:
                    ruled = role if number == at and role else None
                    start = text.index(ruled, sentence.start) if ruled else found
                    end = max(found + len(form), start + len(ruled or ""))
                    namings.append(
                        Mention(Span(min(start, found), end), MentionKind.NAME, number, form, ruled)
                    )
        self.namings = sorted(namings, key=lambda m: m.span)
        self.registry = Registry(text, self.namings)

    def roles(self, described: dict[Span, str] | None = None) -> Roles:
        """Return what the persons may be."""
        return Roles(self.article, self.registry, self.namings, described or {}, frozenset(PEOPLE))

    def of(self, name: str, described: dict[Span, str] | None = None) -> dict[str, frozenset[str]]:
        """Return a person's candidates: text -> features."""
        person = next(p for p in self.registry.people if p.name == name)
        found = self.roles(described).candidates(person)
        assert found[-1].text is None
        return {c.text: c.features for c in found if c.text}

    def chosen(self, name: str) -> str | None:
        """Return what the bundled weights choose."""
        return self.roles().choose(next(p for p in self.registry.people if p.name == name))


def sentence_text(text: str, sentence: Sentence) -> str:
    """Return the characters of a sentence."""
    return text[sentence.start : sentence.end]


def test_what_stands_beside_a_name_is_weighed() -> None:
    found = Made("Ketua Sanggar Andi Wijaya datang .").of("Andi Wijaya")
    assert set(found) == {"Ketua Sanggar"}
    features = found["Ketua Sanggar"]
    assert {"before a name", "opens with a head", "not taken by rule", "<= 2 words"} <= features
    assert "beside: the longest" in features
    assert "rule: the longest" not in features


def test_what_the_rules_took_is_weighed_as_such() -> None:
    found = Made("Ketua Sanggar Andi Wijaya datang .", "Ketua Sanggar").of("Andi Wijaya")
    assert {"taken by rule", "the rules' choice", "rule: the longest"} <= found["Ketua Sanggar"]
    assert "not taken by rule" not in found["Ketua Sanggar"]


def test_a_full_name_counts_where_nobody_saw_a_name() -> None:
    made = Made("Andi Wijaya datang .\nKetua Sanggar Andi Wijaya pulang .")
    made.namings = made.namings[:1]
    assert "Ketua Sanggar" in made.of("Andi Wijaya")


def test_a_description_means_who_was_named_last() -> None:
    made = Made("Andi Wijaya datang .\nPelatih asal Medan itu pulang .")
    features = made.of("Andi Wijaya")["Pelatih asal Medan"]
    assert {"points back", "points back, named last but 0"} <= features
    assert "points back, named 1 sentences ago" in features


def test_a_description_does_not_reach_back_over_sentences() -> None:
    made = Made("Andi Wijaya datang .\nHujan turun .\nPelatih asal Medan itu pulang .")
    assert "Pelatih asal Medan" not in made.of("Andi Wijaya")


def test_a_description_beside_a_quote_is_of_whom_it_was_found_to_mean() -> None:
    text = "Budi Santoso datang .\nAndi Wijaya datang .\nPelatih asal Medan itu mengakui kalah ."
    made = Made(text)
    at = text.index("Pelatih")
    described = {Span(at, at + len("Pelatih asal Medan itu")): "Budi Santoso"}
    features = made.of("Budi Santoso", described)["Pelatih asal Medan"]
    assert {"speaks by it", "points back, beside a quote"} <= features
    assert "Pelatih asal Medan" not in made.of("Andi Wijaya", described)


def test_the_own_name_is_no_part_of_a_position() -> None:
    made = Made("Andi Wijaya datang .", "Andi")
    assert not made.of("Andi Wijaya")
    made = Made("Ketua Sanggar Andi Wijaya datang .", "Ketua Sanggar Andi")
    assert set(made.of("Andi Wijaya")) == {"Ketua Sanggar"}
    made = Made("Kuasa hukum Budi Santoso , Andi Wijaya , datang .", "Kuasa hukum Budi Santoso")
    assert "Kuasa hukum Budi Santoso" in made.of("Andi Wijaya")


@pytest.mark.parametrize(
    ("role", "kept"),
    [
        ("Aksesibilitas Camat Colomadu", "Camat Colomadu"),  # a headline before
        ("Branch Manager Alfamidi", "Branch Manager Alfamidi"),  # the head stands last
        ("seniwati dan pendiri Sanggar", "seniwati dan pendiri Sanggar"),  # two positions
        ("dari Ikatan Dokter", "dari Ikatan Dokter"),
    ],
)
def test_a_headline_is_no_part_of_a_position(role: str, kept: str) -> None:
    found = Made(f"{role} Andi Wijaya datang .", role).of("Andi Wijaya")
    assert kept in found
    assert (role in found) == (role == kept)


@pytest.mark.parametrize(
    ("text", "feature", "other", "none"),
    [
        ("mantan ketua Sanggar", "former", "ketua Sanggar", "former"),
        (
            "warga Medan",
            "opens like somebody unknown",
            "Ketua Sanggar",
            "opens like somebody unknown",
        ),
        ("istri Budi", "opens like a relative", "Ketua Sanggar", "opens like a relative"),
        ("kuasa hukum Budi", "somebody's", "kuasa hukum", "opens otherwise"),
        ("petani", "says not where", "Ketua Sanggar", "says not where"),
    ],
)
def test_what_a_position_says(text: str, feature: str, other: str, none: str) -> None:
    def features(role: str) -> frozenset[str]:
        return Made(f"{role} , Andi Wijaya , datang .", role).of("Andi Wijaya")[role]

    assert feature in features(text)
    assert none not in features(other)


def test_the_longest_and_the_repeated_are_told() -> None:
    text = (
        "Ketua Sanggar Andi Wijaya datang .\nKetua Andi Wijaya pulang .\nKetua Andi Wijaya pulang ."
    )
    found = Made(text).of("Andi Wijaya")
    assert {"the longest", "stands <= 1 times", "found <= 0"} <= found["Ketua Sanggar"]
    assert {"not the longest", "stands <= 2 times", "found <= 1"} <= found["Ketua"]


def test_what_stands_around_a_position_is_told() -> None:
    found = Made("Andi Wijaya , ketua Sanggar , datang .").of("Andi Wijaya")["ketua Sanggar"]
    assert {"before it , other", "behind it , other", "ends in a capital"} <= found
    assert "opens as nothing" in found


def test_the_fuller_position_outweighs_the_shorter() -> None:
    text = "Ketua Andi Wijaya datang .\nKetua Sanggar Pendidikan Medan Andi Wijaya pulang ."
    assert Made(text).chosen("Andi Wijaya") == "Ketua Sanggar Pendidikan Medan"


def test_a_place_that_hardly_says_what_somebody_is_outweighs_nothing() -> None:
    text = "Andi Wijaya datang .\nBudi Santoso datang .\nIa selaku istri pulang ."
    assert Made(text).chosen("Andi Wijaya") is None


def test_what_is_chosen_has_the_most_weight() -> None:
    made = Made("Ketua Sanggar Andi Wijaya datang .", "Ketua Sanggar")
    person = made.registry.people[0]
    found: list[Candidate] = made.roles().candidates(person)
    best = max(found, key=lambda c: total(bundled("roles"), c.features))
    assert made.chosen("Andi Wijaya") == best.text == "Ketua Sanggar"


@pytest.mark.parametrize(
    ("phrase", "role"),
    [
        ("Direktur Utama PT Timah (Persero)", "Direktur Utama PT Timah (Persero)"),
        ("Ketua Komisi Pemilihan Umum (KPU)", "Ketua Komisi Pemilihan Umum"),
        ("Ketua Komisi Pemilihan Umum atau KPU", "Ketua Komisi Pemilihan Umum"),
        ("penjual atau pengecer", "penjual atau pengecer"),
        ("Peserta tes lainnya", "Peserta tes"),
        ("warga lain", "warga"),
        ("pengamat lainnya yang hadir", "pengamat lainnya yang hadir"),
        ("namun Ekonom UI", "Ekonom UI"),
        ("atau TB", None),  # a title alone
        ("TB", None),
        ("Kapten tim", "Kapten tim"),
    ],
)
def test_a_position_without_what_surrounds_it(phrase: str, role: str | None) -> None:
    assert bare_role(phrase) == role


def test_a_thing_is_no_position() -> None:
    """`Gedung Kesenian` is nobody's position; a phrase of capitals with another head may be."""
    assert "Gedung Kesenian" not in Made("Gedung Kesenian Andi Wijaya datang").of("Andi Wijaya")
    assert "Regional Manager" in Made("Regional Manager Andi Wijaya datang").of("Andi Wijaya")
