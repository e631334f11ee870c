"""All faults."""

from tests.chaos.faults.deaths import DEATHS
from tests.chaos.faults.messages import MESSAGES
from tests.chaos.faults.servers import SERVERS
from tests.chaos.faults.sources import SOURCES

FAULTS = [*DEATHS, *MESSAGES, *SERVERS, *SOURCES]
