"""Pages that are asked for all the time, kept as they went out. Before one goes out again the database is asked for the versions
on it, which is less work than to read and join them: a page is given as it was only while that is what stands.
"""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import NamedTuple

MOST_BYTES = 16 << 20
"""Of all pages that a process keeps."""
MOST_PAGES = 256
"""That a process keeps, be they empty: what was asked takes up room, too."""
LARGEST_BYTES = 1 << 20
"""Of a page that is kept."""


class KeptPage(NamedTuple):
    """What went out, and the tag that tells the versions on it."""

    etag: str
    content: bytes
    links: str | None


class KeptPages:
    """By what was asked. The ones that nobody asks for go first."""

    def __init__(self, most_bytes: int = MOST_BYTES, most_pages: int = MOST_PAGES) -> None:
        self.most_bytes, self.most_pages, self.bytes = most_bytes, most_pages, 0
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._lock = Lock()

    def get(self, question: Hashable) -> KeptPage | None:
        with self._lock:
            page = self._pages.get(question)
            if page is not None:
                self._pages.move_to_end(question)
            return page

    def keep(self, question: Hashable, page: KeptPage) -> None:
        """In the place of what was kept for the question."""
        with self._lock:
            if former := self._pages.pop(question, None):
                self.bytes -= len(former.content)
            if len(page.content) > LARGEST_BYTES:
                return
            self._pages[question] = page
            self.bytes += len(page.content)
            while self.bytes > self.most_bytes or len(self._pages) > self.most_pages:
                self.bytes -= len(self._pages.popitem(last=False)[1].content)


PAGES = KeptPages()
