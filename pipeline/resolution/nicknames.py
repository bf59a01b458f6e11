"""The phrases that introduce a nickname: `Joko Widodo (Jokowi)`, `yang akrab disapa Emil`."""

import regex

from pipeline.detection.marks import APOSTROPHE, RIGHT_SINGLE

APOSTROPHES = APOSTROPHE + RIGHT_SINGLE
# a word of a name: Kamil, Ja'far
CAPITALISED = rf"\p{{Lu}}[\p{{L}}{APOSTROPHES}]+"
KNOWN_AS = rf"""
    (?:akrab|biasa|karib|kerap|sering)\s+(?:di)?(?:sapa|panggil)\w*\s+
    (?:dengan\s+(?:nama|sebutan)\s+)?(?P<called>{CAPITALISED}(?:\s+{CAPITALISED})?)
"""
# Joko Widodo (Jokowi) / Joko Widodo atau Jokowi / Ridwan Kamil yang akrab disapa Emil
NICKNAME = regex.compile(
    rf"""\s*(?:,\s*)?(?:
        \(\s*(?P<bracket>\p{{L}}[\p{{L}}{APOSTROPHES}.\s-]{{1,25}}?)\s*\)
      | (?:alias|atau)\s+(?P<alias>{CAPITALISED}(?:\s+{CAPITALISED}){{0,2}})
      | ,?\s*(?:yang\s+|atau\s+)?{KNOWN_AS}
    )""",
    regex.VERBOSE,
)
# pria yang akrab disapa Edo: a description that lets the nickname of whoever was named fall;
# Buwas, sapaan akrabnya / Jojo, sapaan akrab Jonatan Christie
CALLED = regex.compile(
    rf"""
    (?<!\p{{Ll}})\p{{Ll}}++\s++(?:itu\s++|ini\s++)?yang\s+{KNOWN_AS}
    | (?<![\p{{L}}{APOSTROPHES}])(?P<called>{CAPITALISED}(?:\s+{CAPITALISED})?)
      (?:\s*[,–—-]\s*|\s+)-?
      (?:sapaan|panggilan)(?:\s+(?:akrab|karib))?
      (?: (?<=akrab|karib)nya | \s+(?P<bearer>{CAPITALISED}(?:\s+{CAPITALISED}){{0,3}}) )
    """,
    regex.VERBOSE,
)
