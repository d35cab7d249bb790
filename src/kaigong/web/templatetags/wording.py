"""`{% say "中文" "English" %}`: one text in the reader's language, both beside each other."""

from __future__ import annotations

from django import template

from kaigong.wording import said

register = template.Library()


@register.simple_tag(name="say")
def say_tag(zh: str, en: str, **facts: object) -> str:
    """The text for the reader; `{name}` in it is filled from the keyword arguments."""
    text = said(zh, en)
    return text.format(**facts) if facts else text
