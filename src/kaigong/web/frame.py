"""What every page's frame needs: rail, zone, theme, language."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import reverse

from kaigong.accounts.selectors import Standing
from kaigong.web import rail
from kaigong.web.phone import who
from kaigong.wording import is_chinese

THEMES = ("light", "dark")


@dataclass(frozen=True)
class RailLink:
    text: str
    url: str
    is_here: bool
    count: int
    family: str = ""


def _links(request: HttpRequest, standing: Standing) -> list[RailLink]:
    words = rail.words_for(standing)
    urls = [reverse(word.url_name, args=[standing.zone.slug]) for word in words]
    part = request.path.removeprefix(f"/{standing.zone.slug}/").partition("/")[0]
    covering = [url for word, url in zip(words, urls, strict=True) if part in word.covers]
    # The zone's own address begins all others: the longest that fits is where one is.
    fitting = sorted((url for url in urls if request.path.startswith(url)), key=len)
    here = next(iter(covering or reversed(fitting)), "")
    return [
        RailLink(
            word.text, url, url == here, word.count(standing) if word.count else 0, word.family
        )
        for word, url in zip(words, urls, strict=True)
    ]


def _on_rail(links: list[RailLink]) -> list[RailLink]:
    """One word a family: its first one that the person may follow stands for the others too."""
    shown: dict[str, RailLink] = {}
    for link in links:
        key = link.family or link.url
        first = shown.setdefault(key, link)
        if first is not link:
            here, count = first.is_here or link.is_here, first.count + link.count
            shown[key] = replace(first, is_here=here, count=count)
    return list(shown.values())


def _neighbours(links: list[RailLink]) -> list[RailLink]:
    """What else of the same family the person may open: settings beside people, and back."""
    family = next((link.family for link in links if link.is_here), "")
    return [link for link in links if family and link.family == family and not link.is_here]


def _settings_pages(request: HttpRequest, standing: Standing) -> list[RailLink]:
    """The tabs of the settings, while one of them is open."""
    if not request.path.startswith(f"/{standing.zone.slug}/settings/"):
        return []
    words = rail.settings_for(standing)
    urls = [reverse(word.url_name, args=[standing.zone.slug]) for word in words]
    here = max((url for url in urls if request.path.startswith(url)), key=len, default="")
    return [RailLink(word.text, url, url == here, 0) for word, url in zip(words, urls, strict=True)]


def frame(request: HttpRequest) -> dict[str, object]:
    """The context of the frame; outside a zone it has no rail."""
    theme = request.COOKIES.get("kaigong_theme", "")
    context: dict[str, object] = {
        "html_language": "zh-CN" if is_chinese() else "en",
        "theme": theme if theme in THEMES else "light",
        "who": who(request.user) if hasattr(request, "user") else "",
        "is_screen": request.GET.get("screen") == "1",
    }
    standing = getattr(request, "standing", None)
    if isinstance(standing, Standing):
        links = _links(request, standing)
        context |= {
            "zone": standing.zone,
            "standing": standing,
            "rail": _on_rail(links),
            "neighbours": _neighbours(links),
            "settings_pages": _settings_pages(request, standing),
        }
    return context
