"""What a tutorial shows is run: its blocks of Python, in order, in one session."""

from __future__ import annotations

import os
import re
import subprocess
import sys
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


def test_a_plan_is_made_where_django_cannot_be_imported(tmp_path: Path) -> None:
    blocks = BLOCK.findall((TUTORIALS / "plan-in-a-notebook.md").read_text(encoding="utf-8"))
    lines = [
        "import sys",
        "sys.modules['django'] = None",  # whoever imports it fails
        *blocks,
        "assert not [each for each in sys.modules if each.split('.')[0] in ('django', 'ninja')"
        " and sys.modules[each]]",
        "print('made without Django')",
    ]
    script = tmp_path / "notebook.py"
    script.write_text("\n".join(lines), encoding="utf-8")
    source = Path(__file__).parents[1] / "src"
    surroundings = {key: value for key, value in os.environ.items() if "DJANGO" not in key}
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False,
        env=surroundings | {"PYTHONPATH": str(source)}, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "made without Django" in done.stdout
