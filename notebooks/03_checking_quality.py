# %% [markdown]
# # 3 · Checking quality
#
# How right are the tables for *your* articles? Draw rows by chance, read each in its article, write
# down what is right, and see how far the answer can be trusted. Nothing else is needed than this
# notebook and a spreadsheet (or an editor).
#
# For the sample run the sheets are filled in already (`checked_sample.csv`, `missed_sample.csv`),
# by one of kutipan's makers on articles written for the project: an example, no measurement.

# %%
import os
from itertools import pairwise
from pathlib import Path

import altair as alt
import pandas as pd
from IPython.display import HTML

from pipeline.analysis.checking import (
    VERDICTS,
    draw,
    in_place,
    read_missed,
    read_sheet,
    wilson,
    write_missed,
    write_sheet,
)
from pipeline.outputs.tables import read_run

RUN = Path(os.environ.get("KUTIPAN_RUN", "data/output/sample"))  # put the folder of your run here
RUN = RUN if RUN.exists() else ".." / RUN  # also where the notebook was started from its folder

alt.renderers.enable("svg")  # pictures that show anywhere; "html" for charts with tooltips
quotes, articles = read_run(RUN, "quotes", "articles")
texts = articles.set_index("article_id")["text"]

# Your sheets go beside your run; those of the sample lie beside this notebook.
beside = RUN.parent
if RUN.parts[-3:] == ("data", "output", "sample"):
    beside = Path("notebooks") if Path("notebooks").is_dir() else Path()
SHEET, MISSED = beside / f"checked_{RUN.name}.csv", beside / f"missed_{RUN.name}.csv"

# %% [markdown]
# ## How many rows must I read?
#
# Say nine rows in ten are right: the more you read, the narrower the answer. Forty tell good from
# bad; to tell 90 % from 93 % takes a thousand.

# %%
pd.DataFrame(
    {
        "rows read": rows,
        "of these right": round(0.9 * rows),
        "the truth lies between": "{:.0%} and {:.0%}".format(*wilson(round(0.9 * rows), rows)),
    }
    for rows in (20, 40, 100, 200, 500, 1000)
)

# %% [markdown]
# ## Which rows do I read?
#
# Drawn by chance, every row alike. They go into the sheet; what it holds already stays as it is,
# and a later run of the same articles draws the same rows again.

# %%
ROWS = 40
drawn = draw(quotes, ROWS)
write_sheet(drawn, SHEET)
f"{len(drawn)} rows of {len(quotes):,} are in {SHEET.name}"

# %% [markdown]
# ## What stands in the article?
#
# Read each row here and write `y` or `n` (`ya`, `tidak`) into the columns `words_right`,
# `speaker_right` and `role_right` of the sheet; leave empty what you cannot tell. The quote is
# marked, the words that name the speaker are bold, the word of saying is underlined.
#
# * *words*: it is what somebody said, all of it and no more;
# * *speaker*: it is whose words they are, under the fullest name the article gives;
# * *role*: it is what the article says this person is; where it says nothing, none.
#
# Here are the first three; take out `.head(3)` to read them all.

# %%
HTML(
    "".join(
        f"<p><code>{row['quote_id']}</code> · {row['quote_type']} · "
        f"{row['speaker'] if pd.notna(row['speaker']) else 'nobody'} · "
        f"{row['role'] if pd.notna(row['role']) else 'no role'}<br>"
        f"{in_place(texts[row['article_id']], row, around=300)}</p>"
        for row in drawn.head(3).to_dict("records")
    )
)

# %% [markdown]
# ## How right is it?
#
# Run this again when the sheet is filled in. A line shows between which shares the truth lies with
# 95 % confidence (Wilson's interval), the dot what was found. A row of which this run says
# something else than when it was read does not count.

# %%
checked = read_sheet(SHEET, quotes)
checked["all three"] = checked[list(VERDICTS)].all(axis=1, skipna=False)


def accuracy(groups: dict[str, pd.Series]) -> pd.DataFrame:
    """Count the verdicts of each group, with the interval of their share."""
    columns = ["what", "read", "right", "low", "high"]
    rows = []
    for name, verdicts in groups.items():
        given = verdicts.dropna()
        low, high = wilson(int(given.sum()), len(given))
        right = given.mean() if len(given) else float("nan")
        rows.append((name, len(given), right, low, high))
    return pd.DataFrame(rows, columns=columns).round(3)


def picture(table: pd.DataFrame) -> alt.LayerChart:
    """Draw a dot for what was found on a line for where the truth may lie."""
    labelled = table.assign(label=table["what"] + " (" + table["read"].astype(str) + ")")
    base = alt.Chart(labelled).encode(y=alt.Y("label", sort=None, title=None))
    whole = alt.X("low", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"), title="right")
    line = base.mark_rule(size=3, color="#8899aa").encode(x=whole, x2="high")
    dot = base.mark_point(filled=True, size=70, color="black", opacity=1).encode(x="right")
    return (line + dot).properties(width=420)


overall = accuracy({name: checked[name] for name in (*VERDICTS, "all three")})
overall

# %%
picture(overall)

# %% [markdown]
# ## Which kind of quote is worse?
#
# All three right: words, speaker and role. A long line means few rows, not bad ones.

# %%
picture(accuracy({kind: rows["all three"] for kind, rows in checked.groupby("quote_type")}))

# %% [markdown]
# ## Does `confidence` say the truth?
#
# Rows by bands of confidence: where it is true, the dot (what was right of them) lies in or near
# its band. It speaks of words and speaker, so those are what counts here.

# %%
both = checked["words_right"] & checked["speaker_right"]
EDGES = [0, 0.5, 0.8, 0.9, 0.95, 1]
names = [f"{low:.2f} to {high:.2f}" for low, high in pairwise(EDGES)]
bands = pd.cut(checked["confidence"], EDGES, labels=names, include_lowest=True)
picture(accuracy({name: both[bands == name] for name in names}))

# %% [markdown]
# ## What was wrong?
#
# What the errors have in common is worth more than the figure: it says what to leave out or
# correct.

# %%
wrong = checked[~checked["all three"].fillna(True)]
wrong[["quote_type", "speaker", "role", "quote", *VERDICTS, "remark"]].reset_index(drop=True)

# %% [markdown]
# ## What was missed?
#
# A row that is not there cannot be drawn, so read some articles whole. The second sheet has a line
# for each quote that the run lacks (`article_id`, `missed`: its words), one with nothing in
# `missed` for an article that lacks none, and `?` for one that is not read yet. These are drawn by
# chance, too:

# %%
whole = draw(articles[articles["duplicate_of"].isna()], 3, key="article_id")
write_missed(whole, MISSED)
whole[["article_id", "title", "words", "quotes"]].reset_index(drop=True)

# %%
missed = read_missed(MISSED)
missed = missed[missed["article_id"].isin(texts.index)]
found = int(quotes["article_id"].isin(missed["article_id"]).sum())
lacking = missed[missed["missed"] != ""]
low, high = wilson(found, found + len(lacking))
print(
    f"In {missed['article_id'].nunique()} articles read whole, {found} quotes were found and "
    f"{len(lacking)} missed: of all there are, between {low:.0%} and {high:.0%} are found."
)
lacking
