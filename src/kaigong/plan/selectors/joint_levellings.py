"""What plans were levelled together, and what has become of it in each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaigong.accounts.selectors import Standing
from kaigong.plan.drafts import Draft
from kaigong.plan.models import Baseline, JointLevelling, PlanEdit
from kaigong.plan.overlaying import overlaid
from kaigong.plan.row_changes import is_of_place_alone
from kaigong.portfolio.selectors import projects_for
from kaigong.wording import said

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

NAMED = 3  # changes that stand in the way and are told one by one; the others are counted


@dataclass(frozen=True)
class InTheWay:
    """An activity that was moved by it and changed since, and the edit that changed it last."""

    activity: str
    edit: PlanEdit | None

    def __str__(self) -> str:
        if self.edit is None:
            return said(f"「{self.activity}」", f"“{self.activity}”")
        number, who = self.edit.number, self.edit.by or "—"
        return said(
            f"「{self.activity}」（第 {number} 次修编，{who}）",
            f"“{self.activity}” (edit {number}, {who})",
        )


@dataclass(frozen=True)
class Part:
    """What a joint levelling did to one plan.

    Attributes:
        name: Of the project; of one that the reader may not see none.
        latest: Its edit, or what took that back or did it again last; none where the plan is gone.
        stands: Whether it does something now.
        in_the_way: What does not let it be taken back.
        locked: The last baseline since.
        when: Moment of `latest`, as it is told.
    """

    name: str
    is_seen: bool
    latest: PlanEdit | None
    stands: bool
    in_the_way: Sequence[InTheWay]
    locked: Baseline | None
    when: str

    @property
    def to_undo(self) -> PlanEdit | None:
        """What is to be undone for it to be taken back; none where it does nothing."""
        return self.latest if self.stands else None

    @property
    def project(self) -> Project | None:
        """The project whose plan it is, where the plan is there and the reader may see it."""
        return self.latest.sub_plan.project if self.latest and self.is_seen else None

    @property
    def words(self) -> str:
        """What has become of it; nothing where it stands and nobody has touched it."""
        if self.latest is None:
            return said("计划已删除，没有可撤销的", "its plan is gone, nothing is left to undo")
        if not self.stands:
            who = self.latest.by or "—"
            return said(f"{who} 已于 {self.when} 撤销", f"undone by {who}, {self.when}")
        if self.in_the_way and self.is_seen:
            told = said("、", ", ").join(map(str, self.in_the_way[:NAMED]))
            if more := max(0, len(self.in_the_way) - NAMED):
                told += said(f" 等，另有 {more} 项", f" and {more} more")
            return said(f"后来又改过 {told}", f"{told} changed since")
        if self.locked is not None and self.is_seen:
            number, who = self.locked.number, self.locked.approved_by or "—"
            return said(
                f"后来锁定过（第 {number} 版基线，{who}），撤销后日期与基线不同，基线不变",
                f"locked since (baseline {number}, {who}): undone, its dates differ from that"
                " baseline, which stays",
            )
        return ""

    def __str__(self) -> str:
        name = self.name or said("其他项目", "another project")
        words = self.words or said("没有变", "as it was")
        return said(f"{name}：{words}", f"{name}: {words}")


def last_joint_levelling(standing: Standing) -> JointLevelling | None:
    """The last one that was accepted in a zone."""
    found = JointLevelling.objects.filter(zone=standing.zone).select_related("by")
    return found.order_by("-id").first()


def parts_of(levelling: JointLevelling, standing: Standing) -> list[Part]:
    """What it did to each plan, in the order of their turn, as a person may know it."""
    edits = {
        edit.sub_plan.project_id: edit
        for edit in levelling.edits.select_related("sub_plan__project__zone", "by")
    }
    numbers = [told["project"] for told in levelling.projects]
    seen = set(
        projects_for(standing).filter(pk__in=numbers).values_list("pk", flat=True)
        if standing.may("plan.see_plans")
        else ()
    )
    return [
        _part(
            said(told["name"], told["name_en"] or told["name"]) if told["project"] in seen else "",
            edits.get(told["project"]),
            standing,
        )
        for told in levelling.projects
    ]


def _part(name: str, edit: PlanEdit | None, standing: Standing) -> Part:
    if edit is None:
        return Part(name, bool(name), None, False, [], None, "")
    latest, stands = _latest(edit)
    baselines = edit.sub_plan.baselines.filter(at__gt=edit.at).select_related("approved_by")
    return Part(
        name,
        bool(name),
        latest,
        stands,
        list(_in_the_way(latest)) if stands else [],
        baselines.order_by("-number").first(),
        f"{standing.zone.moment_there(latest.at):%Y-%m-%d %H:%M}",
    )


def _latest(edit: PlanEdit) -> tuple[PlanEdit, bool]:
    """Of an edit, its undoing, the undoing of that and so on the last, and whether it does it."""
    stands = True
    undoings = PlanEdit.objects.select_related("sub_plan__project__zone", "by")
    while later := undoings.filter(undoes=edit).first():
        edit, stands = later, not stands
    return edit, stands


def _in_the_way(edit: PlanEdit) -> Iterator[InTheWay]:
    changes = list(overlaid(edit, Draft.of(edit.sub_plan).snapshot()))
    if not changes:
        return
    since = edit.sub_plan.edits.filter(number__gt=edit.number).select_related("by")
    by_row: dict[tuple[str, str], PlanEdit] = {}
    for later in since.order_by("number"):
        for change in later.changes:
            if not is_of_place_alone(change):
                by_row[change["table"], change["key"]] = later
    for change in changes:
        row = change["after"] or change["before"]
        name = said(row["name"], row["name_en"] or row["name"]) if "name" in row else change["key"]
        yield InTheWay(name, by_row.get((change["table"], change["key"])))
