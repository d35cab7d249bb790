"""Templates of plans by type of project; their durations are assumed until somebody says better."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from kaigong.plan.errors import UnknownTemplateError
from kaigong.wording import said


@dataclass(frozen=True)
class Step:
    """One line of a template.

    Args:
        days: Working days on its calendar; a summary has none.
        after: Links in words, such as "piles, raft SS+10d".
        level: Depth in the outline, 0 at the left.
    """

    key: str
    name: str
    name_en: str
    trade: str = "works"
    days: int | None = None
    calendar: str = ""
    after: str = ""
    level: int = 0
    kind: str = "task"
    is_handed_over: bool = False  # what the project's completion date was promised for


@dataclass(frozen=True)
class Template:
    key: str
    name: str
    name_en: str
    source: str
    steps: Sequence[Step]

    def __str__(self) -> str:
        return said(self.name, self.name_en)


@cache
def templates() -> dict[str, Template]:
    """All templates by key."""
    text = resources.files("kaigong.plan").joinpath("plan_templates.toml").read_text("utf-8")
    return {
        row["key"]: Template(
            row["key"],
            row["name"],
            row["name_en"],
            row["source"],
            tuple(Step(**step) for step in row["step"]),
        )
        for row in tomllib.loads(text)["template"]
    }


def template_called(key: str) -> Template:
    """The template of a key.

    Raises:
        UnknownTemplateError: there is none.
    """
    try:
        return templates()[key]
    except KeyError:
        raise UnknownTemplateError(template=key) from None
