"""Settings of the processes that are injured, as environment variables."""

SWEEP_SECONDS = 2
"""Instead of 30: what a sweep finds is found up to 28 seconds sooner than where nobody sets it."""

QUICK = {"SWEEP_SECONDS": str(SWEEP_SECONDS), "FETCH_SECONDS": "2", "FETCH_LOOPBACK": "on", "WORKER_CONCURRENCY": "2"}
