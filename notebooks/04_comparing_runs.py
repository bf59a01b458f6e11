# %% [markdown]
# # 4 · Comparing two runs
#
# Before and after: another version, another word list, a higher `--min-confidence`. Which quotes
# were gained, lost or changed, and does it change what you would report? Nothing annotated is
# needed, so this does not say which of the two is right.
#
# For the sample, run A is what the last release found (`data/reference`), run B what this one
# finds.

# %%
import os
from pathlib import Path

import altair as alt
import pandas as pd
from IPython.display import display

from pipeline.evaluation.changes import Change, Outcome
from pipeline.evaluation.compare import compare
from pipeline.outputs.tables import read_run

RUN_A = Path(os.environ.get("KUTIPAN_RUN_A", "data/reference"))  # the earlier run
RUN_B = Path(os.environ.get("KUTIPAN_RUN", "data/output/sample"))  # the later one
RUN_A, RUN_B = (run if run.exists() else ".." / run for run in (RUN_A, RUN_B))

alt.renderers.enable("svg")  # pictures that show anywhere; "html" for charts with tooltips
found = compare(RUN_A, RUN_B)

# %% [markdown]
# ## How much is the same?
#
# Quotes are matched by their place in the text. Of articles that only one run has, none is
# compared.

# %%
pd.Series(
    {
        "articles in both": found.articles,
        "articles only in A": len(found.only_a.articles),
        "articles only in B": len(found.only_b.articles),
        "quotes in A": found.quotes_a,
        "quotes in B": found.quotes_b,
        "the same in both": found.same,
        **{str(outcome): len(found.of(outcome)) for outcome in Outcome},
    },
    name="count",
).to_frame()

# %% [markdown]
# ## What kind of quote was gained, lost or changed?

# %%


def told(change: Change) -> str:
    """Say in what the two runs differ about a quote that both have."""
    if change.a is None or change.b is None:
        return ""
    return "; ".join(
        f"{field}: {getattr(change.a, field) or '-'} → {getattr(change.b, field) or '-'}"
        if field != "span"
        else f"words: {change.a.quote} → {change.b.quote}"
        for field in change.fields
    )


later = [change.sides[-1] for change in found.changes]
changes = pd.DataFrame(
    {
        "outcome": [str(change.outcome) for change in found.changes],
        "quote_type": [str(row.type) for row in later],
        "article_id": [change.article_id for change in found.changes],
        "speaker": [row.speaker for row in later],
        "quote": [row.quote for row in later],
        "differs in": [told(change) for change in found.changes],
    }
)
kinds = changes.groupby(["outcome", "quote_type"]).size().reset_index(name="quotes")
chart = (
    alt.Chart(kinds)
    .mark_bar()
    .encode(
        x=alt.X("quotes:Q", title="quotes"),
        y=alt.Y("outcome:N", sort=list(Outcome), title=None),
        color=alt.Color("quote_type:N", title=None, sort=["direct", "mixed", "indirect"]),
        order=alt.Order("color_quote_type_sort_index:Q"),  # as in the legend
    )
    .properties(width=420)
)
chart if len(kinds) else "none"

# %% [markdown]
# ## In what do the changed ones differ?
#
# One quote may differ in several: another speaker mostly comes with another role.

# %%
fields = pd.DataFrame(
    [(str(field), count) for field, count in found.by_field.items()], columns=["field", "quotes"]
)
alt.Chart(fields).mark_bar().encode(
    x=alt.X("quotes:Q", title="changed quotes"), y=alt.Y("field:N", sort="-x", title=None)
).properties(width=420)

# %% [markdown]
# ## Where are the differences?
#
# The articles with most of them: begin reading there.

# %%
changes.groupby(["article_id", "outcome"]).size().unstack(fill_value=0).assign(
    all=lambda frame: frame.sum(axis=1)
).nlargest(10, "all").rename_axis(columns=None).reset_index()

# %% [markdown]
# ## What are they?
#
# The first twenty; `found.to_csv()` has all of them, with every column of both runs.

# %%
with pd.option_context("display.max_colwidth", 120):
    display(changes.drop(columns="quote_type").head(20))

# %% [markdown]
# ## Does it change who speaks most?
#
# The speakers whose number of quotes differs, at most fifteen: the ring is run A, the dot run B.

# %%
a, b = (read_run(run, "quotes")[0] for run in (RUN_A, RUN_B))
shared = set(a["article_id"]) | set(b["article_id"])
shared -= {*found.only_a.articles, *found.only_b.articles}
counts = pd.DataFrame(
    {
        name: quotes.loc[quotes["article_id"].isin(shared), "speaker"].value_counts()
        for name, quotes in (("A", a), ("B", b))
    }
)
counts = counts.fillna(0).astype(int).rename_axis("speaker").reset_index()
moved = counts[counts["A"] != counts["B"]]
moved = moved.assign(most=moved[["A", "B"]].max(axis=1)).nlargest(15, "most")
base = alt.Chart(moved).encode(y=alt.Y("speaker:N", sort=list(moved["speaker"]), title=None))
way = base.mark_rule(color="#8899aa").encode(
    x=alt.X("A:Q", title="quotes", axis=alt.Axis(tickMinStep=1)), x2="B:Q"
)
ring = base.mark_point(size=60, color="black", opacity=1).encode(x="A:Q")
dot = base.mark_point(size=60, color="black", opacity=1, filled=True).encode(x="B:Q")
chart = (way + ring + dot).properties(width=420)
chart if len(moved) else "every speaker has as many quotes in both"
