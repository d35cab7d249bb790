"""The built front end: which files a page loads, by Vite's manifest."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

MANIFEST = "kaigong/manifest.json"


@lru_cache(maxsize=1)
def _manifest() -> dict[str, dict[str, object]]:
    found = finders.find(MANIFEST)
    if not found:
        return {}
    return dict(json.loads(Path(str(found)).read_text()))


@lru_cache(maxsize=64)
def _fingerprint(path: str) -> str:
    found = finders.find(path)
    return hashlib.sha256(Path(str(found)).read_bytes()).hexdigest()[:8] if found else "missing"


@register.simple_tag
def stylesheet(path: str) -> SafeString:
    """A sheet of our own, with a fingerprint so that a browser never keeps an old one."""
    return format_html('<link rel="stylesheet" href="{}">', sheet_address(path))


def sheet_address(path: str) -> str:
    """Where a sheet stands, with its fingerprint."""
    mark = "now" if settings.DEBUG else _fingerprint(path)
    return f"{static(path)}?{mark}"


def built_files() -> list[str]:
    """The addresses of all scripts and styles that were built."""
    found: set[str] = set()
    for entry in _manifest().values():
        sheets = entry.get("css") or []
        assert isinstance(sheets, list)  # noqa: S101  (Vite's format)
        found |= {str(entry["file"]), *map(str, sheets)}
    return sorted(static(f"kaigong/{file}") for file in found)


@register.simple_tag
def island_loader() -> SafeString:
    """The one script of a page: it loads an island when its tag is met."""
    entry = _manifest().get("main.ts")
    if not entry:
        return SafeString("")
    sheets = entry.get("css") or []
    assert isinstance(sheets, list)  # noqa: S101  (Vite's format)
    links = format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((static(f"kaigong/{sheet}"),) for sheet in sheets)
    )
    return links + format_html(
        '<script type="module" src="{}"></script>', static(f"kaigong/{entry['file']}")
    )
