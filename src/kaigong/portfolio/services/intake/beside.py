"""What a package brings beside its rows (plans of any year, milestones): tried, applied, undone.

Plans go through the cells like any other change. Milestones are no cells: what was done to those of
known projects is kept with the run, and an undo takes it back only where nobody went on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from kaigong.accounts.models import User, Zone
from kaigong.errors import KaigongError
from kaigong.portfolio.cells import as_text, place_of
from kaigong.portfolio.columns import COLUMNS
from kaigong.portfolio.holdings import Holdings
from kaigong.portfolio.models import AnnualPlan, ChangeSet, ImportRun, Milestone, Project
from kaigong.portfolio.models.changes import ChangeSource
from kaigong.portfolio.services.changes import keep_change_set
from kaigong.portfolio.services.milestones import complete_milestone, set_milestone
from kaigong.portfolio.services.oc4ids.promises import Beside, Promise, Unread, YearPlan

_AMOUNT = COLUMNS["planned_amount"]
# As the counts of rows call them.
_OUTCOMES = {"new": "new", "changed": "change", "unchanged": "same"}


class MilestoneMovedError(KaigongError):
    code = "portfolio.milestone-moved"
    zh = "节点「{name}」在导入以后又改过，不能整体撤销；请先看过再单独改。没有撤销。"
    en = (
        "“{name}” was changed after the import, so the import cannot be taken back as one; "
        "look at it and change it by itself. Nothing was taken back."
    )


def compared(
    zone: Zone, promises: Mapping[int, Sequence[Beside]], ids: Mapping[int, int | None]
) -> list[dict[str, object]]:
    """Each plan and milestone beside what is on record, as JSON for the run's report.

    Args:
        ids: The project of each row that may be taken; None for a new one.
    """
    known = {key for key in ids.values() if key is not None}
    plans = {
        (plan.project_id, plan.year): plan.planned_amount
        for plan in AnnualPlan.objects.filter(zone=zone, project_id__in=known)
    }
    held = {
        (one.project_id, one.name): one for one in Milestone.objects.filter(project_id__in=known)
    }
    today = zone.today()
    told: list[dict[str, object]] = []
    for row, found in promises.items():
        if row not in ids:
            continue
        for one in found:
            facts = _compared(one, ids[row], plans, held, today=today)
            told.append({"row": row, **facts})
    return told


def _compared(
    one: Beside,
    project_id: int | None,
    plans: Mapping[tuple[int, int], Decimal | None],
    held: Mapping[tuple[int, str], Milestone],
    *,
    today: date,
) -> dict[str, object]:
    if isinstance(one, Unread):
        return {"kind": "fault", "name": one.what, "how": "fault", "zh": one.zh, "en": one.en}
    if isinstance(one, YearPlan):
        ours = plans.get((project_id, one.year)) if project_id else None
        how = "same" if ours == one.amount else "change" if ours is not None else "new"
        return {"kind": "plan", "name": str(one.year), "how": how, "ours": as_text(ours),
                "theirs": as_text(one.amount)}  # fmt: skip
    mine = held.get((project_id, one.name)) if project_id else None
    facts: dict[str, object] = {
        "kind": "milestone", "name": one.name,
        "ours": _words(mine) if mine else "", "theirs": _words(one),
    }  # fmt: skip
    if one.done_on and one.done_on > today:
        return facts | {"how": "fault", "zh": "完成日期在今天之后",
                        "en": "it is said to be done on a day to come"}  # fmt: skip
    if mine and mine.done_on and (mine.due_on, mine.done_on) != (one.due_on, one.done_on):
        return facts | {"how": "fault", "zh": "台账里已完成，不改", "en": "it is done on record"}
    if mine is None:
        return facts | {"how": "new"}
    is_same = mine.due_on == one.due_on and (one.done_on is None or one.done_on == mine.done_on)
    is_same = is_same and one.name_en in ("", mine.name_en)
    return facts | {"how": "same" if is_same else "change"}


def _words(one: Milestone | Promise) -> str:
    told = f"{one.due_on}" + (f" ✓ {one.done_on}" if one.done_on else "")
    return f"{told} {one.name_en}".strip()


def counted(told: Sequence[Mapping[str, object]]) -> dict[str, int | dict[str, int]]:
    """How many plans and milestones a file brings; the parts add up to `all`."""
    taken = [one for one in told if one["how"] != "fault"]
    found: dict[str, int | dict[str, int]] = {"all": len(told)}
    for kind in ("plan", "milestone"):
        hows = Counter(str(one["how"]) for one in taken if one["kind"] == kind)
        found[f"{kind}s"] = {outcome: hows[how] for outcome, how in _OUTCOMES.items()}
    return found | {"rejected": len(told) - len(taken)}


def apply_beside(
    run: ImportRun,
    promises: Mapping[int, Sequence[Beside]],
    told: Sequence[Mapping[str, object]],
    ids: Mapping[int, int],
    change_set: ChangeSet | None,
    *,
    by: User | None,
) -> tuple[ChangeSet | None, list[dict[str, object]]]:
    """Write plans and milestones that are new or changed.

    Args:
        ids: The project of each row, those just entered included.

    Returns:
        The change set that one undo takes back, and what was done to milestones of projects.
    """
    wanted = {(one["row"], one["kind"], one["name"]) for one in told
              if one["how"] in ("new", "change")}  # fmt: skip
    by_year: defaultdict[int, dict[int, Decimal]] = defaultdict(dict)
    dated: list[tuple[int, Promise]] = []
    for row, found in promises.items():
        for one in found:
            if row not in ids:
                continue
            if isinstance(one, YearPlan) and (row, "plan", str(one.year)) in wanted:
                by_year[one.year][ids[row]] = one.amount
            elif isinstance(one, Promise) and (row, "milestone", one.name) in wanted:
                dated.append((ids[row], one))
    if by_year or dated:
        change_set = _write_plans(run, by_year, change_set, by=by)
    return change_set, _write_milestones(run, dated, by=by)


def _write_plans(
    run: ImportRun,
    by_year: Mapping[int, Mapping[int, Decimal]],
    change_set: ChangeSet | None,
    *,
    by: User | None,
) -> ChangeSet:
    before: dict[int, dict[str, str]] = {}
    after: dict[int, dict[str, str]] = {}
    begun: dict[int, list[str]] = {}
    projects: dict[int, Project] = {}
    for year, amounts in by_year.items():
        book = Holdings.of(run.zone, amounts, month=date(year, 1, 1), columns=[_AMOUNT])
        place = place_of(_AMOUNT, book.month)
        for key, amount in amounts.items():
            before.setdefault(key, {})[place] = as_text(book.value(key, _AMOUNT))
            after.setdefault(key, {})[place] = as_text(amount)
            book.put(key, _AMOUNT, amount)
        book.save(by=by)
        projects |= book.projects
        for key, years in book.begun.items():
            begun.setdefault(key, []).extend(years)
    return keep_change_set(
        run.zone, projects, before, after, by=by, source=ChangeSource.IMPORT, note=run.file_name,
        begun=begun, into=change_set,
    )  # fmt: skip


def _write_milestones(
    run: ImportRun, dated: Sequence[tuple[int, Promise]], *, by: User | None
) -> list[dict[str, object]]:
    projects = Project.objects.select_related("zone").in_bulk([key for key, _ in dated])
    done: list[dict[str, object]] = []
    for key, one in dated:
        project = projects[key]
        held = Milestone.objects.filter(project=project, name=one.name).first()
        owner = held.owner if held else None
        before = _state(held) if held else None
        milestone = set_milestone(
            project, name=one.name, due_on=one.due_on, owner=owner, by=by, reason=run.file_name,
            source=held.source if held else run.file_name, name_en=one.name_en or None,
        )  # fmt: skip
        if one.done_on and milestone.done_on is None:
            milestone = complete_milestone(milestone, on=one.done_on, by=by)
        done.append(
            {"id": milestone.pk, "name": one.name, "before": before, "after": _state(milestone)}
        )
    return done


def undo_milestones(run: ImportRun) -> None:
    """Take back what an import did to milestones of projects that stay.

    Raises:
        MilestoneMovedError: one was changed since.
    """
    done = run.report.get("milestones_done", [])
    held = Milestone.objects.select_for_update().in_bulk([one["id"] for one in done])
    for one in done:
        milestone = held.get(one["id"])
        if milestone is None:
            continue  # its project was new and went with the rest
        if _state(milestone)[: len(one["after"])] != one["after"]:  # older runs keep two days only
            raise MilestoneMovedError(name=one["name"])
        if one["before"] is None:
            milestone.delete()
            continue
        due_on, done_on, *name_en = one["before"]
        milestone.name_en = next(iter(name_en), milestone.name_en)
        milestone.due_on = date.fromisoformat(due_on)
        milestone.done_on = date.fromisoformat(done_on) if done_on else None
        milestone.save(update_fields=["due_on", "done_on", "name_en"])


def _state(milestone: Milestone) -> list[str | None]:
    return [_iso(milestone.due_on), _iso(milestone.done_on), milestone.name_en]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
