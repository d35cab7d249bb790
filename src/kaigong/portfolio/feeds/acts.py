"""What a page of ours sends as JSON: read once, carefully, in one place."""

from __future__ import annotations

import json
from typing import cast

from kaigong.accounts.doors import InZone
from kaigong.errors import KaigongError

LARGEST_ID = 2**63 - 1


class UnreadableActError(KaigongError):
    code = "portfolio.unreadable-act"
    zh = "没看懂送来的内容；请刷新页面后再试。"
    en = "What was sent cannot be read; reload the page and try again."


def act_of(request: InZone) -> dict[str, object]:
    """The JSON object that a page sends.

    Raises:
        UnreadableActError: it is none, or holds a NUL, which PostgreSQL cannot keep.
    """
    if request.content_type != "application/json":
        raise UnreadableActError  # a form has been read by then, and its body is gone
    try:
        text = request.body.decode()
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableActError from error
    if not isinstance(read, dict) or "\\u0000" in text:
        raise UnreadableActError
    return cast(dict[str, object], read)


def id_in(act: dict[str, object], name: str) -> int:
    """A row's number.

    Raises:
        UnreadableActError: it is no number that a row can have.
    """
    number = act.get(name)
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number <= LARGEST_ID:
        raise UnreadableActError
    return number
