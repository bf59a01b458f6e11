"""Whether a text is clearly in another language than Indonesian."""

from functools import cache

import regex

from pipeline.lexicon import table

# Enough to tell by; what stands later changes nothing in a text of one language.
_LOOKED_AT = 6_000
_MIN_WORDS = 40
_MIN_LETTERS = 200
# A third of the words of Indonesian news is in the list. Results and price lists have few of any
# language's, so a text is foreign only where another language is clearly there.
_MAX_INDONESIAN = 0.04
_MIN_FOREIGN = 0.12
# Indonesian words enough to say that a text around long verses in another script is Indonesian.
_SOME_WORDS = 10
_WORD = regex.compile(r"\p{L}+")
_LETTER = regex.compile(r"\p{L}")
_LATIN = regex.compile(r"\p{Latin}")


def foreign_language(text: str) -> str:
    """Name the language or script that a text is in, empty where it may be Indonesian.

    Short texts pass, and so do Malay, texts of several languages, and Indonesian around quotes in
    another.
    """
    sample = text[:_LOOKED_AT]
    words = [word.casefold() for word in _WORD.findall(sample)]
    indonesian = sum(word in _function_words()["indonesian"] for word in words)
    if indonesian < _SOME_WORDS and not sample.isascii():
        letters = len(_LETTER.findall(sample))
        if letters >= _MIN_LETTERS and len(_LATIN.findall(sample)) < letters * 0.4:
            return "another script"
    if len(words) < _MIN_WORDS or indonesian >= _MAX_INDONESIAN * len(words):
        return ""
    counts = {
        language: sum(word in known for word in words)
        for language, known in _function_words().items()
    }
    language = max(counts, key=lambda name: (counts[name], name))
    clearly = counts[language] >= _MIN_FOREIGN * len(words) and counts[language] > indonesian
    return language.capitalize() if clearly else ""


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {language: frozenset(words) for language, words in table("languages").items()}
