"""Batches of starts are the office's own words; the usual ones are said in English."""

from __future__ import annotations

from kaigong.wording import said

_SEASONS = {"春季": "Spring", "夏季": "Summer", "秋季": "Autumn", "冬季": "Winter"}
_ACTS = {"开复工": "starts", "集中开工": "joint start"}
_ENGLISH = {
    zh_season + zh_act: f"{season} {act}"
    for zh_season, season in _SEASONS.items()
    for zh_act, act in _ACTS.items()
}


def batch_name(name: str) -> str:
    """A batch in the reader's language; one of an office's own making stays as it was typed."""
    return said(name, _ENGLISH.get(name, name))
