"""What one poll of a source brings: new and changed documents. What has not changed costs a 304, or nothing at all."""

from __future__ import annotations

import hashlib
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path

import structlog
from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone

from events.vocabulary import SourceKind
from sources.acceptance import LONGEST_REASON, Package, annotates, kept_id, packages_of, packages_of_list, shown
from sources.fetching import Answer, FetchError, Limits, Validators, check_address
from sources.fetching.courtesy import Guest, policy
from sources.fetching.errors import NotYet
from sources.models import Delivery, Source, Visit
from sources.polling.arrivals import listing_of, media_of, package_of, stem_of
from sources.readers import MEDIA, SPLITTERS, Listed, Listing, Unreadable

BUDGET = 300.0  # seconds of one poll; what is left comes with the next
REVISITED = timedelta(days=1)  # how often a list is read although it has not changed
TRIES = 3  # of an address that cannot be fetched
MOST_LISTS = 50  # of a sitemap index, a poll; the others come with the next
# How often a page is asked whether it changed, where its list does not tell: in the poll that reads the list anew.
ASKED = REVISITED - timedelta(seconds=2 * BUDGET)
UNSETTLED = 2.0  # seconds in which a file may still be written
DAY = timedelta(hours=24)
CHUNK = 200  # documents that are looked up at once
LONGEST_ADDRESS = 2_000  # characters
MOST_COUNTED = 1_000  # failures of an address

EXPECTED = (FetchError, Unreadable, OSError)
"""Faults whose words say all."""

_TOLD = ("delivered", "unchanged", "failed", "put off", "left out")

log = structlog.get_logger(__name__)


@dataclass
class Gathering:
    """One poll. `packages` brings what is new; `keep` is told how many of them are committed.

    `fault` is why it ended early; `left_over` whether something is there already for the next poll; `after` in how many
    seconds the source's own host wants to be asked again.
    """

    source: Source
    fault: Exception | None = None
    left_over: bool = False
    after: float | None = None
    counts: Counter[str] = field(default_factory=Counter)
    _given: int = 0
    _kept: int = 0
    _visits: list[tuple[int, Visit]] = field(default_factory=list)  # each with the packages that must be committed before it
    _met: set[str] = field(default_factory=set)  # addresses of this poll: several lists may name one, and lists themselves
    _complete: bool = True  # nothing that the lists name waits for another try
    _is_untold: bool = False  # some list does not tell when its pages change
    _away: set[str] = field(default_factory=set)  # hosts that have nothing for us at the moment, by their roots

    def __post_init__(self) -> None:
        self._until = time.monotonic() + BUDGET
        self._guest = Guest(policy(), self.source.pause)
        self._address = self.source.address or ""
        self._met.add(self._address)
        today = Delivery.objects.filter(batch__source=self.source, received_at__gt=Now() - DAY).count()
        self._most = min(self.source.most_a_poll, self.source.most_a_day - today)

    def packages(self) -> Iterator[Package]:
        """New and changed documents, until there are no more, the limits are reached or there is a fault."""
        try:
            if self._most <= 0:
                raise Unreadable(f"the limit of {self.source.most_a_day:,} documents in 24 hours is reached")
            for package in _KINDS[SourceKind(self.source.kind)](self):
                self._given += 1
                self.counts["delivered"] += 1
                yield package
        except Exception as fault:  # a border: whatever it is, what came before is committed and the poll is settled
            self.fail(fault)

    def fail(self, fault: Exception) -> None:
        """The poll ends early. What nobody expected is logged with its traceback."""
        self.fault = fault
        if not isinstance(fault, EXPECTED):
            log.error("poll failed", source=str(self.source.pk), name=self.source.name, exc_info=fault)

    def keep(self, number: int) -> None:
        """So many more packages are committed: what is known of their addresses can be kept."""
        self._kept += number
        ready = [visit for given, visit in self._visits if given <= self._kept]
        self._visits = [(given, visit) for given, visit in self._visits if given > self._kept]
        for visit in ready:
            visit.save()

    def keep_all(self) -> None:
        """All packages are committed."""
        self.keep(self._given - self._kept)

    def told(self) -> str:
        """The outcome in a line."""
        counted = ", ".join(f"{self.counts[what]} {what}" for what in _TOLD if self.counts[what])
        if self.fault is not None:
            return f"{why(self.fault)} ({counted})" if counted else why(self.fault)
        return (counted or "nothing new") + ("; more is left for the next poll" if self.left_over else "")

    # --- The kinds

    def _from_page(self) -> Iterator[Package]:
        """The page at the source's address."""
        visit = self._visit(self._address)
        answer = self._fetch(visit, settings.MAX_DOCUMENT_BYTES)
        if answer is not None:
            yield package_of(answer, Listed(self._address), self.source)
        self._keep_later(visit)

    def _from_listing(self) -> Iterator[Package]:
        """The pages that a feed or a sitemap names. A sitemap index is followed to its sitemaps, no further."""
        visit = _anew(self._visit(self._address))
        listing = self._list(visit)
        if listing is None:
            return
        due = self._due(listing)
        for child, below in due[:MOST_LISTS]:
            if self._is_put_off(child):
                continue
            named, read_at, mark = None, _anew(below).visited_at, below.mark
            with self._one(below, child.mark):
                named = self._list(below)
                if named is None:
                    below.visited_at, below.mark = read_at, child.mark if mark else None
                    self._keep_later(below)
            yield from self._from_entries(named, below) if named else ()
        if any(below._state.adding or child.mark is not None for child, below in due[MOST_LISTS:]):
            self._complete = False
            self.left_over |= not self._away
        yield from self._from_entries(listing, visit)

    def _from_list(self) -> Iterator[Package]:
        """The documents of a file at the source's address."""
        visit = self._visit(self._address)
        answer = self._fetch(visit, settings.MAX_LIST_BYTES)
        if answer is None:
            return
        media = media_of(answer)
        if media not in SPLITTERS:
            raise Unreadable(f"no list of documents: {answer.content_type or 'of an unknown type'}; CSV, JSON Lines and XML are")
        opened = BytesIO(answer.text_bytes)
        listed = packages_of_list(opened, name=self._address, stem=stem_of(answer.url), media=media, columns=self.source.columns)
        yield from self._new_of(listed)
        if not self.left_over:
            self._keep_later(visit)

    def _from_folder(self) -> Iterator[Package]:
        """New and changed files of a folder."""
        known = self._known()
        for file in _files(watched(self._address)):
            address = _address_of(file)
            visit = known.get(address) or Visit(source=self.source, address=address)
            try:
                about = file.stat()
            except OSError:  # gone, since they were listed
                continue
            mark = f"{about.st_size}-{about.st_mtime_ns}"
            if _is_known(visit, Listed(address, mark)):
                self.counts["unchanged"] += 1
                continue
            if 0 <= time.time() - about.st_mtime < UNSETTLED:  # a clock that is wrong says nothing of it
                self.left_over = True
                continue
            with self._one(visit, mark):
                watched(file)
                yield from self._new_of(packages_of([file], self.source.columns))
                if self._is_enough():
                    return
                self._keep_later(visit)

    # --- Lists of addresses

    def _list(self, visit: Visit) -> Listing | None:
        """The feed or sitemap; None where it has not changed."""
        answer = self._fetch(visit, settings.MAX_LIST_BYTES)
        listing = listing_of(self.source, answer) if answer else None
        self.counts["left out"] += listing.left_out if listing else 0
        return listing

    def _due(self, listing: Listing) -> list[tuple[Listed, Visit]]:
        """The lists of an index that must be asked; behind the others, in random order, those that nothing marks."""
        known = self._known()
        new = filter(self._is_new, listing.lists)
        lists = [(child, known.get(child.address) or Visit(source=self.source, address=child.address)) for child in new]
        due = [(c, below) for c, below in lists if c.mark is None or below.mark != c.mark or 0 < below.failures < TRIES]

        def turn(pair: tuple[Listed, Visit]) -> float:
            child, below = pair
            return random.random() if child.mark is None and not below._state.adding else 0.0  # noqa: S311 - no secret

        return sorted(due, key=turn)

    def _from_entries(self, listing: Listing, visit: Visit) -> Iterator[Package]:
        """The pages that are new. The visit of the list is kept unless something waits: else it would be "not changed".

        Nor is anything kept that would spare asking a list of pages that nothing marks, or reading an index of such lists.
        What failed before comes last: a page that alone makes its host seem away then costs its others one poll at most.
        """
        known = self._known()
        new = filter(self._is_new, listing.entries)
        pages = [(known.get(listed.address) or Visit(source=self.source, address=listed.address), listed) for listed in new]
        for page, listed in sorted(pages, key=lambda pair: pair[0].failures):
            if _is_known(page, listed):
                self.counts["unchanged"] += 1
            elif self._is_enough():
                return
            elif not self._is_put_off(listed):
                yield from self._from_entry(listed, page, listing.title)
        is_untold = any(listed.mark is None for listed in listing.lists + listing.entries)
        self._is_untold |= is_untold
        if self._complete and not self.left_over:
            if is_untold:
                visit.mark = None
            if listing.lists and self._is_untold:
                visit.etag = visit.last_modified = None
            self._keep_later(visit)

    def _from_entry(self, listed: Listed, page: Visit, publisher: str | None) -> Iterator[Package]:
        with self._one(page, listed.mark):
            answer = self._fetch(page, settings.MAX_DOCUMENT_BYTES)
            if answer is not None:
                yield package_of(answer, listed, self.source, publisher)
            self._keep_later(page)

    @contextmanager
    def _one(self, visit: Visit, mark: str | None) -> Iterator[None]:
        """One entry of a list, or file of a folder: what fails there is its own failure, and the others go on.

        Those of a host that fails for the moment are put off until the next poll.
        """
        tried, validators = visit.failures, (visit.etag, visit.last_modified)
        visit.mark, visit.failures, visit.reason, visit.visited_at = mark, 0, None, timezone.now()
        try:
            yield
        except NotYet as error:  # it was not asked for
            self.counts["put off"] += 1
            self.left_over |= error.after is None  # others have their turn there, and end it
            self._complete = False
            self._leave(visit.address, error)
        except Exception as error:  # a border: of one hostile entry, whatever it raises
            if not isinstance(error, EXPECTED):
                log.exception("entry failed", source=str(self.source.pk), address=visit.address)
            self.counts["failed"] += 1
            visit.etag, visit.last_modified = validators  # of what was fetched nothing came
            visit.failures, visit.reason = min(tried + 1, MOST_COUNTED), shown(why(error))[:LONGEST_REASON]
            visit.save()
            self._complete &= visit.failures >= TRIES
            if isinstance(error, FetchError) and error.again:  # of the host as a whole, most likely
                self._leave(visit.address, error)

    def _leave(self, address: str, error: FetchError) -> None:
        """Nothing more is asked in this poll of the host that failed, be it the address's own or one that it leads to."""
        root = error.root or _root_of(address)
        self._away.add(root)
        if error.after is not None and root == _root_of(self._address):
            self.after = max(self.after or 0.0, error.after)

    def _is_put_off(self, listed: Listed) -> bool:
        """Whether the address is left for the next poll, since its host is away."""
        is_put_off = bool(self._away) and _root_of(listed.address) in self._away
        self.counts["put off"] += is_put_off
        self._complete &= not is_put_off
        return is_put_off

    # --- What is known

    def _known(self) -> dict[str, Visit]:
        return {visit.address: visit for visit in self.source.visits.all()}

    def _is_new(self, listed: Listed) -> bool:
        """Whether the address comes up for the first time in this poll."""
        is_new = listed.address not in self._met
        self._met.add(listed.address)
        return is_new

    def _visit(self, address: str) -> Visit:
        return self.source.visits.filter(address=address).first() or Visit(source=self.source, address=address)

    def _fetch(self, visit: Visit, most: int) -> Answer | None:
        """What the address has, up to so many bytes; None where that has not changed. The visit knows of it, kept later."""
        answer = self._guest.get(
            visit.address, Limits(bytes=most, seconds=settings.FETCH_SECONDS), Validators(visit.etag, visit.last_modified)
        )
        visit.etag, visit.last_modified = answer.validators.etag, answer.validators.last_modified
        visit.visited_at = timezone.now()
        self.counts["unchanged"] += answer.body is None
        return answer if answer.body is not None else None

    def _keep_later(self, visit: Visit) -> None:
        self._visits.append((self._given, visit))

    def _new_of(self, packages: Iterable[Package]) -> Iterator[Package]:
        """Those that this source has not delivered before, byte for byte, as far as the limits go."""
        told = {"publisher": self.source.publisher, "language": self.source.language}
        facts = {name: value for name, value in told.items() if value}
        for chunk in _chunks(packages):
            hashes = [hashlib.sha256(package.content).hexdigest() for package in chunk]
            before = Delivery.objects.filter(batch__source=self.source, sha256__in=hashes)
            delivered = set(before.values_list("external_id", "sha256"))
            for package, sha256 in zip(chunk, hashes, strict=True):
                if (kept_id(package, sha256), sha256) in delivered:
                    self.counts["unchanged"] += 1
                elif self._is_enough():
                    return
                else:
                    yield replace(package, facts=facts)

    def _is_enough(self) -> bool:
        """Whether the rest is left for the next poll."""
        is_enough = self._given >= self._most or time.monotonic() > self._until
        self.left_over |= is_enough
        return is_enough


_KINDS: dict[SourceKind, Callable[[Gathering], Iterator[Package]]] = {
    SourceKind.FEED: Gathering._from_listing,
    SourceKind.SITEMAP: Gathering._from_listing,
    SourceKind.PAGE: Gathering._from_page,
    SourceKind.LIST: Gathering._from_list,
    SourceKind.FOLDER: Gathering._from_folder,
}


def preview(source: Source, most: int) -> list[Listed]:
    """What a poll would find if it knew nothing, at most so many. Nothing is delivered or kept. Faults are `EXPECTED` ones."""
    try:
        return _found(source, most)
    except EXPECTED:
        raise
    except Exception as error:  # a border, as of a poll: who asks what would come is told that it would fail
        log.exception("preview failed", source=str(source.pk), name=source.name)
        raise Unreadable(why(error)) from error


def _found(source: Source, most: int) -> list[Listed]:
    guest, address = Guest(policy(), source.pause), source.address or ""
    if source.kind == SourceKind.FOLDER:
        return [Listed(_address_of(file)) for file in islice(_files(watched(address)), most)]
    answer = guest.get(address, Limits(bytes=settings.MAX_LIST_BYTES, seconds=min(20, settings.FETCH_SECONDS)))
    if source.kind == SourceKind.PAGE:
        return [Listed(answer.url, title=f"{media_of(answer) or answer.content_type}, {len(answer.body or b''):,} bytes")]
    if source.kind == SourceKind.LIST:
        media = media_of(answer)
        if media not in SPLITTERS:
            raise Unreadable(f"no list of documents: {answer.content_type or 'of an unknown type'}")
        opened = BytesIO(answer.text_bytes)
        listed = packages_of_list(opened, name=address, stem=stem_of(answer.url), media=media, columns=source.columns)
        return [Listed(shown(one.name), title=shown(one.fault or one.external_id)) for one in islice(listed, most)]
    listing = listing_of(source, answer)
    return list((listing.lists + listing.entries)[:most])


def why(fault: Exception) -> str:
    """A fault in words for people; of one that nobody expected also its kind."""
    return str(fault) if isinstance(fault, EXPECTED) else f"{type(fault).__name__}: {fault}"


def check_source(source: Source) -> None:
    """`FetchError` or `Unreadable` where the source's address alone shows that it could never be polled."""
    if not source.address:
        raise Unreadable("What is polled needs an address.")
    if source.kind == SourceKind.FOLDER:
        watched(source.address)
    else:
        check_address(source.address, policy())


def watched(path: str | Path) -> Path:
    """The folder or file, links resolved; `Unreadable` unless it lies within what the settings open."""
    found = Path(path).resolve()
    if not any(found.is_relative_to(folder.resolve()) for folder in settings.WATCHED_FOLDERS):
        opened = ", ".join(map(str, settings.WATCHED_FOLDERS))
        raise Unreadable(f"{path} lies outside the folders that may be watched: {opened} (WATCHED_FOLDERS)")
    return found


def _chunks(packages: Iterable[Package]) -> Iterator[list[Package]]:
    """So many at once. Where the packages end with a fault, those before it come first."""
    stream, fault = iter(packages), None
    while fault is None:
        chunk: list[Package] = []
        try:
            for package in islice(stream, CHUNK):
                chunk.append(package)
        except Exception as error:
            fault = error  # raised below
        if not chunk:
            break
        yield chunk
    if fault is not None:
        raise fault


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise Unreadable(f"there is no folder {folder}")
    found = (path for path in folder.rglob("*") if path.suffix.lower() in MEDIA and path.is_file())
    return sorted(path for path in found if not annotates(path))


def _address_of(file: Path) -> str:
    """A file's path as text, no longer than is kept; of longer ones the end is a digest."""
    name = shown(str(file))
    if len(name) <= LONGEST_ADDRESS:
        return name
    return f"{name[: LONGEST_ADDRESS - 17]}-{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def _root_of(address: str) -> str:
    """Where the address's host is; empty for one that cannot be fetched at all."""
    try:
        return check_address(address, policy()).root
    except FetchError:
        return ""


def _is_known(page: Visit, listed: Listed) -> bool:
    """Whether nothing suggests that the address has anything new."""
    if page._state.adding or (page.failures and page.failures < TRIES):
        return False
    if listed.mark is not None:
        return page.mark == listed.mark
    return bool(page.visited_at > timezone.now() - ASKED)


def _anew(visit: Visit) -> Visit:
    """A list, to be read whether it has changed or not where that is long ago."""
    if not visit._state.adding and visit.visited_at < timezone.now() - REVISITED:
        visit.etag = visit.last_modified = None
    return visit
