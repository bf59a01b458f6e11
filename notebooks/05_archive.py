# %% [markdown]
# # 5 · A whole archive
#
# Years of news in many runs, more than fits into memory: DuckDB reads the Parquet files where they
# lie, only the columns that a question needs, and spills to the disk what does not fit. `ARCHIVE`
# is a pattern of run folders, such as `/archive/*` or `/archive/2024-*`; for the sample it is one
# run.

# %%
import os
import tempfile
from pathlib import Path

import altair as alt
import duckdb

ARCHIVE = os.environ.get("KUTIPAN_ARCHIVE", "data/output/sample")  # put your pattern here

alt.renderers.enable("svg")  # pictures that show anywhere; "html" for charts with tooltips
db = duckdb.connect()
db.sql("SET memory_limit = '1GB'")  # whatever the archive is
db.sql(f"SET temp_directory = '{tempfile.mkdtemp(prefix='kutipan-')}'")
if not db.sql(f"FROM glob('{ARCHIVE}/quotes.parquet')").fetchall():
    ARCHIVE = f"../{ARCHIVE}"  # the notebook was started from its folder

# %% [markdown]
# ## What is in the archive?
#
# Runs overlap where the same article was fetched twice. A quote has the same `quote_id` in every
# run that read its article under the same id, so each counts once; the names of people likewise.

# %%
for table in ("quotes", "speakers", "people", "articles"):
    db.sql(
        f"CREATE VIEW every_{table} AS "
        f"SELECT *, parse_path(filename)[-2] AS run "
        f"FROM read_parquet('{ARCHIVE}/{table}.parquet', filename = true, union_by_name = true)"
    )
db.sql("""
    CREATE VIEW quotes AS
        SELECT * FROM every_quotes
        QUALIFY row_number() OVER (PARTITION BY quote_id ORDER BY run) = 1;
    CREATE VIEW speakers AS
        SELECT speaker_id, min(person_id) AS person_id FROM every_speakers GROUP BY speaker_id;
    CREATE VIEW people AS
        SELECT person_id, arg_max(name, quotes) AS name FROM every_people GROUP BY person_id
""")
db.sql("""
    SELECT run, count(DISTINCT article_id) AS articles, count(*) AS quotes
    FROM every_quotes GROUP BY run ORDER BY run
""").df()

# %% [markdown]
# ## How many quotes are there, each once and as often as printed?
#
# An article of a text that was read before has no quotes of its own: they count once for each copy.

# %%
db.sql("""
    CREATE TABLE copies AS
        SELECT duplicate_of AS article_id, count(DISTINCT article_id) AS copies
        FROM every_articles WHERE duplicate_of IS NOT NULL GROUP BY ALL;
    CREATE VIEW spoken AS
        SELECT q.*, s.person_id, p.name AS person, 1 + coalesce(c.copies, 0) AS printed
        FROM quotes q
        LEFT JOIN speakers s USING (speaker_id) LEFT JOIN people p USING (person_id)
        LEFT JOIN copies c USING (article_id)
""")
db.sql("""
    SELECT count(*) AS quotes, sum(printed)::BIGINT AS with_duplicates,
           count(DISTINCT person_id) AS speakers, count(DISTINCT article_id) AS articles_with_quotes
    FROM spoken
""").df()

# %% [markdown]
# ## Who speaks most?
#
# `quotes` counts the same words of the same person once, wherever they were printed;
# `with_duplicates` every time.

# %%
top = db.sql("""
    SELECT person, count(DISTINCT lower(quote)) AS quotes, sum(printed)::BIGINT AS with_duplicates,
           count(DISTINCT outlet) AS outlets
    FROM spoken WHERE speaker_kind IN ('person', 'org') GROUP BY person_id, person
    ORDER BY quotes DESC, person LIMIT 15
""").df()
top

# %% [markdown]
# ## When was who in the papers?
#
# The quotes of the five most quoted who have dates, by month of publication in Jakarta.

# %%
monthly = db.sql("""
    WITH dated AS (
        SELECT person_id, person, strftime(published_at + INTERVAL 7 HOUR, '%Y-%m') AS month
        FROM spoken WHERE published_at IS NOT NULL AND speaker_kind = 'person'
    ), most AS (
        SELECT person_id FROM dated GROUP BY person_id ORDER BY count(*) DESC, person_id LIMIT 5
    )
    SELECT person, month, count(*) AS quotes
    FROM dated SEMI JOIN most USING (person_id) GROUP BY ALL ORDER BY month, person
""").df()
chart = (
    alt.Chart(monthly)
    .mark_bar()
    .encode(
        x=alt.X("month:O", title=None),
        y=alt.Y("quotes:Q", title="quotes"),
        row=alt.Row("person:N", title=None, header=alt.Header(labelAngle=0, labelAlign="left")),
    )
    .properties(width=380, height=50)
)
chart if len(monthly) else "no article has a date"

# %% [markdown]
# ## Does the way of quoting differ between outlets?

# %%
types = db.sql("""
    SELECT outlet, quote_type, count(*) AS quotes FROM spoken
    WHERE outlet IN (
        SELECT outlet FROM spoken GROUP BY outlet ORDER BY count(*) DESC, outlet LIMIT 15
    )
    GROUP BY ALL ORDER BY outlet, quote_type
""").df()
alt.Chart(types).mark_bar().encode(
    x=alt.X("quotes:Q", stack="normalize", axis=alt.Axis(format="%"), title="of its quotes"),
    y=alt.Y("outlet:N", title=None),
    color=alt.Color("quote_type:N", title=None, sort=["direct", "mixed", "indirect"]),
    order=alt.Order("color_quote_type_sort_index:Q"),  # as in the legend
).properties(width=420)

# %% [markdown]
# ## Who said something about …?
#
# A search through all quotes; put your own words. `regexp_matches(quote, 'air|sungai', 'i')` takes
# patterns.

# %%
db.sql("""
    SELECT person, role, left(quote, 90) AS quote, outlet
    FROM spoken WHERE quote ILIKE '%sungai%' ORDER BY confidence DESC, quote_id LIMIT 8
""").df()

# %% [markdown]
# ## How do I take a part of it along?
#
# `COPY` writes what a question returns, without holding it in memory.

# %%
with tempfile.TemporaryDirectory() as folder:
    part = Path(folder) / "named.parquet"
    db.sql(f"""
        COPY (SELECT person, role, quote, outlet, published_at, url FROM spoken
              WHERE speaker_kind = 'person' AND confidence >= 0.9)
        TO '{part}' (FORMAT parquet)
    """)
    rows = db.sql(f"SELECT count(*) FROM '{part}'").fetchall()[0][0]
f"{rows:,} quotes of named people at confidence 0.9 or more"
