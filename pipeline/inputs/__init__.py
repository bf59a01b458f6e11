"""What reading is made of: one module a format family; none knows what comes of its rows.

`sources` finds the files; `streams` and `encodings` open and decode them; `pages`, `csv_rows`,
`json_rows` and `sheet_rows` turn them into rows; `columns`, `dates` and `naming` turn a row into an
article. The stage `read` puts them together.
"""
