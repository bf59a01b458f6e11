"""What was seen so far, on the disk once it is much: memory does not grow with the corpus."""

import hashlib
import sqlite3


class Seen:
    """Keys and what each was first seen with; lost with the object.

    A key is kept as a hash of 16 bytes.
    """

    def __init__(self) -> None:
        """Begin with nothing; a file in the system's temporary folder is made when it is needed."""
        # Without a name: SQLite keeps some pages in memory, and the others in a file that it
        # removes itself. Whoever iterates over articles may do so from another thread.
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.execute("CREATE TABLE seen (key BLOB PRIMARY KEY, value TEXT) WITHOUT ROWID")
        self._database.execute("BEGIN")

    def first(self, key: str, value: str = "") -> str | None:
        """Return what ``key`` was first seen with; ``None`` where this is the first time."""
        digest = hashlib.blake2b(key.encode(errors="surrogatepass"), digest_size=16).digest()
        added = self._database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (digest, value))
        if added.rowcount:
            return None
        found = self._database.execute("SELECT value FROM seen WHERE key = ?", (digest,))
        return str(found.fetchone()[0])
