"""What an HTTP answer of an API says: its JSON, its type, how long to wait, and whether it is the API's own."""

from __future__ import annotations

import email.utils
import json
import time
from typing import Any

from publisher.web import Answer

_FORBIDDEN = 403


def turned_away(answer: Answer) -> bool:
    """Whether a 403 is not the API's own: a gateway before it turns calls away when there are too many."""
    if answer.status != _FORBIDDEN:
        return False
    try:
        return not isinstance(json.loads(answer.body), dict)
    except (ValueError, RecursionError):
        return True


def parsed(body: bytes) -> Any:
    """The JSON of a body. Raises ValueError and RecursionError for what is none, and for text that is no Unicode.

    JSON can write half of a surrogate pair (RFC 8259 §8.2), which no file, ledger or terminal takes.
    """
    value = json.loads(body)
    if b"\\u" in body:
        json.dumps(value, ensure_ascii=False).encode()
    return value


def kind(answer: Answer) -> str:
    """What an answer says that it is."""
    return answer.headers.get("content-type", "without a type").partition(";")[0].strip()[:60]


def retry_after(answer: Answer) -> float | None:
    """The seconds that `Retry-After` asks to wait, given as a number or as a date; None without it."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:6])
    if value:
        try:
            return max(email.utils.parsedate_to_datetime(value).timestamp() - time.time(), 0.0)
        except (ValueError, TypeError, OverflowError):
            pass
    return None
