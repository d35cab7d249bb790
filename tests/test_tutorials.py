"""What a tutorial shows is run: its blocks of Python, in order, in one session."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TUTORIALS = Path(__file__).parents[1] / "docs" / "tutorial"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ["plan-in-a-notebook.md"])
def test_the_blocks_of_a_tutorial_run(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = BLOCK.findall((TUTORIALS / name).read_text(encoding="utf-8"))
    session: dict[str, object] = {}
    for number, block in enumerate(blocks, start=1):
        exec(compile(block, f"{name}, block {number}", "exec"), session)  # noqa: S102  (our own text)
    assert len(blocks) >= 7
    assert len(capsys.readouterr().out.splitlines()) >= len(blocks)
