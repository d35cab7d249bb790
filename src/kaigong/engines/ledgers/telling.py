"""How far a long reading is: told now and then to who asked, who may end it by an exception."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias, TypeVar

Told: TypeAlias = Callable[[int, int], None]  # done, of
Item = TypeVar("Item")

_EVERY = 200


def unheard(_done: int, _of: int) -> None:
    """Nobody wants to know."""


def telling(items: Sequence[Item], told: Told, *, every: int = _EVERY) -> Iterator[Item]:
    """The same items; `told` hears of each so many of them."""
    of = len(items)
    for done, item in enumerate(items):
        if done % every == 0:
            told(done, of)
        yield item
