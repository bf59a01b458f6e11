# %% [markdown]
# # A first look at a run
#
# Reads the tables of a run of kutipan (`make run` makes the one of the sample) and answers the
# first questions: what was found, who speaks, how sure is it. Open it in an editor that knows
# `# %%` cells, or run it as a script.

# %%
import sys
from pathlib import Path

import pandas as pd

RUN = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("data/output/sample")
quotes = pd.read_parquet(RUN / "quotes.parquet")
speakers = pd.read_parquet(RUN / "speakers.parquet")
people = pd.read_parquet(RUN / "people.parquet")

# %% [markdown]
# ## What was found?

# %%
print(quotes.groupby(["outlet", "quote_type"], observed=True).size().unstack(fill_value=0))

# %% [markdown]
# ## Who speaks how much?

# %%
print(
    people.nlargest(10, "words")[["name", "roles", "articles", "quotes", "words"]].to_string(
        index=False
    )
)

# %% [markdown]
# ## How are the speakers named beside their words?

# %%
print(quotes["resolution"].value_counts(normalize=True).round(3).to_string())

# %% [markdown]
# ## Which rows should be read first by somebody who checks?

# %%
doubtful = quotes.nsmallest(5, "confidence")[["confidence", "speaker", "cue", "context"]]
print(doubtful.to_string(index=False, max_colwidth=80))
