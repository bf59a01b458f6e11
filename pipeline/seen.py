"""What was seen so far, on the disk once it is much: memory does not grow with the corpus."""

import hashlib
import sqlite3


def scratch(table: str) -> sqlite3.Connection:
    """Return a database with one empty table, lost with the object.

    Without a name: SQLite keeps some pages in memory, and the others in a file of the system's
    temporary folder that it makes when it needs it, and removes itself. Whoever iterates over
    articles may use it from another thread.

    Args:
        table: its name and columns, as ``CREATE TABLE`` takes them.
    """
    database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    database.execute(f"CREATE TABLE {table}")
    database.execute("BEGIN")
    return database


class Seen:
    """Keys and what each was first seen with; lost with the object.

    A key is kept as a hash of 16 bytes.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._database = scratch("seen (key BLOB PRIMARY KEY, value TEXT) WITHOUT ROWID")

    def first(self, key: str, value: str = "") -> str | None:
        """Return what ``key`` was first seen with; ``None`` where this is the first time."""
        digest = hashlib.blake2b(key.encode(errors="surrogatepass"), digest_size=16).digest()
        added = self._database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (digest, value))
        if added.rowcount:
            return None
        found = self._database.execute("SELECT value FROM seen WHERE key = ?", (digest,))
        return str(found.fetchone()[0])
