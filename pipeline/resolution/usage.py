"""How an article uses its words: what is a name in one sentence may be a place in all others.

The taggers see one sentence; here the rest of the article speaks.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter

import regex

from pipeline.attribution.phrases import kind
from pipeline.detection.marks import APOSTROPHE, RIGHT_SINGLE, SINGLES
from pipeline.lexicon import counted, normalise
from pipeline.lexicon import words as listed
from pipeline.records import AnnotatedArticle, Mention
from pipeline.resolution.tagged import tagged

PARTICLES = listed("names", "particle")
TITLES = (listed("honorifics") | listed("roles", "head")) - listed("roles", "nameable")
ORDINARY = counted("ordinary") | listed("names", "platform")
COMPANIES = listed("organisations", "company_end")
BEHIND_I = listed("names", "behind_i")
OFTEN = 3
LONGEST_BEFORE = 30
BEFORE = regex.compile(r"(?<!\w)(\p{Lu}\p{Ll}+) $")
SHORTEST_GLUED = 3
LONG_WORD = 5
CAPITALS = 0.02  # of the tokens of an article, at least
# Toni.4 / Doli.SAVERO: the next sentence or a list's number was glued on
GLUED = regex.compile(rf"((?:[\p{{L}}{APOSTROPHE}{RIGHT_SINGLE}]+\s+)*\p{{L}}{{3,}})\.[\p{{Lu}}\d]")
# FaisalDisorot, DisorotFaisal: a headline ended without a mark
RUN_ON = regex.compile(r"(\p{Lu}\p{Ll}{3,})(\p{Lu}\p{Ll}{3,})")


class Usage:
    """The words of one article, with the names that the name tagger gave them."""

    def __init__(self, article: AnnotatedArticle) -> None:
        """Count the words of ``article``."""
        self._text = article.text
        tokens = [t for s in article.sentences for t in s.tokens if t.text not in SINGLES]
        texts = ["", *(t.text for t in tokens), ""]
        # in an article without capitals every name is in lower case, and that says nothing
        self.cased = sum(t.text[:1].isupper() for t in tokens) > CAPITALS * len(tokens)
        self._neighbours: dict[str, list[tuple[str, str, str]]] = {}
        for i, token in enumerate(tokens):
            if token.text[:1].isupper() or not self.cased:
                tags = {token.name[2:], "PERSON" if kind(token) == "PERSON" else ""}
                self._neighbours.setdefault(token.text, []).extend(
                    (tag, texts[i], texts[i + 2]) for tag in tags
                )
        self._plain = Counter(t.text for t in tokens if t.text.islower())
        self._tagged = Counter((t.text, t.name[2:]) for t in tokens)
        self._speaking = Counter(
            t.text for t in tokens if t.label == "S-PERSON" and normalise(t.text) not in TITLES
        )
        self._titled = Counter(t.text for t in tokens if kind(t) == "ROLE")
        self._forms: Counter[str] = Counter()
        self._agreed = set(tagged(article, "PER")).intersection(
            tagged(article, "PERSON", attrgetter("label"))
        )

    def institution(self, name: str) -> bool:
        """Tell what the article has for an institution: mostly, or all over where it has words."""
        if name.isupper():
            # KPK
            return self._tagged[name, "ORG"] > self._tagged[name, "PER"]
        # The Fed
        parts = name.split()
        return bool(parts) and all(
            self._tagged[part, "ORG"] > 1 and not self._tagged[part, "PER"] for part in parts
        )

    def learn(self, names: Iterable[str]) -> None:
        """Remember the names that stand in the article: what may be left of a longer one."""
        self._forms.update(names)

    def cleaned(self, mention: Mention) -> Mention:
        """Take words off a name that the rest of the article knows as something else.

        Where `Gerindra` is a party all over the article, `Gerindra Habiburokhman` is a member of
        it: the word goes to the role.
        """
        name, role = mention.name or "", mention.role
        glued = GLUED.match(name)
        if glued:
            name = glued[1]
        sure = mention.name_span(self._text) in self._agreed
        begun = self._begun(mention)
        if begun:
            name = f"{begun} {name}"
            role = (role or "").removesuffix(begun).rstrip() or None
        words = name.split()
        words = self._behind_headline(words)
        run_on = RUN_ON.fullmatch(words[-1]) if words else None
        known = next(
            (part for part in (run_on.groups() if run_on else ()) if part in self._neighbours), None
        )
        words = [*words[:-1], known] if known else words
        again = next((i for i in range(1, len(words)) if words[i] == words[0]), len(words))
        words = words[:again]  # Andi Saputra Andi
        words = self._unglued(words)
        begin = self._beginning(words)
        role, words = self._longer(role, words[:begin]), words[begin:]
        while (
            len(words) > 1
            and not sure
            and self._foreign(words[0], words[0], words[1].strip(SINGLES), " ".join(words[1:]))
        ):
            role, words = self._longer(role, words[:1]), words[1:]
        first, last = self._ordinary_ends(words, closed=self._closed(mention))
        role, words = self._longer(role, words[:first]), words[first:last]
        while len(words) > 1 and self._foreign(
            words[-1],
            words[-2].strip(SINGLES),
            words[-1],
            " ".join(words[:-1]),
            self._closed(mention),
        ):
            words = words[:-1]
        return replace(mention, name=" ".join(words), role=role)

    def _longer(self, role: str | None, words: Sequence[str]) -> str | None:
        """Give a role the words that a name loses, if they go on where it ends."""
        longer = " ".join((role or "", *words))
        return longer if words and role and longer in self._text else role

    def _begun(self, mention: Mention) -> str:
        """Return the word before a name that begins it, as the article speaks of somebody by it.

        `limbah pakaian | Intan Anggita Pertiwie`, where it goes on: `Menurut Intan`.
        """
        name = mention.name_span(self._text)
        if name is None:
            return ""
        before = BEFORE.search(self._text, max(0, name.start - LONGEST_BEFORE), name.start)
        return before[1] if before and self._speaking[before[1]] > self._titled[before[1]] else ""

    def _behind_headline(self, words: list[str]) -> list[str]:
        """Return the name that a headline ran into: ``Biodata Jose | WilksonJose Wilkson``."""
        for i in range(len(words) - 2, -1, -1):
            glued = RUN_ON.fullmatch(words[i])
            if glued and glued[2] in self._neighbours:
                return [glued[2], *words[i + 1 :]]
        return words

    def _unglued(self, words: list[str]) -> list[str]:
        """Take off a word in lower case that was glued to a name: ``Sri Mulyanidi Jakarta``.

        The article must have the name without it, and the word by itself; a short word may end
        other names (Suryadi), so there the whole name must be known.
        """
        last = words[-1] if words else ""
        for cut in range(len(last) - 2, SHORTEST_GLUED, -1):
            rest, name = last[cut:], [*words[:-1], last[:cut]]
            known = self._forms[" ".join(name)] > 0
            long = len(rest) >= LONG_WORD and len(name) > 1
            if last[:cut] in self._neighbours and (
                (known and long) or (self._plain[rest] > 0 and (known or long))
            ):
                return name
        return words

    def _beginning(self, words: list[str]) -> int:
        """Return where a name begins that the taggers saw too long, by its other places.

        `Partai Masyumi | Abdullah Hehamahua`, where he is Abdullah Hehamahua ever after;
        `rekomendasi Erick Thohir | Rara`, where both are named elsewhere.
        """
        if self._forms[" ".join(words)] > 1:
            return 0
        for begin in range(1, len(words)):
            before, rest = " ".join(words[:begin]), " ".join(words[begin:])
            if words[begin].casefold() in PARTICLES:
                continue
            if begin < len(words) - 1 and self._forms[rest] >= OFTEN:
                return begin
            if begin > 1 and self._forms[before] and self._forms[rest] >= OFTEN:
                return begin
        return 0

    def _ordinary_ends(self, words: Sequence[str], *, closed: bool) -> tuple[int, int]:
        """Return where a name begins and ends between words that are no part of any.

        `Hadir | Rizal Djalil`, `Sutarman | Turut Maju`: a headline. Somebody whom the article
        calls by the word, or who stands before a comma, keeps it. `Wakil Menteri I | Budi` is none
        of the Balinese whose names begin so, and `CT Corp | Chairul` is no Corp.
        """
        if not self.cased or len(words) < 2:
            return 0, len(words)
        foreign = [word.casefold() in ORDINARY and not self._speaking[word] for word in words]
        numbered = words[0] == "I" and words[1].casefold() not in BEHIND_I
        foreign[0] = foreign[0] or numbered or words[0].casefold().strip(".") in COMPANIES
        first = next((i for i, is_foreign in enumerate(foreign) if not is_foreign), 0)
        last = next((i for i in range(first + 1, len(words)) if foreign[i]), len(words))
        return first, len(words) if closed else last

    def _closed(self, mention: Mention) -> bool:
        """Tell a name that a comma or a bracket closes: no headline runs on there."""
        name = mention.name_span(self._text)
        return name is not None and self._text[name.end : name.end + 2].lstrip()[:1] in (",", "(")

    def _foreign(self, word: str, first: str, second: str, rest: str, closed: bool = False) -> bool:
        """Tell a word that is a place, an institution or a common word wherever else it stands."""
        alone = Counter(
            tag
            for tag, before, after in self._neighbours.get(word, [])
            if (before, word) != (first, second) and (word, after) != (first, second)
        )
        if alone["ORG"] + alone["LOC"] > 0:
            return not alone["PER"] and alone["PERSON"] <= alone["ORG"] + alone["LOC"]
        if closed or self._speaking[word] > 0:
            # Jack Yang, Wakil Presiden
            return False
        common = self.cased and self._plain[word.casefold()] > 0 and not alone["PER"]
        return common and self._forms[rest] > 0 and not word.endswith(".")
