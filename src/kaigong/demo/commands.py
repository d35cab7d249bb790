"""`kaigong demo`: the Jingyue demo zone."""

from __future__ import annotations

import time

from rich.console import Console
from rich.table import Table

from kaigong.accounts.models import Role
from kaigong.demo.services import build_demo, demo_accounts
from kaigong.wording import said


def demo() -> None:
    """Build the demo zone in a database that has none, and say who can log in."""
    console = Console(highlight=False)
    began = time.perf_counter()
    with console.status(said("正在装入演示园区 …", "Building the demo zone …")):
        zone = build_demo()
    seconds = time.perf_counter() - began
    console.print(
        said(f"「{zone}」已装入，用时 {seconds:.1f} 秒。", f"{zone} is built, in {seconds:.1f} s.")
    )
    table = Table(box=None, pad_edge=False)
    for head in (said("岗位", "Role"), said("账号", "Account"), said("密码", "Password")):
        table.add_column(head)
    for role, username, password in demo_accounts():
        table.add_row(str(Role(role).label), username, password)
    console.print(table)
