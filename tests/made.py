"""Articles, quotes and extractions made for the tests."""

from datetime import datetime

from pipeline.records import (
    AnnotatedArticle,
    Article,
    CleanArticle,
    Extraction,
    Quote,
    QuoteType,
    Resolution,
    Sentence,
    Span,
    Speaker,
    SpeakerKind,
    Token,
)

TEXT = (
    "Jakarta - Kepala Dinas Perhubungan Budi Santoso membuka terminal baru. "
    "“Terminal ini untuk warga,” kata Budi. “Kami jaga bersama,” katanya. "
    "Menurut warga, antrean masih panjang."
)
BUDI = Speaker(
    "Budi Santoso",
    SpeakerKind.PERSON,
    role="Kepala Dinas Perhubungan",
    aliases=("Budi Santoso", "Budi"),
)
RESIDENTS = Speaker("warga", SpeakerKind.UNNAMED, aliases=("warga",))


def find(words: str, text: str = TEXT, within: str | None = None) -> Span:
    """Return where ``words`` stand, inside the first ``within`` if one is given."""
    start = text.index(words, text.index(within) if within else 0)
    return Span(start, start + len(words))


def annotated(written: str) -> AnnotatedArticle:
    """Return an article of one sentence of tokens apart by spaces.

    Behind slashes a token's name and mention label (``Andi/B-PER/S-PERSON``); ``~`` glues it to
    what stands before.
    """
    tokens, text = [], ""
    for word in written.split():
        form, name, label = (*word.split("/"), "", "")[:3]
        if form.startswith("~"):
            form, text = form[1:], text.rstrip()
        upos = "PROPN" if form[:1].isalpha() else "PUNCT"
        span = len(text), len(text) + len(form)
        tokens.append(Token(form, *span, upos, name=name or "O", label=label or "O"))
        text += form + " "
    sentence = Sentence(0, len(text.rstrip()), tuple(tokens))
    return AnnotatedArticle(CleanArticle(Article("a", text)), (sentence,))


def quote(
    words: str,
    speaker: Speaker | None = BUDI,
    *,
    text: str = TEXT,
    kind: QuoteType = QuoteType.DIRECT,
    mention: str | None = None,
    cue: str | None = None,
    beside: str | None = None,
    resolution: Resolution = Resolution.EXPLICIT,
    confidence: float = 0.9,
    context: str = "",
) -> Quote:
    """Return a quote whose spans are looked up; mention and cue after the words ``beside``."""
    return Quote(
        type=kind,
        quote=words,
        span=find(words, text),
        speaker=speaker,
        mention=mention,
        mention_span=find(mention, text, beside) if mention else None,
        cue=cue,
        cue_span=find(cue, text, beside) if cue else None,
        resolution=resolution,
        rule="made",
        confidence=confidence,
        context=context,
    )


FIRST = quote("Terminal ini untuk warga", mention="Budi", cue="kata", beside="kata Budi")
SECOND = quote(
    "Kami jaga bersama",
    mention="nya",
    cue="katanya",
    beside="katanya",
    resolution=Resolution.NYA,
    confidence=0.87654,
)
THIRD = quote(
    "antrean masih panjang",
    RESIDENTS,
    kind=QuoteType.INDIRECT,
    mention="warga",
    cue="Menurut",
    beside="Menurut",
    resolution=Resolution.OFFICE,
    confidence=0.5,
    context="Menurut warga, antrean masih panjang.",
)


def extraction(
    article_id: str = "terminal",
    quotes: tuple[Quote, ...] = (FIRST, SECOND, THIRD),
    *,
    text: str = TEXT,
    title: str = "Terminal baru",
    published_at: datetime | None = None,
    repairs: tuple[tuple[str, int], ...] = (),
) -> Extraction:
    """Return an extraction of one article: of ``TEXT`` with its three quotes."""
    article = Article(
        article_id,
        text,
        title=title,
        outlet="Kabar",
        published_at=published_at,
        source_file="kabar.jsonl",
        source_row=3,
    )
    return Extraction(CleanArticle(article, repairs=repairs), quotes)
