"""A document that makes reading explode ends dead, and no other with it: memory of a process and time for reading are bounded.

Both fail as exceptions of the one attempt. What no exception ends, because it never comes back from a library, is killed a little
later; the delivery's attempts are counted, so that this, too, ends.
"""

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

GRACE = 30  # seconds of processor time after which the process is killed


class TooLongError(Exception):
    """Reading took more processor time than it may."""


def limit_memory(megabytes: int) -> None:
    """From now on this process gets no more private memory than that: MemoryError. 0 is no limit."""
    if megabytes:
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        most = megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """So many seconds of processor time for the block, however busy the machine is; then `TooLongError`, again and again.

    Only the main thread can be interrupted; a block of another one runs as long as it does.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLongError(f"reading took more than {seconds:g} seconds of processor time (READ_SECONDS)")

    former = signal.signal(signal.SIGVTALRM, stop)
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    used = resource.getrusage(resource.RUSAGE_SELF)
    killed_at = int(used.ru_utime + used.ru_stime + seconds) + GRACE
    try:
        if hard == resource.RLIM_INFINITY or killed_at < hard:
            resource.setrlimit(resource.RLIMIT_CPU, (killed_at, hard))
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1.0)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
        signal.signal(signal.SIGVTALRM, former)
