"""Reading the bodies of requests: one JSON object, each key once, text that can be stored."""

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser

from events.api.problems import Fault

LARGEST = 1_000_000
"""Bytes of a body; files have limits of their own."""


MOST_DIGITS = 100


class TooLarge(APIException):
    """413."""

    status_code = 413
    default_detail = f"The body is too large: at most {LARGEST:,} bytes."
    default_code = "too_large"


class BodyParser(JSONParser):
    """JSON as RFC 8259 has it. Whatever is wrong is the sender's fault, not ours."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        content = stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise TooLarge
        try:
            body = json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_none_such, parse_int=_whole)
        except UnicodeDecodeError as error:
            raise ParseError(f"The body is not valid UTF-8: byte {error.start}.") from None
        except RecursionError:
            raise ParseError("The JSON is nested too deeply.") from None
        except ValueError as error:
            raise ParseError(f"The body is not valid JSON: {error}.") from None
        if not isinstance(body, dict):
            raise ParseError("The body must be a JSON object.")
        _check_texts(body)
        return body


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for i, (key, _) in enumerate(pairs) if key in dict(pairs[:i]))
        raise ValueError(f"the key {twice[:100]!r} stands twice")
    return found


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"a number has more than {MOST_DIGITS} digits")
    return int(digits)


def _none_such(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def _check_texts(body: Any) -> None:
    """No NUL and no half of a surrogate pair, in keys as little as in values: PostgreSQL takes neither."""
    left: list[tuple[str, Any]] = [("", body)]
    while left:
        pointer, value = left.pop()
        if isinstance(value, str):
            if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
                detail = "The text holds characters that no text has (NUL or half a surrogate pair)."
                raise Fault([{"pointer": pointer.encode("utf-8", "replace").decode(), "detail": detail}])
        elif isinstance(value, dict):
            left += [(f"{pointer}/{key}", part) for key, part in value.items()]
            left += [(pointer, key) for key in value]
        elif isinstance(value, list):
            left += [(f"{pointer}/{i}", part) for i, part in enumerate(value)]
