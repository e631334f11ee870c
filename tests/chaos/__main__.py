"""`python -m tests.chaos`: all faults. What the injured processes say goes to stderr."""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import time

from tests.chaos.ground import Ground, ground


def main() -> int:
    """0 where nothing was lost or doubled and all recovered in time, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--short", action="store_true", help="a few of each kind: two minutes")
    parser.add_argument("--write", action="store_true", help="write docs/faults.md")
    parser.add_argument("--only", default="", help="faults whose names match this expression")
    parser.add_argument("--times", type=int, help="trials of each")
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ground() as here:
        return _run(here, options)


def _run(here: Ground, options: argparse.Namespace) -> int:
    import django

    from tests.chaos.settings import QUICK

    os.environ |= QUICK
    django.setup()
    from config.serving import prepare_database

    prepare_database()
    from tests.chaos.faults.all import FAULTS
    from tests.chaos.report import table, write_page
    from tests.chaos.trials import Tally, Trials

    began = time.monotonic()
    chosen = [fault for fault in FAULTS if re.search(options.only, fault.name)]
    counts = [options.times or (fault.short if options.short else fault.full) for fault in chosen]
    trials = Trials(here)
    print(f"ready after {time.monotonic() - began:.0f} s", flush=True)
    tallies: dict[str, Tally] = {}
    try:
        for tally in trials.run(chosen, counts):
            tallies[tally.fault.name] = tally
            if tally.broken:
                print(tally.broken[-1], flush=True)
            last = tally.skipped or (f"{tally.seconds[-1]:.1f} s" if tally.seconds else "broken")
            print(f"{time.monotonic() - began:6.0f} s  {tally.fault.name} ({tally.trials}): {last}", flush=True)
    finally:
        trials.stage.close()
    told = [tallies[fault.name] for fault in chosen if fault.name in tallies]
    minutes = (time.monotonic() - began) / 60
    print(table(told))
    print(f"{minutes:.1f} minutes")
    if options.write:
        write_page(told, minutes)
    return 0 if all(tally.holds for tally in told) else 1


if __name__ == "__main__":
    sys.exit(main())
