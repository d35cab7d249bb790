"""What no template of the house may hold: inline script or style, and text in one language only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kaigong

SOURCE = Path(kaigong.__file__).parent
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))

# htmx runs hx-on, `js:` values and trigger filters through the Function constructor, which the
# content policy refuses: they would be silent failures in every browser.
FORBIDDEN = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "style attribute": re.compile(r"\sstyle\s*=", re.I),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "hx-on": re.compile(r"\bhx-on\b", re.I),
    "js: value": re.compile(r"""=\s*["'](?:js|javascript):""", re.I),
    "trigger filter": re.compile(r"""hx-trigger\s*=\s*["'][^"']*\[""", re.I),
}
CHINESE = re.compile(r"[㐀-鿿豈-﫿]+")
SPOKEN = re.compile(r"\{%\s*say\b.*?%\}", re.S)
COMMENTS = re.compile(r"\{#.*?#\}|\{%\s*comment\s*%\}.*?\{%\s*endcomment\s*%\}|<!--.*?-->", re.S)
MARKS = {"开", "中"}  # the seal of the house, and the name of the language in the corner


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_template_is_free_of_inline_script_and_style(template: Path) -> None:
    text = COMMENTS.sub("", template.read_text())
    found = [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]
    assert found == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_template_speaks_chinese_only_beside_english(template: Path) -> None:
    text = SPOKEN.sub("", COMMENTS.sub("", template.read_text()))
    assert set(CHINESE.findall(text)) - MARKS == set()


def test_the_check_itself_sees_what_is_forbidden() -> None:
    bad = "<p style='x' onclick=1><script>1</script><style></style><a hx-on:click=1 hx-vals='js:1'>"
    seen = {name for name, pattern in FORBIDDEN.items() if pattern.search(bad)}
    assert seen == set(FORBIDDEN) - {"trigger filter"}
    assert FORBIDDEN["trigger filter"].search("""<a hx-trigger="keyup[key=='Enter']">""")
