"""Whom a clitic, a pronoun or silence means: what is weighed, and what outweighs what."""

import pytest

from pipeline.records import (
    AnnotatedArticle,
    Article,
    Attribution,
    CleanArticle,
    Cue,
    CueKind,
    Detection,
    Mention,
    MentionKind,
    QuoteType,
    Sentence,
    Span,
    Speaker,
    SpeakerKind,
    Token,
)
from pipeline.resolution.antecedents import MOST, Antecedents, Memory, weight
from pipeline.resolution.entities import Registry

PEOPLE = ("Andi", "Budi", "Citra")
CLITIC, PRONOUN = MentionKind.CLITIC, MentionKind.PRONOUN


class Made:
    """An article of sentences in lines; quotes stand in marks, each before its cue."""

    def __init__(self, text: str, people: tuple[str, ...] = PEOPLE) -> None:
        self.text = text
        sentences, at = [], 0
        for line in text.split("\n"):
            tokens, place = [], at
            for word in line.split(" "):
                tokens.append(Token(word, place, place + len(word), "NOUN"))
                place += len(word) + 1
            sentences.append(Sentence(at, at + len(line), tuple(tokens)))
            at += len(line) + 1
        self.article = AnnotatedArticle(CleanArticle(Article("a", text)), tuple(sentences))
        self.namings = sorted(
            (
                Mention(Span(i, i + len(name)), MentionKind.NAME, text.count("\n", 0, i), name=name)
                for name in people
                for i in range(len(text))
                if text.startswith(name, i)
            ),
            key=lambda mention: mention.span,
        )
        self.attributions: list[Attribution] = []

    def quote(self, words: str, kind: MentionKind | None, mention: str = "") -> int:
        """Add a quote; return its number. A mention that is a name is one of the namings."""
        at = self.text.index(words)
        span = Span(at, at + len(words))
        found = None
        if kind is not None:
            start = self.text.index(mention, span.end)
            sentence = self.text.count("\n", 0, start)
            found = Mention(Span(start, start + len(mention)), kind, sentence)
            if kind is MentionKind.NAME:
                found = next(m for m in self.namings if m.span == found.span)
        cue = Cue(Span(span.end, span.end + 1), CueKind.BARE, 0, 0, 1) if found else None
        self.attributions.append(Attribution(Detection(QuoteType.DIRECT, span, cue, "made"), found))
        return len(self.attributions) - 1

    def antecedents(self) -> Antecedents:
        registry = Registry(self.text, self.namings)
        return Antecedents(self.article, self.attributions, self.namings, registry)


def features(made: Made, number: int, memory: Memory, name: str) -> frozenset[str]:
    (found,) = [
        c.features for c in made.antecedents().candidates(number, memory) if c.speaker.name == name
    ]
    return found


def person(name: str) -> Speaker:
    return Speaker(name, SpeakerKind.PERSON)


def spoken(made: Made, name: str = "Andi") -> Memory:
    """Remember that somebody said the first quote."""
    memory = Memory()
    memory.hear(made.attributions[0], person(name))
    return memory


def test_a_clitic_means_who_spoke_last() -> None:
    made = Made("Andi tiba .\n` satu dua ` kata Andi\n` tiga empat ` katanya .")
    made.quote("satu dua", MentionKind.NAME, "Andi")
    number = made.quote("tiga empat", CLITIC, "nya")
    choice = made.antecedents().choose(number, spoken(made))
    assert choice is not None
    assert choice.speaker.name == "Andi"


def test_who_is_named_inside_the_quote_is_not_its_speaker() -> None:
    made = Made(
        "Andi tiba .\n` kami tunggu Budi ` kata Andi .\n"
        "` Budi belum tiba , kami tunggu Budi ` katanya ."
    )
    made.quote("kami tunggu Budi", MentionKind.NAME, "Andi")
    number = made.quote("Budi belum tiba , kami tunggu Budi", CLITIC, "nya")
    choice = made.antecedents().choose(number, spoken(made))
    assert choice is not None
    assert choice.speaker.name == "Andi"
    assert "named inside a quote" in features(made, number, spoken(made), "Budi")
    assert "named outside quotes" in features(made, number, spoken(made), "Andi")


def test_who_opens_a_sentence_since_the_last_quote_is_seen() -> None:
    made = Made(
        "` satu dua ` kata Andi .\nHujan turun .\nBudi juga datang ke kota itu .\n"
        "` tiga empat ` ujar dia .\n` lima enam ` kata Budi ."
    )
    made.quote("satu dua", MentionKind.NAME, "Andi")
    number = made.quote("tiga empat", PRONOUN, "dia")
    made.quote("lima enam", MentionKind.NAME, "Budi")
    newcomer = features(made, number, spoken(made), "Budi")
    assert {"subject since <= 0", "named since", "speaks next", "has not spoken"} <= newcomer
    earlier = features(made, number, spoken(made), "Andi")
    assert {"spoke last, another the subject <= 1 sentences ago", "does not speak next"} <= earlier
    assert not any(feature.startswith("subject since") for feature in earlier)


def test_nobody_named_is_nobody_meant() -> None:
    made = Made("` satu dua ` katanya .", people=())
    number = made.quote("satu dua", CLITIC, "nya")
    assert made.antecedents().choose(number, Memory()) is None


def test_an_institution_that_spoke_last_is_weighed_too() -> None:
    made = Made("` satu dua ` kata Polri .\n` tiga empat ` katanya .", people=())
    made.quote("satu dua", None)
    number = made.quote("tiga empat", CLITIC, "nya")
    memory = Memory()
    memory.hear(made.attributions[0], Speaker("Polri", SpeakerKind.ORG))
    choice = made.antecedents().choose(number, memory)
    assert choice is not None
    assert choice.speaker.name == "Polri"
    assert choice.margin == float("inf")


def test_before_all_namings_the_first_one_is_meant() -> None:
    made = Made("` satu dua tiga empat `\nAndi tiba .\nBudi tiba .")
    number = made.quote("satu dua tiga empat", None)
    choice = made.antecedents().choose(number, Memory())
    assert choice is not None
    assert choice.speaker.name == "Andi"
    assert "named later" in features(made, number, Memory(), "Andi")


def test_so_many_are_weighed_and_no_more() -> None:
    names = tuple(f"{chr(65 + i)}{'aeiou'[j]}nto" for i in range(20) for j in range(3))
    made = Made("\n".join(f"{name} tiba ." for name in names) + "\n` satu dua ` katanya .", names)
    number = made.quote("satu dua", CLITIC, "nya")
    found = made.antecedents().candidates(number, Memory())
    assert [c.speaker.name for c in found] == list(reversed(names))[:MOST]


def test_who_has_spoken_is_remembered_once_the_latest_first() -> None:
    made = Made("` satu dua ` kata Andi .")
    made.quote("satu dua", None)
    memory = Memory()
    for name in ("Andi", "Budi", "Andi"):
        memory.hear(made.attributions[0], person(name))
    memory.hear(made.attributions[0], None)
    assert memory.spoken == ["Andi", "Budi"]
    assert memory.last == memory.last_person == person("Andi")
    memory.hear(made.attributions[0], Speaker("Polri", SpeakerKind.ORG))
    assert memory.last == Speaker("Polri", SpeakerKind.ORG)
    assert memory.last_person == person("Andi")


@pytest.mark.parametrize(("form", "total"), [("nya", 3.5), ("pronoun", 1.0)])
def test_a_feature_weighs_for_itself_and_for_the_form(form: str, total: float) -> None:
    weights = {"named since": 1.0, "nya: named since": 2.5, "one word": 8.0}
    assert weight(form, frozenset({"named since", "no role"}), weights) == total
