"""Which addresses may be fetched: http and https, on the web's ports, in the public network. No name is resolved twice."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.parse import quote, urlsplit

from sources.fetching.errors import BadAddress, ForbiddenAddress, TooSlow, Unreachable

IP = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST = 2_000  # characters of a URL
PORTS = {"http": 80, "https": 443}

# IANA's registries of special-purpose addresses (RFC 6890 and its successors): none of them is a public web server.
_NOT_PUBLIC_4 = [
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip
# Outside 2000::/3 nothing is global unicast: neither ::1, ::ffff:0:0/96 and 64:ff9b::/96 nor fc00::/7, fe80::/10 and ff00::/8.
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = [
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3ffe::/16", "3fff::/20")
]  # Teredo and ORCHID, documentation, 6to4, AS112, the former 6bone
# Clouds' own services inside networks that are otherwise public.
_METADATA = {ipaddress.ip_address(address) for address in ("168.63.129.16", "100.100.100.200", "169.254.169.254")}

_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\x9f\\\u200b-\u200f\u2028-\u202f\u2066-\u2069\ufeff]")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")  # how inet_aton writes a part of an address


@dataclass(frozen=True, slots=True)
class Policy:
    """Who asks, and where. `loopback` opens this machine, on any port: for tests, and never in production."""

    user_agent: str = "Chancery"
    ports: frozenset[int] = frozenset(PORTS.values())
    loopback: bool = False

    @property
    def product(self) -> str:
        """The name that a robots.txt calls us by."""
        return re.split(r"[/\s]", self.user_agent, maxsplit=1)[0].lower()

    def allows(self, ip: IP) -> bool:
        """Whether a connection to the address may be opened."""
        return is_public(ip) or (self.loopback and _is_loopback(ip))


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart. `host` is as it stands in the Host header without its port: ASCII, an IPv6 address without brackets."""

    scheme: str
    host: str
    port: int
    path: str  # with its query

    @property
    def authority(self) -> str:
        """As it stands in the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def root(self) -> str:
        """The URL without its path."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        return self.root + self.path


def is_public(ip: IP) -> bool:
    """Whether the address is one of the public network's, and no translation of another."""
    if ip in _METADATA:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _NOT_PUBLIC_4)
    return ip.scope_id is None and ip in _GLOBAL_6 and not any(ip in network for network in _NOT_PUBLIC_6)


def _is_loopback(ip: IP) -> bool:
    return ip.is_loopback and getattr(ip, "scope_id", None) is None


def check_address(url: str, policy: Policy) -> Target:
    """The URL taken apart; `BadAddress` or `ForbiddenAddress` where that alone shows that it must not be fetched."""
    if len(url) > LONGEST:
        raise BadAddress(f"the address has more than {LONGEST:,} characters")
    if _UNPRINTABLE.search(url):
        raise BadAddress("the address holds blanks, control characters or backslashes")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise BadAddress(f"no address: {error}") from error
    if parts.scheme not in PORTS:
        raise BadAddress(f"addresses begin with http:// or https://, not {parts.scheme[:20] or 'without a scheme'!r}")
    if "@" in parts.netloc:
        raise BadAddress("the address holds a user's name or password: take it out")
    if port is None:
        port = PORTS[parts.scheme]
    if port not in policy.ports and not policy.loopback:
        raise ForbiddenAddress(f"port {port} is no port of web pages; {', '.join(map(str, sorted(policy.ports)))} are")
    target = Target(parts.scheme, _host(host), port, _path(parts.path, parts.query))
    literal = _literal(target.host)
    if literal is not None:
        _admit([literal], target, policy)
    return target


def resolve(target: Target, policy: Policy, timeout: float) -> list[IP]:
    """The host's addresses, all of which may be connected to; `ForbiddenAddress` if only one may not. Asks once."""
    literal = _literal(target.host)
    found = [literal] if literal is not None else _look_up(target, timeout)
    _admit(found, target, policy)
    return found


def _admit(addresses: list[IP], target: Target, policy: Policy) -> None:
    for ip in addresses:
        if not policy.allows(ip):
            named = f"{target.host} is {ip}, which" if str(ip) != target.host else str(ip)
            raise ForbiddenAddress(f"{named} is no address of the public network")
        if target.port not in policy.ports and not _is_loopback(ip):
            raise ForbiddenAddress(f"port {target.port} is no port of web pages")


def _literal(host: str) -> IP | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _host(host: str) -> str:
    """The host in ASCII. Numbers in other notations than 192.0.2.1 are refused: no two libraries agree on what they are."""
    if ":" in host:
        if "%" in host or _literal(host) is None:
            raise BadAddress("the host is no IPv6 address")
        return str(ipaddress.ip_address(host))
    try:
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:
        raise BadAddress("the host is no name that the DNS could hold") from error
    labels = name.split(".")
    if not name or len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadAddress("the host is no name that the DNS could hold")
    if _NUMBER.fullmatch(labels[-1]) and _literal(name) is None:
        raise ForbiddenAddress("the host is a number in an odd notation: write four numbers from 0 to 255 with dots")
    return name


def _path(path: str, query: str) -> str:
    """Path and query as they are sent: whatever is not ASCII percent-encoded, what is encoded left."""
    kept = "%/:=&?~#+!$,;'@()*[]"
    return quote(path or "/", safe=kept) + (f"?{quote(query, safe=kept)}" if query else "")


def _look_up(target: Target, timeout: float) -> list[IP]:
    """Ask the resolver, which knows no deadline: it goes on by itself where it takes longer."""
    told: SimpleQueue[list[IP] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
            told.put([ipaddress.ip_address(row[4][0]) for row in rows])
        except (OSError, UnicodeError, ValueError) as error:
            told.put(error if isinstance(error, OSError) else OSError(str(error)))

    Thread(target=ask, daemon=True).start()
    try:
        found = told.get(timeout=max(timeout, 0.01))
    except Empty:
        raise TooSlow(f"the name {target.host} was not resolved in time") from None
    if isinstance(found, OSError):
        raise Unreachable(f"the name {target.host} has no address: {found.strerror or found}")
    return list(dict.fromkeys(found))
