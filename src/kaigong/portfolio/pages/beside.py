"""Plans and milestones that a package brings, as the page of its dry run shows them."""

from __future__ import annotations

from dataclasses import dataclass

from kaigong.portfolio.columns import COLUMNS
from kaigong.portfolio.models import ImportRun
from kaigong.portfolio.pages.differences import shown_value
from kaigong.wording import is_chinese, said


@dataclass(frozen=True)
class ShownBeside:
    """One plan or milestone that is new, changed, or cannot be taken."""

    project: str
    what: str
    how: str  # new, change, fault
    ours: str
    theirs: str
    why: str


def shown_beside(run: ImportRun, *, currency: str) -> list[ShownBeside]:
    """Plans and milestones of a package: those that change something, or cannot."""
    names = {row["row"]: row.get("name", "") for row in run.rows}
    plan = COLUMNS["planned_amount"]
    found = []
    for one in run.report.get("beside", []):
        if one["how"] == "same":
            continue
        is_plan = one["kind"] == "plan"
        what, ours, theirs = one["name"], one.get("ours", ""), one.get("theirs", "")
        if is_plan:
            what = said(f"{one['name']} 年计划", f"Plan of {one['name']}")
            ours = ours and shown_value(plan, ours, currency=currency)
            theirs = shown_value(plan, theirs, currency=currency)
        why = one.get("zh" if is_chinese() else "en", "")
        found.append(ShownBeside(names.get(one["row"], ""), what, one["how"], ours, theirs, why))
    return found


def words_to_write(rows: int, beside: int) -> str:
    """`12 行`, `12 行、3 处计划与节点`, or the latter alone where no row changes."""
    parts = [said(f"{rows} 行", f"{rows} rows")] if rows or not beside else []
    if beside:
        parts.append(
            said(f"{beside} 处计划与节点", f"{beside} plans and milestones")
            if beside > 1
            else said("1 处计划或节点", "1 plan or milestone")
        )
    return said("、", " and ").join(parts)


def words_written(run: ImportRun) -> str:
    """What an import wrote: cells, and milestones, which are none."""
    if run.change_set is None:
        return ""
    milestones = len(run.report.get("milestones_done", []))
    cells = run.change_set.cell_count
    parts = [said(f"{cells} 格", f"{cells} cells")] if cells or not milestones else []
    if milestones:
        parts.append(said(f"{milestones} 个节点", f"{milestones} milestones"))
    return said("、", ", ").join(parts)
