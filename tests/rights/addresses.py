"""Every address of the house, as Django knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.rights.samples import BY_PAGE, SAMPLES, House, Project


@dataclass(frozen=True)
class Address:
    name: str  # with its namespace
    words: tuple[str, ...]  # the names of its `<…>`
    view: Callable[..., Any]

    @property
    def is_in_zone(self) -> bool:
        return "zone" in self.words

    @property
    def right(self) -> str | None:
        return getattr(self.view, "right", None)

    def path(self, house: House, project: Project) -> str:
        values = {}
        for word in self.words:
            sample = BY_PAGE.get((self.name, word)) or SAMPLES.get(word)
            assert sample, f"tests/rights/samples.py: what does <{word}> of {self.name} stand for?"
            values[word] = sample(house, project)
        return reverse(self.name, kwargs=values)


def addresses() -> list[Address]:
    """All but the operations of the API, which tests/api walks by its own list."""
    return [each for each in _walk(get_resolver(), "", ()) if not each.name.startswith("api:")]


def _walk(resolver: URLResolver, space: str, words: tuple[str, ...]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = (*words, *entry.pattern.converters)
        here += tuple(name for name in entry.pattern.regex.groupindex if name not in here)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry, inner, here)
        elif isinstance(entry, URLPattern):
            yield Address(f"{space}{entry.name}", here, entry.callback)
