"""The characters that may stand in a text which we compose ourselves."""

from __future__ import annotations

import re

from publisher.model import RESERVED_CHARACTERS

_UNWANTED = re.compile(
    f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069"
    f"{''.join(sorted(RESERVED_CHARACTERS))}]"
)


def clean(text: str) -> str:
    """`text` without control characters, reserved ones, and invisible ones that only say where a line may break.

    Overrides of the reading direction go too: they make a line read as what it is not (UTR 36 §2.10).
    """
    return _UNWANTED.sub("", text)
