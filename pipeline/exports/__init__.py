"""The quotes of a run for other tools, one module a format, and back from correction by people.

A new format is a module with one function from marked articles to a file, a line in `formats`, and
its name in `pipeline.arguments`.
"""

from typing import Literal

# Which articles of a run come first.
Pick = Literal["first", "random", "least-sure"]
