"""The persons of one article: which namings mean the same one, and what they are called and do.

A short form joins the one person whose name holds its words; a nickname joins by the bracket or
the words that introduce it (`Joko Widodo (Jokowi)`, `akrab disapa Emil`), as initials (`AHY`), or
as a blend of the beginnings of the name's words.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from pipeline import lexicon
from pipeline.records import Mention, Span, Speaker, SpeakerKind
from pipeline.resolution.couples import couple
from pipeline.resolution.nicknames import APOSTROPHES, CALLED, NICKNAME
from pipeline.resolution.variants import WORD, blend, key, misspelt, part_of, sound

ABBREVIATION = regex.compile(r"^\p{Lu}{2,6}$")
ADDRESS = lexicon.words("honorifics", "address", "academic")
STOP_NAMES = (
    lexicon.words("honorifics")
    | lexicon.words("roles", "head")
    | lexicon.words("organisations", "document", "head")
)
ORDINARY = lexicon.counted("ordinary")
PLACES = lexicon.words("places")
CALLING = lexicon.words("cues", "bare") | lexicon.words("honorifics")
# what follows a name's first word {form} and may be the rest of it
REST = (
    r"(?<!\w){form}(?P<rest>(?:[ ]\p{{Lu}}[\p{{L}}"
    + APOSTROPHES
    + r"-]+|[ ]\p{{Lu}}\.?(?!\w)){{1,4}})(?!\w)"
)
# DisorotFaisal: a headline and the sentence behind it
GLUED = regex.compile(r"\p{Ll}{3}\p{Lu}")
ONE_BREATH = 60
LONGEST_ROLE = 16
SHORTEST_CLIPPED = 3


@dataclass(slots=True)
class Person:
    """One person and the namings seen so far.

    Grows while the registry is built, and by one more role where the article calls somebody without
    a role only by a description beside a quote (`resolve`).
    """

    words: tuple[str, ...]
    forms: Counter[str] = field(default_factory=Counter)
    nicknames: set[tuple[str, ...]] = field(default_factory=set)
    roles: list[str] = field(default_factory=list)
    honorifics: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    first: int = 0

    @property
    def name(self) -> str:
        """The fullest form, in its most frequent spelling."""
        full = [f for f in self.forms if key(f) == self.words]
        return max(full, key=lambda f: (self.forms[f], not f.isupper()))

    @property
    def role(self) -> str | None:
        """The fullest position."""
        fitting = [r for r in self.roles if len(r.split()) <= LONGEST_ROLE]
        return max(fitting or self.roles, key=lambda r: len(r.split()), default=None)

    @property
    def honorific(self) -> str | None:
        """The fullest rank or title."""
        return max(self.honorifics, key=len, default=None)

    def speaker(self) -> Speaker:
        """Return the person as the speaker of a quote."""
        return Speaker(
            self.name, SpeakerKind.PERSON, self.role, self.honorific, tuple(self.aliases)
        )


class Registry:
    """All persons of an article."""

    def __init__(self, text: str, namings: Sequence[Mention]) -> None:
        """Join an article's namings into persons.

        Args:
            text: the article's text.
            namings: every place that names a person, in text order.
        """
        self._text = text
        self.people: list[Person] = []
        self._by_mention: dict[Span, Person] = {}
        whole = {key(m.name) for m in namings if m.name and "-" not in m.name}
        self.couples = {m.name for m in namings if m.name and couple(m.name, whole)}
        named = [m for m in namings if m.name and m.name not in self.couples]
        forms = Counter(m.name or "" for m in named)
        self._starts: dict[tuple[str, ...], list[int]] = {}
        for mention in named:
            self._starts.setdefault(key(mention.name or ""), []).append(mention.span.start)
        # the longest names found the persons; of equals that with fewer initials (Endra Zulpan, not
        # E Zulpan), then the most frequent, in the spelling that the article has most: M. Syahrial,
        # once M Syharial, elsewhere Syahrial
        spelt = Counter(word.casefold() for word in WORD.findall(text))
        rank = {
            f: (-len(k := key(f)), _initials(k), -forms[f], -sum(spelt[w] for w in k))
            for f in forms
        }
        for form in sorted(forms, key=rank.__getitem__):
            if key(form):
                self._found(form, forms[form])
        for person in list(self.people):
            if self._lengthen(person):
                self._absorb(person)
        for mention in named:
            self._learn(mention)
        for match in CALLED.finditer(text):
            self._call(match)
        first: dict[int, int] = {}
        for mention in named:
            owner = self._by_mention.get(mention.span)
            if owner is not None:
                first.setdefault(id(owner), mention.span.start)
        for person in self.people:
            person.first = first.get(id(person), 0)

    def _found(self, form: str, count: int) -> None:
        form_words = key(form)
        holders = self._holders(form_words)
        if not holders and len(form_words) == 1:
            # Avi, found first because it is the more frequent, is Aviliani clipped
            short = [p for p in self.people if clipped(p.words, Person(form_words))]
            if len(short) == 1 and not self._in_one_breath(short[0].words, form_words):
                short[0].nicknames.add(short[0].words)
                short[0].words = form_words
                holders = short
        if len(holders) == 1 and self._apart(holders[0].words, form_words):
            holders = []
        if not holders:
            self.people.append(Person(form_words, Counter({form: count})))
        elif len(holders) == 1:
            holders[0].forms[form] += count

    def _apart(self, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
        """Tell two short names of which one only ends or begins like the other: Kurniawan, Awan."""
        alike = fits(other, Person(one)) or similar(other, Person(one))
        return len(one) == len(other) == 1 and not alike and self._in_one_breath(one, other)

    def _in_one_breath(self, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
        """Tell two forms that are named together: somebody is not called by both at once."""
        return any(
            abs(a - b) < ONE_BREATH
            for a in self._starts.get(one, [])
            for b in self._starts.get(other, [])
        )

    def _lengthen(self, person: Person) -> bool:
        """Look up in the text a person known by one word: capitals behind it are the name's rest.

        The taggers see one sentence; here the whole article speaks.
        """
        if len(person.words) > 1 or person.words[0] in PLACES:
            return False
        (form,) = [f for f in person.forms if key(f) == person.words][:1]
        longest = ""
        for match in regex.finditer(REST.format(form=regex.escape(form)), self._text):
            rest = [w for w in match["rest"].split() if key(w)]
            if len(rest) > 3 or any(self._common(w) or GLUED.search(w) for w in rest):
                continue
            while rest and (rest[-1].casefold() in STOP_NAMES or rest[0].casefold() in STOP_NAMES):
                rest = rest[:-1] if rest[-1].casefold() in STOP_NAMES else []
            name = " ".join([form, *rest])
            if len(name) > len(longest):
                longest = name
        if (
            key(longest)[:1] == person.words
            and len(key(longest)) > 1
            and not any(p.words == key(longest) for p in self.people)
        ):
            person.forms[longest] = 1
            person.words = key(longest)
            return True
        return False

    def _absorb(self, person: Person) -> None:
        """Join to a person whose name has grown who is called by a part of it and by no other's.

        `Teluk Bayan Syahrul Amin`: a word before a full name need not be its beginning. It is where
        somebody is called by it: `kata Ace`, `Pak Ace`.
        """
        for other in list(self.people):
            if other is person or not part_of(other.words, person.words):
                continue
            if self._holders(other.words, aside=other) == [person]:
                short = next((f for f in person.forms if len(key(f)) == 1), "")
                if len(other.words) == 1 or self._called_by(short):
                    self._merge(person, other)

    def _called_by(self, form: str) -> bool:
        """Tell a word that stands behind an attribution word or a title, without a name behind."""
        alone = rf"(\w+)\.?\s+{regex.escape(form)}(?!\w)(?!\s+\p{{Lu}})"
        return any(
            match[1].casefold() in CALLING for match in regex.finditer(alone, self._text) if form
        )

    def _common(self, word: str) -> bool:
        """Tell a word that the article, or the news, writes in lower case: a headline's."""
        return (
            word.casefold() in ORDINARY
            or regex.search(rf"(?<!\w){regex.escape(word.lower())}(?!\w)", self._text) is not None
        )

    def _learn(self, mention: Mention) -> None:
        """Attach a naming's role, title and nickname to its person."""
        person = self.find(mention.name or "", mention.span.start)
        if person is None:
            return
        self._by_mention[mention.span] = person
        if mention.role and mention.role not in person.roles:
            person.roles.append(mention.role)
        if mention.honorific and mention.honorific not in person.honorifics:
            person.honorifics.append(mention.honorific)
        alias = mention.name or ""
        if alias not in person.aliases:
            person.aliases.append(alias)
        name = mention.name_span(self._text)
        nickname = NICKNAME.match(self._text, name.end) if name else None
        if nickname:
            called = nickname["bracket"] or nickname["alias"] or nickname["called"]
            called_words = key(called)
            short = tuple(w for w in called_words if w not in ADDRESS)
            if not called_words or any(c.isdigit() for c in called):
                return
            other = next(
                (
                    p
                    for p in self.people
                    if p is not person and (p.words == short or part_of(p.words, called_words))
                ),
                None,
            )
            certain = nickname["bracket"] is None or 0 < len(short) < len(called_words)
            if certain or other is not None or similar(called_words, person):
                person.nicknames |= {called_words, short} - {()}
                if other is not None:
                    self._merge(person, other)

    def _call(self, match: regex.Match[str]) -> None:
        """Give the nickname of a description to whom the article named last before it."""
        called = tuple(w for w in key(match["called"]) if w not in ADDRESS)
        others = [p for p in self.people if p.words != called]
        if match["bearer"]:
            # Mamak Alhadad is Zain Alhadad, whom they call Mamak
            whole = {*called, *key(match["bearer"])}
            others = [p for p in others if not set(called) <= set(p.words) <= whole]
        if not called or any(fits(called, p) for p in others):
            return
        before = {
            span.start: person
            for span, person in self._by_mention.items()
            if span.start < match.start() and person.words != called
        }
        alike = [p for p in others if similar(called, p) or clipped(called, p)]
        if match["bearer"]:
            alike = [p for p in others if fits(key(match["bearer"]), p)]
        if not before and not alike:
            return
        bearer = alike[0] if len(alike) == 1 else before[max(before)]
        bearer.nicknames.add(called)
        for other in [p for p in self.people if p is not bearer and p not in others]:
            self._merge(bearer, other)

    def _merge(self, person: Person, other: Person) -> None:
        """Join a person found under a nickname to its bearer."""
        person.nicknames.add(other.words)
        person.forms.update(dict.fromkeys(other.forms, 0))
        person.roles.extend(r for r in other.roles if r not in person.roles)
        person.honorifics.extend(h for h in other.honorifics if h not in person.honorifics)
        person.aliases.extend(a for a in other.aliases if a not in person.aliases)
        for span, owner in self._by_mention.items():
            if owner is other:
                self._by_mention[span] = person
        self.people.remove(other)

    def find(self, name: str, at: int, speaking: str = "") -> Person | None:
        """Return the person a naming at offset ``at`` means, ``None`` where no one alone fits.

        Of several, the one who was ``speaking`` is meant.
        """
        words = key(name)
        if not words:
            return None
        exact = [p for p in self.people if p.words == words or words in p.nicknames]
        fitting = exact or self._holders(words)
        if len(fitting) <= 1:
            return fitting[0] if fitting else None
        current = next((p for p in fitting if p.name == speaking), None)
        return current or self._clearest(fitting, at)

    def of_account(self, account: str) -> Person | None:
        """Return whose an account is by its name: `@ahmadsahroni88` of Ahmad Sahroni."""
        letters = "".join(c for c in account.casefold() if c.isalpha())
        owners = [
            p for p in self.people if len(p.words) > 1 and letters.startswith("".join(p.words))
        ]
        return owners[0] if len(owners) == 1 else None

    def _holders(self, words: tuple[str, ...], aside: Person | None = None) -> list[Person]:
        """Return whom a form can mean: by its words, else by its look, else as a clipped name."""
        for test in (fits, similar, clipped):
            holders = [p for p in self.people if p is not aside and test(words, p)]
            if holders:
                return holders
        return []

    def _clearest(self, fitting: Sequence[Person], at: int) -> Person | None:
        """Return the one of several whom the article named last, ``None`` if none stands out."""
        before = {id(p): self._latest(p, at) for p in fitting}
        named = [p for p in fitting if before[id(p)] >= 0] or list(fitting)
        if len(named) == 1:
            return named[0]
        latest = sorted(named, key=lambda p: before[id(p)], reverse=True)
        # named together in one breath, neither is meant more than the other
        close = before[id(latest[0])] - before[id(latest[1])] < ONE_BREATH
        return None if close else latest[0]

    def _latest(self, person: Person, at: int) -> int:
        """Return the offset of a person's last naming before ``at``."""
        return max(
            (s.start for s, p in self._by_mention.items() if p is person and s.start <= at),
            default=-1,
        )

    def owner(self, span: Span) -> Person | None:
        """Return the person a naming was attached to."""
        return self._by_mention.get(span)


def _initials(words: tuple[str, ...]) -> int:
    """Count the words of a name that are its initials."""
    return sum(len(word) == 1 for word in words)


def fits(words: tuple[str, ...], person: Person) -> bool:
    """Tell whether a form's words all stand in a person's name, in order."""
    return words in person.nicknames or any(
        part_of(words, whole) for whole in (person.words, *sorted(person.nicknames))
    )


def similar(words: tuple[str, ...], person: Person) -> bool:
    """Tell a misspelling, an abbreviation (AHY) or a blend (Jokowi) of a person's name."""
    form = "".join(words)
    if len(words) == 1:
        if 2 <= len(form) == len(person.words) and all(
            c == w[0] for c, w in zip(form, person.words, strict=True)
        ):
            return True
        if len(person.words) >= 2 and blend(form, person.words):
            return True
        return any(misspelt(form, own) for own in person.words)
    if len(words) == 2 and len(person.words) > 2 and words[0] == person.words[0]:
        # Putri KW
        return words[1] == "".join(own[0] for own in person.words[1:])
    return len(words) == len(person.words) and all(
        w == own or misspelt(w, own) for w, own in zip(words, person.words, strict=True)
    )


def clipped(words: tuple[str, ...], person: Person) -> bool:
    """Tell a clipped name: Afif for Afifuddin, Leo for Leonard, Filli for Filianingsih."""
    form = sound("".join(words))
    return len(words) == 1 and any(
        len(own) > len(form) + 1
        and len(form) >= SHORTEST_CLIPPED
        and (own.startswith(form) or own.endswith(form))
        for own in map(sound, person.words)
    )
