"""What hosts answer, as what the intake takes: packages to deliver, and lists of addresses."""

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit
from zlib import MAX_WBITS, decompressobj
from zlib import error as ZlibError

from django.conf import settings

from sources.acceptance import Package
from sources.fetching import Answer
from sources.models import Source
from sources.readers import LISTINGS, MEDIA, SPLITTERS, TYPES, Listed, Listing, Unreadable

SHOWN = 1_000  # bytes kept of what cannot be read


def package_of(answer: Answer, listed: Listed, source: Source | None, publisher: str | None = None) -> Package:
    """The page as a document under the address that it was listed with. What it does not tell of itself, the list does."""
    told = {
        "url": answer.url,
        "title": listed.title,
        "published": listed.published.isoformat() if listed.published else None,
        "publisher": (source.publisher if source else None) or publisher,
        "language": source.language if source else None,
    }
    facts = {name: value for name, value in told.items() if value}
    body, media = answer.text_bytes, media_of(answer)
    if media is None or media in SPLITTERS:
        fault = f"pages of the type {answer.content_type or 'unknown'} cannot be read"
        return Package(listed.address, listed.address, "text", body[:SHOWN], len(body), fault, facts)
    return Package(listed.address, listed.address, media, body, len(body), facts=facts)


def listing_of(source: Source, answer: Answer) -> Listing:
    """The feed or sitemap that was fetched; sitemaps may be packed."""
    body = answer.text_bytes
    if body.startswith(b"\x1f\x8b"):
        unpack = decompressobj(MAX_WBITS | 16)
        try:
            body = unpack.decompress(body, settings.MAX_LIST_BYTES)
        except ZlibError as error:
            raise Unreadable(f"broken gzip: {error}") from error
        if not unpack.eof:
            raise Unreadable("the packed sitemap is broken or too large")
    return LISTINGS[source.kind](body, answer.url)


def media_of(answer: Answer) -> str | None:
    """Which reader reads it: by its media type, and by its ending where that says little."""
    ending = PurePosixPath(unquote(urlsplit(answer.url).path)).suffix.lower()
    known = TYPES.get(answer.content_type or "")
    if known in (None, "text", "xml") and ending in MEDIA:
        return MEDIA[ending]
    if known is None and answer.content_type in (None, "application/octet-stream") and (answer.body or b"").lstrip()[:1] == b"<":
        return "html"
    return known


def stem_of(url: str) -> str:
    """What the documents of a list are numbered after, where they have no ids."""
    return PurePosixPath(unquote(urlsplit(url).path)).stem or urlsplit(url).hostname or "list"
