"""The only network I/O of the intake: one GET at a time, to addresses that were checked, within limits."""

from sources.fetching.addresses import Policy, check_address
from sources.fetching.client import Answer, Limits, Validators, fetch
from sources.fetching.errors import FetchError, ForbiddenAddress

__all__ = ["Answer", "FetchError", "ForbiddenAddress", "Limits", "Policy", "Validators", "check_address", "fetch"]
