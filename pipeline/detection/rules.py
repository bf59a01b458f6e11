"""The rules that find quotes, by the names that the column `rule` gives them."""

from enum import StrEnum


class Rule(StrEnum):
    """What was found: type of the quote, kind of cue, and where the cue stands."""

    DIRECT_CUE_AFTER = "direct_cue_after"  # "…," kata Andi
    DIRECT_CUE_BEFORE = "direct_cue_before"  # Andi mengatakan, "…"
    DIRECT_INTERRUPTED = "direct_interrupted"  # "…," kata Andi, | "…"
    DIRECT_CONTINUED = "direct_continued"  # a marked sentence behind a quote of the paragraph
    DIRECT_ALONE = "direct_alone"  # a marked sentence by itself
    DIRECT_EMBEDDED = "direct_embedded"  # whole sentences in marks inside the reporter's
    MIXED_FRAGMENT = "mixed_fragment"  # Andi menyebut langkah itu "keliru"
    INDIRECT_ACTIVE = "indirect_active"  # Andi mengatakan (bahwa) …
    INDIRECT_ACTIVE_AFTER = "indirect_active_after"  # …, Andi menambahkan
    INDIRECT_PASSIVE = "indirect_passive"  # Dikatakan Andi, …
    INDIRECT_PASSIVE_AFTER = "indirect_passive_after"  # …, demikian disampaikan Andi
    INDIRECT_BARE_FRONT = "indirect_bare_front"  # Kata Andi, …
    INDIRECT_BARE_INSIDE = "indirect_bare_inside"  # Namun, kata Andi, …
    INDIRECT_BARE_AFTER = "indirect_bare_after"  # …, kata Andi
    INDIRECT_PREPOSITION_FRONT = "indirect_preposition_front"  # Menurut Andi, …
    INDIRECT_PREPOSITION_INSIDE = "indirect_preposition_inside"  # Padahal, menurut Andi, …
    INDIRECT_PREPOSITION_AFTER = "indirect_preposition_after"  # …, menurut Andi
