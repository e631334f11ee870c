"""What the terminal shows while a run goes on: how long it has taken, and how much of it is done."""

import time
from datetime import timedelta


class Progress:
    """Lines as they come; `done` counts steps, of `total` once that is known."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.total = self.count = 0

    def tell(self, text: str) -> None:
        """Something that is no step."""
        elapsed = timedelta(seconds=round(time.monotonic() - self.began))
        print(f"{elapsed} {text}", flush=True)

    def done(self, text: str) -> None:
        """A step."""
        self.count += 1
        self.tell(f"[{self.count}/{self.total}] {text}")
