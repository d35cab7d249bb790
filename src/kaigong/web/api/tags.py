"""ETags of things that count their versions, and whether somebody has read the newest one."""

from __future__ import annotations

import hashlib
from typing import Annotated

from ninja import Header, Schema

IfMatch = Annotated[
    str,
    Header("", alias="If-Match", max_length=200, description="the ETag of what you read"),
]


def version_tag(version: int, found: Schema) -> str:
    """An ETag that begins with the version; the digest tells what moved without a new one."""
    digest = hashlib.sha256(found.model_dump_json().encode()).hexdigest()
    return f'"{version}.{digest[:24]}"'


def is_of_version(if_match: str, version: int) -> bool:
    """Whether a change may go on: nothing was said of what was read, or it is this version."""
    tags = {each.strip().removeprefix("W/") for each in if_match.split(",")}
    return not if_match or if_match == "*" or any(_version_in(each) == version for each in tags)


def _version_in(tag: str) -> int | None:
    """The version that an ETag of ours begins with."""
    number = tag.strip('"').partition(".")[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else None
