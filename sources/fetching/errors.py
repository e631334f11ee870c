"""Why something could not be fetched, in words for people."""


class FetchError(Exception):
    """Nothing was fetched. `again`: whether it may work later; `after`: no sooner than in so many seconds.

    `root`: of the host whose fault it is, be it the one that was asked or one that this leads to.
    """

    again = False

    def __init__(self, reason: str, *, after: float | None = None, root: str | None = None) -> None:
        super().__init__(reason)
        self.after = after
        self.root = root


class BadAddress(FetchError):
    """The URL cannot be fetched by anybody: another scheme, no host, credentials in it."""


class ForbiddenAddress(FetchError):
    """It leads into a network that is none of the public one's, or to a port that serves no web pages."""


class Disallowed(FetchError):
    """The host's robots.txt does not want it fetched."""


class TooLarge(FetchError):
    """More bytes than allowed, before or after decompression."""


class TooManyRedirects(FetchError):
    """It leads from address to address, or in a circle."""


class BadAnswer(FetchError):
    """The host answers in no way that can be understood."""


class NotThere(FetchError):
    """The host answers that there is nothing, or nothing for us (a status of 4xx)."""


class TooSlow(FetchError):
    """Connecting, a pause between two reads, or the whole took longer than allowed."""

    again = True


class Unreachable(FetchError):
    """The host has no address, does not take the connection, breaks it, or proves to be another (TLS)."""

    again = True


class Unavailable(FetchError):
    """The host asks to come back later (408, 429, 5xx), or nothing is known of its robots.txt."""

    again = True


class NotYet(Unavailable):
    """It is not our turn at the host: nothing was sent to it."""
