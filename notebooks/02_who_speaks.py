# %% [markdown]
# # 2 · Who speaks
#
# Whose words fill the papers: by person, institution, part of public life, outlet and month, and
# how far a few dominate. A report that several papers print, or one prints again, counts once; the
# first table shows what changes if it counts each time.
#
# Before you publish a count, look at `people.joined_by`: two people of one name share a row.

# %%
import os
from pathlib import Path

import altair as alt
import pandas as pd

from pipeline.analysis.shares import by_speaker, gini, herfindahl, spoken, top_share

RUN = Path(os.environ.get("KUTIPAN_RUN", "data/output/sample"))  # put the folder of your run here
RUN = RUN if RUN.exists() else ".." / RUN  # also where the notebook was started from its folder

alt.renderers.enable("svg")  # pictures that show anywhere; "html" for charts with tooltips
every = spoken(RUN)
quotes = every[~every["reprint"]]  # each report once
printed = every.drop_duplicates("article_id")["printed"].sum()
once = quotes["article_id"].nunique()
f"{printed:,} articles quote somebody; {printed - once:,} of them repeat another"

# %% [markdown]
# ## Does it matter whether reprints count?
#
# `with_duplicates` counts a quote in every article that printed it, `quotes` once. A speaker whose
# rank moves is one that agencies or sister papers carry.

# %%
people = by_speaker(every)
for counted in ("quotes", "with_duplicates"):
    ranks = people[counted].rank(method="min", ascending=False)
    people[f"rank by {counted}"] = ranks.astype(int)
people.head(15)

# %% [markdown]
# ## Who speaks most, and how long?
#
# Bars are quotes, dots are words: a dot far right of its bar is somebody who is quoted at length.

# %%
percent = alt.Axis(format="%")
top = people.head(15).copy()
top["of quotes"] = top["quotes"] / people["quotes"].sum()
top["of words"] = top["words"] / people["words"].sum()
names = alt.Y("person", sort=list(top["person"]), title=None)
bars = alt.Chart(top).mark_bar(opacity=0.7)
dots = alt.Chart(top).mark_point(filled=True, color="black", size=50)
share = alt.X("of quotes", axis=percent, title="share of quotes (bar) and of words (dot)")
(bars.encode(x=share, y=names) + dots.encode(x="of words", y=names)).properties(width=420)

# %% [markdown]
# ## From which part of public life?
#
# Told from the role beside the name (`Bupati` is government, `pedagang` business). `no_role`: the
# article does not say what the person is; `other`: the word lists do not know the role.

# %%
classes = by_speaker(quotes, "role_class")
classes["share"] = classes["quotes"] / classes["quotes"].sum()
alt.Chart(classes).mark_bar().encode(
    x=alt.X("share", axis=percent, title="of all quotes"),
    y=alt.Y("role_class", sort="-x", title=None),
).properties(width=420)

# %% [markdown]
# ## Whom does each outlet ask?
#
# A row is an outlet, a cell the share of its quotes that comes from that part of public life.
# Behind the name stands how many quotes there are; few make shares that say little.

# %%
sizes = quotes["outlet"].value_counts().head(15)
labels = {outlet: f"{outlet or 'unknown'} ({size:,})" for outlet, size in sizes.items()}
asked = by_speaker(quotes[quotes["outlet"].isin(sizes.index)], "outlet", "role_class")
asked["share"] = asked["quotes"] / asked["outlet"].map(sizes)
asked["paper"] = asked["outlet"].map(labels)
cells = alt.Chart(asked).encode(
    x=alt.X("role_class", sort=list(classes["role_class"]), title=None),
    y=alt.Y("paper", sort=list(labels.values()), title=None),
)
shades = cells.mark_rect().encode(
    color=alt.Color("share", scale=alt.Scale(scheme="blues", domain=[0, 1]), legend=None)
)
figures = cells.mark_text(fontSize=9).encode(
    text=alt.Text("share", format=".0%"),
    color=alt.condition("datum.share > 0.5", alt.value("white"), alt.value("black")),
)
(shades + figures).properties(width=420)

# %% [markdown]
# ## Does that change over time?
#
# By the month of publication in Jakarta; quotes without a date are left out.

# %%
largest = list(classes["role_class"].head(7))
dated = quotes.dropna(subset=["month"])
part = dated["role_class"].where(dated["role_class"].isin(largest), "all others")
monthly = dated.assign(part=part).groupby(["month", "part"]).size().reset_index(name="quotes")
chart = (
    alt.Chart(monthly)
    .mark_bar()
    .encode(
        x=alt.X("month:O", title=None),
        y=alt.Y("quotes:Q", title="quotes"),
        color=alt.Color("part:N", title=None, sort=[*largest, "all others"]),
        order=alt.Order("color_part_sort_index:Q"),  # as in the legend
    )
    .properties(width=420, height=220, title=f"{len(quotes) - len(dated):,} quotes have no date")
)
chart if len(monthly) else "no article has a date"

# %% [markdown]
# ## In which positions?
#
# As the articles put it; `speakers` says how many people hold one, so that a position of one person
# (`Presiden`) is told from one of many (`warga`).

# %%
positions = by_speaker(every, "role").head(15)
holders = every.groupby("role")["person_id"].nunique()
positions.assign(speakers=positions["role"].map(holders))

# %% [markdown]
# ## For which institutions?
#
# The institution that a role names (`Kabid Humas Polda Metro Jaya` speaks for Polda Metro Jaya), or
# that speaks itself; short and full names are one where the word list knows both.

# %%
by_speaker(every, "institution").head(15)

# %% [markdown]
# ## Do a few sources dominate?
#
# Three ways to say it of named people and institutions, for each outlet and for all together:
#
# * **top ten**: the share of the quotes that the ten most quoted have. High in any small sample:
#   where only twelve people speak, ten have nearly all.
# * **Gini**: 0 where everybody is quoted equally often, near 1 where one is and the others hardly.
# * **HHI** (Herfindahl-Hirschman): take two quotes by chance; how likely are they the same
#   person's? **As many as** turns that around: the quotes are as concentrated as if so many people
#   were quoted equally often.
#
# Compare outlets of similar size: all three depend on how much was read.

# %%
named = quotes[quotes["speaker_kind"].isin(["person", "org"])]


def concentration(rows: pd.DataFrame) -> dict[str, str]:
    counts = rows["person_id"].value_counts()
    index = herfindahl(counts)
    return {
        "quotes": f"{len(rows):,}",
        "speakers": f"{len(counts):,}",
        "top ten": f"{top_share(counts):.0%}",
        "Gini": f"{gini(counts):.2f}",
        "HHI": f"{index:.3f}",
        "as many as": f"{1 / index:.0f}" if index else "",
    }


outlets = {label: named[named["outlet"] == outlet] for outlet, label in labels.items()}
pd.DataFrame({name: concentration(rows) for name, rows in {"all": named, **outlets}.items()}).T

# %% [markdown]
# ## What does that look like?
#
# Speakers stand from the least to the most quoted. On the dashed line everybody would have an equal
# part; the deeper the curve hangs, the more belongs to the few on the right. The Gini coefficient
# is the area between the two, as a share of all below the line.

# %%
counts = named["person_id"].value_counts().sort_values()
curve = pd.DataFrame(
    {
        "speakers": [rank / len(counts) for rank in range(len(counts) + 1)],
        "quotes": [0.0, *(counts.cumsum() / counts.sum())],
    }
)
curve = pd.concat([curve.iloc[:: len(curve) // 100 + 1], curve.tail(1)])
line = (
    alt.Chart(curve)
    .mark_line()
    .encode(
        x=alt.X("speakers", axis=percent, title="share of the speakers, the least quoted first"),
        y=alt.Y("quotes", axis=percent, title="share of the quotes"),
    )
)
ends = pd.DataFrame({"speakers": [0, 1], "quotes": [0, 1]})
equal = alt.Chart(ends).mark_line(strokeDash=[4, 4], color="grey")
(equal.encode(x="speakers", y="quotes") + line).properties(width=280, height=280)

# %% [markdown]
# ## Who has a name?
#
# People with a name, institutions, and those who stay `warga`, `seorang saksi` or `pedagang`.

# %%
kinds = by_speaker(quotes.assign(kind=quotes["speaker_kind"].fillna("unknown")), "kind")
kinds.assign(share=(kinds["quotes"] / kinds["quotes"].sum()).round(3))
