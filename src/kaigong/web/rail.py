"""The word rail at the left: each slice registers its own word from its `extensions.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kaigong.accounts.selectors import Standing


@dataclass(frozen=True)
class Word:
    """One word of the rail: where it leads, who sees it, and how much waits behind it."""

    text: str
    url_name: str  # reversed with the zone's slug
    right: str
    order: int
    count: Callable[[Standing], int] | None = None
    covers: tuple[str, ...] = ()  # first parts of other addresses that belong under this word
    # Of a family only the first word stands on the rail; its pages lead to those of the others.
    family: str = ""


_words: list[Word] = []
_settings: list[Word] = []


def register(word: Word) -> None:
    """Put a word on the rail; the order number decides its place."""
    _words.append(word)
    _words.sort(key=lambda each: each.order)


def words_for(standing: Standing) -> list[Word]:
    """The words that a person may follow."""
    return [word for word in _words if standing.may(word.right)]


def register_setting(word: Word) -> None:
    """Put a page among the settings; the order number decides its place beside the others."""
    _settings.append(word)
    _settings.sort(key=lambda each: each.order)


def settings_for(standing: Standing) -> list[Word]:
    """The pages of settings that a person may open."""
    return [word for word in _settings if standing.may(word.right)]
