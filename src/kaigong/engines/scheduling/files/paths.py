"""Keys and paths: codes made unique, and places in the WBS as paths of short names."""

from __future__ import annotations

from collections.abc import Container, Mapping


def unique(code: str, taken: Container[str]) -> str:
    """The code, or with the first number that is free: A10, A10~2, A10~3."""
    if code not in taken:
        return code
    number = 2
    while f"{code}~{number}" in taken:
        number += 1
    return f"{code}~{number}"


def whole(text: str) -> int | None:
    """The number that a text of plain digits is; None for all else, ² or a thousand digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def path_of_names(parent: str, name: str, taken: Container[str]) -> str:
    """The path of a node below another; "/" and "%" within a name are written %2F and %25."""
    name = name.replace("%", "%25").replace("/", "%2F")
    return unique(f"{parent}/{name}" if parent else name, taken)


def last_name(path: str) -> str:
    """The short name at the end of a path."""
    return path.rpartition("/")[2].replace("%2F", "/").replace("%25", "%")


def above(path: str) -> str:
    """The path of the node above; empty at the top."""
    return path.rpartition("/")[0]


def bases_first(bases: Mapping[str, str]) -> list[str]:
    """Numbers in an order in which each comes after its base; rings are cut."""
    ordered: dict[str, None] = {}
    for number in bases:
        chain: list[str] = []
        while number in bases and number not in ordered and number not in chain:
            chain.append(number)
            number = bases[number]
        ordered.update(dict.fromkeys(reversed(chain)))
    return list(ordered)
