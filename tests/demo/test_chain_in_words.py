"""The chain that the demo leaves, read as an inspector reads it."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from kaigong.accounts.models import User, Zone
from kaigong.accounts.selectors import lines_shown_in, standing_in
from kaigong.audit.facts import Line, lines_told
from kaigong.wording import CHINESE, ENGLISH

RAW = re.compile(r"\b[a-z]+_[a-z_]+\b|\b(?:true|false|null|none|None|True|False)\b|[{}\[\]]")
LABEL_LEFT = re.compile(r"[A-Za-z]{3,}")


def texts(line: Line) -> list[str]:
    told = [piece.text for fact in line.facts for piece in [*fact.now, *(fact.before or [])]]
    return [*told, *(piece.text for piece in line.subject)]


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_no_line_of_the_demo_shows_a_raw_key(zone: Zone, language: str) -> None:
    inspector = standing_in(User.objects.get(username="inspector"), zone.slug)
    with translation.override(language):
        lines = lines_told(lines_shown_in(zone), inspector)
        told = {text for line in lines for text in texts(line)}
        labels = {fact.label for line in lines for fact in line.facts}
    assert len(lines) > 300
    assert [text for text in told if RAW.search(text)] == []
    for label in labels:
        if language == CHINESE:
            assert not LABEL_LEFT.search(label), label
        else:
            assert not re.search(r"[一-鿿]", label) or label.startswith("“"), label
