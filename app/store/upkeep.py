"""What keeps a capture small, in slices between the requests.

Three things, in this order: of the refused requests only the newest are kept; what the user's
retention lets go is deleted; pages that are free afterwards are given back to the disk.

Retention never takes a message that is not analysed, one that is marked, noted or coloured, or
one that was replayed to a real Topsort: that record is the only one of what was sent. Ids of rows
are never given again (AUTOINCREMENT).
"""

import sqlite3
import time
from collections.abc import Callable

from app.store import annotations
from app.store.model import KEEP_ALL, Retention
from app.store.reader import read_progress

KEEP_REFUSED = 10_000
"""Refused requests that are kept, the newest ones."""

_SLICE_SECONDS = 0.005
"""The commit takes as long again, so that a request waits for less than 20 ms."""
_GROUP = 20
"""Rows that are deleted at a time; between two groups it looks at the clock."""
_DAY_MS = 86_400_000
_PAGES = 50
_FREE_PAGES = 1_024
_FREE_SHARE = 10
"""Pages that may stay free, since new rows take them: so many, or a share of one in so many."""

_REFUSED_UPTO = "SELECT id FROM request WHERE status >= 400 ORDER BY id DESC LIMIT 1 OFFSET :kept"
_OLD_REFUSED = """
DELETE FROM request WHERE id IN (
    SELECT r.id FROM request AS r WHERE r.status >= 400 AND r.id <= :upto
        AND NOT EXISTS (SELECT 1 FROM message AS m WHERE m.request = r.id)
    ORDER BY r.id LIMIT :group
)"""
_MESSAGES = """
SELECT id, request, received_at FROM message
WHERE id > :after AND id <= :analysed ORDER BY id LIMIT :group"""
_REPLAYED = """
SELECT DISTINCT a.message
FROM json_each(?) AS wanted CROSS JOIN attempt AS a ON a.message = wanted.value
WHERE a.target <> 'sandbox'"""
_REQUESTS = """
SELECT r.id, r.received_at, (SELECT max(m.id) FROM message AS m WHERE m.request = r.id)
FROM request AS r WHERE r.id > :after ORDER BY r.id LIMIT :group"""
_DELETE = "DELETE FROM {} WHERE id IN (SELECT value FROM json_each(?))"
_COUNT = """
INSERT INTO meta(key, value) VALUES('deleted', ?)
ON CONFLICT(key) DO UPDATE SET value = value + excluded.value"""


class Upkeep:
    """The state of upkeep. `step` and what follows its commit run on the writer's thread; the
    rest may be called from any."""

    def __init__(
        self,
        *,
        clock: Callable[[], int],
        keep_refused: int = KEEP_REFUSED,
        on_deleted: Callable[[int], None] = lambda count: None,
    ) -> None:
        """`clock` is milliseconds since 1970. `on_deleted` is told how many messages were."""
        self._clock = clock
        self._keep_refused = keep_refused
        self._on_deleted = on_deleted
        self._deleted = 0
        self._retention = KEEP_ALL
        self._refused = True
        self._again = True
        self._message = 0
        self._request = 0
        self._last_request = 0

    @property
    def retention(self) -> Retention:
        """What is kept."""
        return self._retention

    def keep(self, retention: Retention) -> None:
        """Keep this from now on."""
        self._retention = retention
        self._again = True

    def refused(self) -> None:
        """There is another refused request."""
        self._refused = True

    def look_again(self) -> None:
        """What was kept may have no reason to stay any more."""
        self._again = True

    def step(self, connection: sqlite3.Connection) -> bool:
        """One slice, inside a transaction; whether there is more to do at once."""
        until = time.monotonic() + _SLICE_SECONDS
        for part in (self._drop_refused, self._drop_messages, self._drop_requests):
            while part(connection):
                if time.monotonic() >= until:
                    return True
        return self._give_back(connection, until)

    def committed(self) -> None:
        """The slice is on disk."""
        deleted, self._deleted = self._deleted, 0
        if deleted:
            self._on_deleted(deleted)

    def failed(self) -> None:
        """The slice was rolled back."""
        self._deleted = 0
        self._refused = self._again = True

    def _drop_refused(self, connection: sqlite3.Connection) -> bool:
        """Delete a group of the oldest refused requests; whether there was one."""
        if not self._refused:
            return False
        upto = connection.execute(_REFUSED_UPTO, {"kept": self._keep_refused}).fetchone()
        dropped = (
            upto and connection.execute(_OLD_REFUSED, {"upto": upto[0], "group": _GROUP}).rowcount
        )
        self._refused = bool(dropped)
        return self._refused

    def _drop_messages(self, connection: sqlite3.Connection) -> bool:
        """Look at the next group of messages, oldest first, and delete what need not stay."""
        if not self._retention.is_on:
            return False
        if self._again:
            self._again = False
            self._message = self._request = self._last_request = 0
        progress = read_progress(connection)
        found = connection.execute(
            _MESSAGES, {"after": self._message, "analysed": progress.analysed, "group": _GROUP}
        ).fetchall()
        oldest = progress.committed - (self._retention.messages or progress.committed)
        before = self._before()
        old = []
        for row, request, received_at in found:
            if row > oldest and received_at >= before:
                break
            old.append(row)
            self._last_request = request
        if not old:
            return False
        self._message = old[-1]
        stay = annotations.kept(connection, old) | _replayed(connection, old)
        gone = [row for row in old if row not in stay]
        connection.execute(_DELETE.format("message"), (_listed(gone),))
        connection.execute(_COUNT, (len(gone),))
        self._deleted += len(gone)
        return True

    def _drop_requests(self, connection: sqlite3.Connection) -> bool:
        """Delete the next group of old requests of which no message is left."""
        if not self._retention.is_on:
            return False
        before = self._before()
        gone = []
        looked = self._request
        found = connection.execute(_REQUESTS, {"after": looked, "group": _GROUP}).fetchall()
        for request, received_at, last_message in found:
            if last_message is None and (request <= self._last_request or received_at < before):
                gone.append(request)
            elif last_message is None or last_message > self._message:
                break
            looked = request
        connection.execute(_DELETE.format("request"), (_listed(gone),))
        moved, self._request = looked > self._request, looked
        return moved

    def _give_back(self, connection: sqlite3.Connection, until: float) -> bool:
        """Shorten the file by some of its free pages, unless analysis is about to use them;
        whether there are more."""
        progress = read_progress(connection)
        if progress.analysed < progress.committed:
            return False
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        while True:
            free = connection.execute("PRAGMA freelist_count").fetchone()[0]
            if free <= max(_FREE_PAGES, pages // _FREE_SHARE):
                return False
            # Each row of the answer is a page.
            connection.execute(f"PRAGMA incremental_vacuum({_PAGES})").fetchall()
            if connection.execute("PRAGMA freelist_count").fetchone()[0] >= free:
                return False
            if time.monotonic() >= until:
                return True

    def _before(self) -> int:
        """What was received before this moment is too old (ms since 1970)."""
        days = self._retention.days
        return -(2**62) if days is None else self._clock() - days * _DAY_MS


def _replayed(connection: sqlite3.Connection, rows: list[int]) -> set[int]:
    return {row for (row,) in connection.execute(_REPLAYED, (_listed(rows),))}


def _listed(ids: list[int]) -> str:
    return f"[{','.join(map(str, ids))}]"
