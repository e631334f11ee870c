"""What the logs must not hold."""

import logging
import logging.config
import sys

import pytest

from config.logs import logging_settings


@pytest.mark.parametrize("style", ["json", "console"])
def test_a_traceback_shows_no_values(style: str) -> None:
    named = logging_settings("INFO", style)["formatters"]["structured"]
    formatter = logging.config.DictConfigurator({}).configure_formatter(named)

    def connects(password: str) -> None:
        raise ConnectionError(f"no server takes a word of {len(password)} letters")

    try:
        connects("hunter" + "2")
    except ConnectionError:
        record = logging.LogRecord("tests", logging.ERROR, __file__, 1, "no connection", None, sys.exc_info())
    written = formatter.format(record)
    assert "no server takes a word of 7 letters" in written
    assert "in connects" in written
    assert "hunter2" not in written
