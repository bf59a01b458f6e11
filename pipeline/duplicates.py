"""Articles whose text was read before: their quotes are those of the first, and counted once."""

from functools import partial

from pipeline.cleaning.fixers import repair
from pipeline.deadline import SECONDS, TookTooLong, allowed, clock, told, within
from pipeline.records import LONGEST_DETAIL, Article, Extraction, Reason, Reject, Stage
from pipeline.seen import Seen
from pipeline.stages.clean import clean


class Originals:
    """Which article had a text first.

    Of every text it keeps a hash and the id that had it first, no text, and those on the disk.
    """

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._texts = Seen()

    def first(self, article: Article) -> str | None:
        """Return the article that had the same repaired text first, if there is one."""
        try:
            # Repaired, not cleaned: all shards wait for this, and the rest of it takes ten times as
            # long. Whether there is an article at all is found out where it is extracted.
            seconds = allowed(len(article.text), SECONDS)
            repaired, _ = within(seconds, partial(repair, article.text))
        except (Exception, TookTooLong):
            # The extractor meets the same failure and makes a reject of it.
            return None
        return self._texts.first(repaired, article.article_id)


def without_quotes(article: Article, time_limit: float) -> Extraction | Reject:
    """Return a duplicate with its repaired text: its quotes are those of the first.

    Args:
        article: the duplicate.
        time_limit: what repairing it may take, in seconds; 0 is no limit.
    """
    seconds = allowed(len(article.text), time_limit)
    try:
        with clock():
            cleaned = within(seconds, partial(clean, article))
    except TookTooLong:
        reason, detail = Reason.TIME_LIMIT, told(seconds)
    except Exception as error:
        reason, detail = Reason.STAGE_FAILED, f"{type(error).__name__}: {error}"
    else:
        return cleaned if isinstance(cleaned, Reject) else Extraction(cleaned)
    return Reject(
        Stage.CLEAN,
        reason,
        detail[:LONGEST_DETAIL],
        article.article_id,
        article.source_file,
        article.source_row,
    )
