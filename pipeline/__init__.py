"""Who said what in Indonesian news: articles in, a table of speaker, role and quote out.

``extract(text)`` returns the quotes of one article, ``QuoteExtractor(settings)(frame)`` the tables
of many. The extractor loads on first use, so that importing the package (and ``kutipan --help``)
stays quick.
"""

from typing import TYPE_CHECKING

from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from pipeline.extractor import QuoteExtractor, Settings, extract

__version__ = "0.1.0"
__all__ = ["PipelineError", "QuoteExtractor", "Settings", "__version__", "extract"]


def __getattr__(name: str) -> object:
    """Load the extractor, and with it torch and Stanza, when first asked for one of its names."""
    if name in {"QuoteExtractor", "Settings", "extract"}:
        from pipeline import extractor

        return getattr(extractor, name)
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
