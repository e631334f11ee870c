"""Sitemaps and sitemap indexes (sitemaps.org), with what Google's news sitemaps add: where pages are and when they changed."""

from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from sources.readers.draft import Unreadable, decode, storable
from sources.readers.listing import Listed, Listing, day_of, mark_of, reject_types

MOST_ENTRIES = 50_000  # as the protocol has it


def read(content: bytes, address: str) -> Listing:
    """The sitemap that was found at the address, the latest changes first. It speaks for its own host only."""
    text = decode(content).lstrip("\ufeff \r\n\t")
    reject_types(text)
    try:
        root = fromstring(text.encode("utf-8", "replace") if not text.startswith("<?xml") else _undeclared(text), forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError) as error:
        raise Unreadable(f"broken XML: {error}") from error
    kind = _name(root)
    if kind not in {"urlset", "sitemapindex"}:
        raise Unreadable(f"no sitemap: its root is <{kind[:60]}>")
    host = urlsplit(address).hostname
    seen: dict[str, Listed] = {}
    for node in root[:MOST_ENTRIES]:
        listed = _listed(node)
        if listed is not None and urlsplit(listed.address).hostname == host:
            seen.setdefault(listed.address, listed)
    latest = tuple(sorted(seen.values(), key=lambda listed: listed.mark or "", reverse=True))
    left_out = max(len(root) - MOST_ENTRIES, 0)
    return Listing(lists=latest, left_out=left_out) if kind == "sitemapindex" else Listing(latest, left_out=left_out)


def _undeclared(text: str) -> bytes:
    """Without the XML declaration, whose encoding was that of the bytes before they were decoded."""
    return text[text.find("?>") + 2 :].encode("utf-8", "replace")


def _listed(node: Element) -> Listed | None:
    told = {_name(child): " ".join((child.text or "").split()) for child in node.iter()}
    address = told.get("loc", "").split("#")[0]
    if not address.startswith(("http://", "https://")) or len(address) > 2_000 or not storable(address):
        return None
    try:
        urlsplit(address)
    except ValueError:
        return None
    title = told.get("title", "")[:1_000] or None
    return Listed(address, mark_of(told.get("lastmod")), title, day_of(told.get("publication_date")))


def _name(node: Element) -> str:
    """The tag without its namespace."""
    return str(node.tag).rpartition("}")[2]
