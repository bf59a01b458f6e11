# %% [markdown]
# # 1 · A first look at a run
#
# What was read, what was found, and how far to trust it. `RUN` is the folder that `kutipan run`
# wrote; `make run` makes the one of the sample articles, whose people and places are invented (but
# for one article by ANTARA).

# %%
import os
from pathlib import Path

import altair as alt
import pandas as pd
from IPython.display import HTML

from pipeline.analysis.checking import in_place
from pipeline.analysis.shares import by_speaker, spoken
from pipeline.outputs.tables import read_run

RUN = Path(os.environ.get("KUTIPAN_RUN", "data/output/sample"))  # put the folder of your run here
RUN = RUN if RUN.exists() else ".." / RUN  # also where the notebook was started from its folder

alt.renderers.enable("svg")  # pictures that show anywhere; "html" for charts with tooltips
quotes = spoken(RUN)
articles, rejects = read_run(RUN, "articles", "rejects")

# %% [markdown]
# ## How much is there?

# %%
reprints = quotes.loc[quotes["reprint"], "article_id"].nunique()
own = articles["duplicate_of"].isna()
pd.Series(
    {
        "articles": len(articles),
        "of these, of a text that was read before": (~own).sum(),
        "of these, quoting and nearly repeating an earlier one": reprints,
        "of these, without a quote": (own & (articles["quotes"] == 0)).sum(),
        "left out (see the table rejects)": len(rejects),
        "quotes": len(quotes),
        "of these, of an unknown speaker": quotes["speaker"].isna().sum(),
        "people and institutions who speak": quotes["person_id"].nunique(),
    },
    name="count",
).to_frame()

# %% [markdown]
# ## Was anything left out, and why?
#
# An empty table means that everything was read.

# %%
rejects.groupby(["stage", "reason"]).size().rename("records").reset_index()

# %% [markdown]
# ## Which papers, and how do they quote?
#
# `direct`: whole utterances in quotation marks. `mixed`: a few words in marks inside the reporter's
# sentence. `indirect`: told in the reporter's words.

# %%
TYPES = alt.Color("quote_type", title=None, sort=["direct", "mixed", "indirect"])
STACKED = alt.Order("color_quote_type_sort_index:Q")  # as in the legend
largest = quotes["outlet"].value_counts().head(20).index
counts = quotes[quotes["outlet"].isin(largest)].groupby(["outlet", "quote_type"]).size()
alt.Chart(counts.reset_index(name="quotes")).mark_bar().encode(
    x=alt.X("quotes", title="quotes"),
    y=alt.Y("outlet", sort="-x", title=None),
    color=TYPES,
    order=STACKED,
).properties(width=420, title="Quotes by outlet (at most the 20 with most)")

# %% [markdown]
# ## From when are they?
#
# Articles without a date are not in the picture; its title says how many quotes that leaves out.

# %%
months = quotes.dropna(subset=["month"]).groupby("month").size().reset_index(name="quotes")
undated = int(quotes["month"].isna().sum())
chart = (
    alt.Chart(months)
    .mark_bar()
    .encode(x=alt.X("month:O", title=None), y=alt.Y("quotes:Q", title="quotes"))
    .properties(width=420, height=180, title=f"Quotes by month ({undated:,} without a date)")
)
chart if len(months) else "no article has a date"

# %% [markdown]
# ## Who is quoted most?
#
# `quotes` and `words` leave out articles that nearly repeat an earlier one; `with_duplicates`
# counts a quote as often as it was printed.

# %%
by_speaker(quotes).head(10)

# %% [markdown]
# ## How does the text say who speaks?
#
# Only some quotes stand beside a full name (`explicit`). The others were followed through the
# article: a part of the name, `-nya` in `katanya`, a pronoun, an office (`sang bupati`), or
# nothing.

# %%
ways = quotes["resolution"].value_counts(normalize=True).rename("share").reset_index()
alt.Chart(ways).mark_bar().encode(
    x=alt.X("share", axis=alt.Axis(format="%"), title="of all quotes"),
    y=alt.Y("resolution", sort="-x", title=None),
).properties(width=420)

# %% [markdown]
# ## How sure is it?
#
# `confidence` says how often rows like this one are right: of those at 0.9, about nine in ten.
# Notebook 3 checks that by reading.

# %%
edges = quotes["confidence"].mul(20).clip(upper=19.9).floordiv(1).div(20)
sure = quotes.assign(confidence=edges).groupby(["confidence", "quote_type"]).size()
alt.Chart(sure.reset_index(name="quotes")).mark_bar().encode(
    x=alt.X("confidence", bin=alt.Bin(binned=True, step=0.05), scale=alt.Scale(domain=[0, 1])),
    y=alt.Y("quotes", title="quotes"),
    color=TYPES,
    order=STACKED,
).properties(width=420, height=180)

# %% [markdown]
# ## What does a row look like in its article?
#
# Five rows that the run is least sure of, a good place to begin reading: the quote is marked, the
# words that name the speaker are bold, the word of saying is underlined.

# %%
texts = articles.set_index("article_id")["text"]
HTML(
    "".join(
        f"<p><i>{row['confidence']:.2f} · {row['quote_type']} · "
        f"{row['speaker'] if pd.notna(row['speaker']) else 'nobody'}</i><br>"
        f"{in_place(texts[row['article_id']], row)}</p>"
        for row in quotes.nsmallest(5, "confidence").to_dict("records")
    )
)
