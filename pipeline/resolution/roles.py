"""What each person is: a choice among all positions that an article may give somebody.

The rules take what stands beside a name or beside a quote; here every place that may say what a
person is counts (`positions`), and so does that none of them says it. Each candidate is
weighed by named features, once for themselves and once for where it stands (`points: the longest`);
the weights (`models/roles.toml`) are learnt by `python -m training.roles` from annotated articles.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

import regex

from pipeline.attribution.mentions import bare_role
from pipeline.attribution.phrases import ORG_HEADS, ROLE_HEADS, capital, kind, named
from pipeline.lexicon import normalise, words
from pipeline.records import AnnotatedArticle, Mention, Sentence, Span, Token
from pipeline.resolution.entities import Person, Registry
from pipeline.resolution.positions import Place, becoming, before, behind, pointing
from pipeline.resolution.variants import key
from pipeline.weights import bundled, total, upto

FORMER = words("roles", "former")
GENERIC = words("roles", "generic", "suspect", "indefinite")
RELATIONS = words("roles", "relation", "kin")
THINGS = ORG_HEADS | words("organisations", "thing")
# open a position; `Branch Manager` does not end before its head
FIRST = ROLE_HEADS - words("roles", "last")
JOINING = words("connectors", "joining") | {"&", "sekaligus"}
FROM = frozenset(("asal", "dari"))
# Andi | Wijaya: another's name, where Andi is all of one
GOES_ON = regex.compile(r"(?<!\s)\s++\p{Lu}")
# whom a description may point to: how many of those named last, how many sentences back
MOST, FARTHEST = 2, 1
BY_RULE, BESIDE, SPEAKS = "taken by rule", ("before a name", "behind a name"), "speaks by it"
POINTS, VERB = "points back", "by a verb"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A position that may be a person's (``None``: has none), and what speaks for and against."""

    text: str | None
    features: frozenset[str]


@dataclass(slots=True)
class _Found:
    """A position while the places where it stands are collected."""

    text: str
    features: set[str] = field(default_factory=set)
    times: int = 0
    first: int = 0

    @property
    def group(self) -> str:
        """The surest way in which the position was found."""
        if BY_RULE in self.features:
            return "rule"
        if not self.features.isdisjoint(BESIDE):
            return "beside"
        if SPEAKS in self.features:
            return "speaks"
        return "points" if POINTS in self.features else "verb"


class Roles:
    """The positions of one article as candidates.

    Attributes:
        speakers: the names of those whose positions are asked for.
    """

    def __init__(
        self,
        article: AnnotatedArticle,
        registry: Registry,
        namings: Sequence[Mention],
        described: Mapping[Span, str],
        speakers: Set[str],
    ) -> None:
        """Look at all places once.

        Args:
            article: the article.
            registry: its persons.
            namings: every place that names a person, in text order.
            described: where an office or description speaks, and whom it was found to mean.
            speakers: the names of those whose positions are asked for.
        """
        self._article = article
        self.speakers = speakers
        self._found: dict[int, dict[str, _Found]] = {}
        # where a name begins, in which sentence, and whose it is
        self._named: list[tuple[int, int, Person]] = []
        self._seen: set[int] = set()
        for naming in namings:
            person = registry.owner(naming.span)
            if person is not None:
                self._naming(person, naming)
        people = {person.name: person for person in registry.people}
        self._written_out([p for p in registry.people if p.name in speakers])
        speaking: dict[int, list[tuple[Span, str]]] = {}
        for span, name in described.items():
            if name in people:
                self._stretch(people[name], span, SPEAKS)
            speaking.setdefault(self._article.sentence_at(span.start), []).append((span, name))
        for number in range(len(article.sentences)):
            self._elsewhere(number, speaking.get(number, ()), people)
        for person in registry.people:
            for role in person.roles:
                self._add(person, _bare(role, person), None, [BY_RULE])

    def _naming(self, person: Person, naming: Mention) -> None:
        """Collect what stands beside a name, and what the rules took of it."""
        self._named.append((naming.span.start, naming.sentence, person))
        if person.name not in self.speakers:
            return
        name = naming.name_span(self._article.text)
        if name is not None and name.end <= naming.span.end:
            self._beside(person, name)
        role = naming.role or ""
        start = self._article.text.find(role, naming.span.start, naming.span.end)
        if role and start >= 0:
            self._stretch(person, Span(start, start + len(role)), BY_RULE)

    def _written_out(self, people: Sequence[Person]) -> None:
        """Collect what stands beside full names also where the taggers saw none."""
        bearers: dict[str, list[Person]] = {}
        for person in people:
            bearers.setdefault(person.name.split()[0], []).append(person)
        text = self._article.text
        for sentence in self._article.sentences:
            for token in sentence.tokens:
                for person in bearers.get(token.text, ()):
                    end = token.start + len(person.name)
                    longer = len(person.words) == 1 and GOES_ON.match(text, end)
                    if text.startswith(person.name, token.start) and not longer:
                        self._beside(person, Span(token.start, end))

    def _beside(self, person: Person, name: Span) -> None:
        sentence = self._sentence(name.start)
        inside = _inside(sentence, name) if sentence else None
        if sentence is None or inside is None or sentence.tokens[inside[0]].start in self._seen:
            return
        self._seen.add(sentence.tokens[inside[0]].start)
        for place in before(sentence.tokens, inside[0]):
            self._place(person, sentence.tokens, place, BESIDE[0])
        for place in behind(sentence.tokens, inside[1]):
            self._place(person, sentence.tokens, place, BESIDE[1])

    def _stretch(self, person: Person, span: Span, how: str) -> None:
        """Add a position whose place is known."""
        sentence = self._sentence(span.start)
        inside = _inside(sentence, span) if sentence else None
        if sentence is not None and inside is not None:
            self._place(person, sentence.tokens, Place(*inside, span.start, span.end), how)

    def _sentence(self, at: int) -> Sentence | None:
        number = self._article.sentence_at(at)
        return self._article.sentences[number] if number >= 0 else None

    def _elsewhere(
        self, number: int, speaking: Sequence[tuple[Span, str]], people: Mapping[str, Person]
    ) -> None:
        """Collect what a sentence says of whoever was named before."""
        sentence = self._article.sentences[number]
        for how, places in ((POINTS, pointing), (VERB, becoming)):
            for place in places(sentence.tokens):
                covering = [name for s, name in speaking if s.start <= place.start < s.end]
                if covering:
                    meant = people.get(covering[0])
                    if meant is not None:
                        self._place(meant, sentence.tokens, place, how, f"{how}, beside a quote")
                    continue
                for rank, (there, person) in enumerate(self._lately(place.start)):
                    if number - there <= FARTHEST:
                        self._place(
                            person,
                            sentence.tokens,
                            place,
                            how,
                            f"{how}, named last but {rank}",
                            f"{how}, named {number - there} sentences ago",
                        )

    def _lately(self, at: int) -> Iterable[tuple[int, Person]]:
        """Return the persons named last before an offset, and in which sentence."""
        found: dict[int, tuple[int, Person]] = {}
        stop = bisect_left(self._named, at, key=lambda naming: naming[0])
        for _, sentence, person in reversed(self._named[max(0, stop - 10 * MOST) : stop]):
            found.setdefault(id(person), (sentence, person))
            if len(found) == MOST:
                break
        return found.values()

    def _place(self, person: Person, tokens: Sequence[Token], place: Place, *how: str) -> None:
        if person.name not in self.speakers:
            return
        text = _bare(bare_role(self._article.text[place.start : place.end]), person)
        self._add(person, text, place, [*how, *_surroundings(tokens, place)])

    def _add(
        self, person: Person, text: str | None, place: Place | None, features: Iterable[str]
    ) -> None:
        if not text:
            return
        candidate = self._found.setdefault(id(person), {}).setdefault(normalise(text), _Found(text))
        if place is not None:
            candidate.times += 1
            candidate.first = candidate.first or place.start
        candidate.features.update(features)

    def candidates(self, person: Person) -> list[Candidate]:
        """Return what a person may be, in text order, and last that nothing says it."""
        found = sorted(self._found.get(id(person), {}).values(), key=lambda f: f.first)
        rules = normalise(_bare(person.role, person) or "")
        longest = max((len(f.text.split()) for f in found), default=0)
        candidates = []
        for rank, one in enumerate(found):
            text = normalise(one.text)
            size = len(text.split())
            features = {
                *one.features,
                BY_RULE if BY_RULE in one.features else "not taken by rule",
                "the rules' choice" if text == rules else "not the rules' choice",
                f"{upto(size, 1, 2, 3, 4, 6, 9, 13, 16)} words",
                "the longest" if size == longest else "not the longest",
                f"stands {upto(one.times, 0, 1, 2)} times",
                f"found {upto(rank, 0, 1, 3)}",
                *_opening(text),
            }
            grouped = (f"{one.group}: {name}" for name in features)
            if not _thing(text):
                candidates.append(Candidate(one.text, frozenset((*features, *grouped))))
        ruled = "some by rule" if person.roles else "none by rule"
        nothing = Candidate(None, frozenset(("no role", f"no role: {ruled}")))
        return [*candidates, nothing]

    def choose(self, person: Person) -> str | None:
        """Return what a person is, ``None`` where nothing says it well enough."""
        weights = bundled("roles")
        return max(self.candidates(person), key=lambda c: total(weights, c.features)).text


def _inside(sentence: Sentence, span: Span) -> tuple[int, int] | None:
    """Return which tokens of a sentence a span covers."""
    inside = [i for i, t in enumerate(sentence.tokens) if t.start < span.end and t.end > span.start]
    return (inside[0], inside[-1] + 1) if inside else None


def _headed(forms: Sequence[str]) -> bool:
    """Tell a position that opens with a listed word."""
    return normalise(forms[0]) in ROLE_HEADS or normalise(" ".join(forms[:2])) in ROLE_HEADS


def _thing(text: str) -> bool:
    """Tell what no person is: `Gedung Direktorat`, `Kantor Pelabuhan`, `KTP`."""
    forms = text.split()
    return forms[0] in THINGS and not _headed(forms)


def _bare(role: str | None, person: Person) -> str | None:
    """Take off a position what was drawn into it: the own name behind, a headline before.

    `Menteri Keuangan | Purbaya`, `Aksesibilitas | Camat Colomadu`; not `Branch Manager`, whose
    head stands last, nor `seniman dan pendiri`.
    """
    while role and set(key(role.split()[-1])) & set(person.words):
        role = bare_role(role.rpartition(" ")[0])
    parts = role.split() if role else []
    if not role or _headed(parts) or normalise(parts[0]) in FROM:
        return role
    for at in range(1, len(parts)):
        if normalise(parts[at]) in FIRST:
            rest = " ".join(parts[at:])
            return role if normalise(parts[at - 1]) in JOINING or rest not in role else rest
    return role


def _opening(text: str) -> Iterator[str]:
    """Yield what the first words of a position tell."""
    forms = text.split()
    yield "opens with a head" if _headed(forms) else "opens otherwise"
    if forms[0] in FORMER:
        yield "former"
    if forms[0] in GENERIC:
        yield "opens like somebody unknown"
    if forms[0] in RELATIONS:
        yield "opens like a relative"
    if (len(forms) > 1 and forms[0] in RELATIONS) or " ".join(forms[:2]) in RELATIONS:
        yield "somebody's"


def _surroundings(tokens: Sequence[Token], place: Place) -> Iterator[str]:
    """Yield what the tokens of a position and those around them tell."""
    inside = tokens[place.first : place.stop]
    labels = {kind(t) for t in inside}
    tags = {t.name[2:] for t in inside}
    yield f"opens as {kind(inside[0]) or 'nothing'}"
    if "DESC" in labels:
        yield "a description"
    if not tags & {"ORG", "LOC"} and not any(capital(t) for t in inside[1:]):
        yield "says not where"
    yield f"before it {_neighbour(tokens, place.first - 1)}"
    yield f"behind it {_neighbour(tokens, place.stop)}"
    last = inside[-1]
    case = "a capital" if capital(last) else f"lower case {last.upos}"
    yield f"ends in {last.name[2:] or case}"


def _neighbour(tokens: Sequence[Token], at: int) -> str:
    """Name what stands beside a position."""
    if not 0 <= at < len(tokens):
        return "nothing"
    token = tokens[at]
    if kind(token):
        return kind(token)
    if token.text == "," and at + 1 < len(tokens):
        then = tokens[at + 1]
        return f", {then.name[2:] or kind(then) or ('a capital' if capital(then) else 'other')}"
    if token.text in ("(", ")"):
        return token.text
    if token.upos == "PUNCT":
        return "a mark"
    if named(token):
        return "a name"
    if capital(token):
        return "a capital"
    return "a verb" if token.upos in ("VERB", "AUX") else "lower case"
