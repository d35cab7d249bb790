"""A plan's view, and the war map with its critical chains, as tables that leave the house."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from kaigong.plan.later_numbers import later_written
from kaigong.plan.moments import finish_day, start_day
from kaigong.plan.pages.chains import Chain, promise_words
from kaigong.plan.pages.plan_chart import PlanLine, lines_of, planned_spans, shown_span
from kaigong.plan.pages.resources import Shortage, resources_shown
from kaigong.plan.pages.war_map import WarMap
from kaigong.plan.resources import needs_written, resources_of
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.plan.table_workbooks import Table
from kaigong.wording import said

INDENT = "　"  # as a paste into a plan reads levels


def plan_table(opened: OpenPlan, *, is_backward: bool, folded: Collection[str] = ()) -> Table:
    """The outline of a plan as its page shows it; its headings are those that a paste knows.

    Args:
        folded: Keys of the summaries that are closed on the page.
    """
    lines = lines_of(opened)
    planned = planned_spans(opened)
    way = said("倒排", "backward") if is_backward else said("正排", "forward")
    today, version = opened.today, opened.plan.version
    return Table(
        title=said(f"{opened.project} 施工计划", f"Plan of {opened.project}"),
        told=said(
            f"截至 {today}，第 {version} 次修编，{way}", f"As of {today}, edit {version}, {way}"
        ),
        heads=[
            "WBS", said("编号", "Code"), said("工作", "Activity"), said("责任人", "Owner"),
            said("日历", "Calendar"), said("开始", "Start"), said("完成", "Finish"),
            said("工期（天）", "Duration (days)"), said("总时差（天）", "Float (days)"),
            said("进度", "Done"), said("承诺", "Promised"), said("基线开始", "Baseline start"),
            said("基线完成", "Baseline finish"), said("紧前工作", "Predecessors"),
            said("晚的原因", "Why late"), said("备注", "Remark"), said("资源", "Resources"),
        ],
        rows=[
            _plan_row(opened, line, number, planned.get(line.row.key), is_backward=is_backward)
            for line, number in zip(lines, _wbs(lines), strict=True)
        ],
        shares=(9,),
        levels=[line.level for line in lines],
        folded=[place for place, line in enumerate(lines) if line.row.key in folded],
    )  # fmt: skip


def _plan_row(
    opened: OpenPlan,
    line: PlanLine,
    number: str,
    planned: tuple[int, int] | None,
    *,
    is_backward: bool,
) -> list[object]:
    row = line.row
    calendar = row.calendar or opened.plan.calendar
    return [
        number,
        row.key,
        f"{INDENT * line.level}{row}",
        str(row.owner or ""),
        "" if line.is_summary else str(calendar),
        *_days(shown_span(row, is_backward=is_backward, has_begun=line.has_begun)),
        "" if line.is_summary else line.days,
        line.float_days,
        "" if line.is_summary else line.share,
        None if row.committed is None else finish_day(row.committed),
        *_days(planned),
        line.links,
        str(row.get_late_reason_display()) if row.late_reason else "",
        row.remark,
        needs_written(row.needs, resources_of(opened.plan)),
    ]


def resources_table(opened: OpenPlan) -> Table:
    """The resources of a plan, and the weeks in which they do not suffice; none is no row."""
    return Table(
        title=said(f"{opened.project} 资源", f"Resources of {opened.project}"),
        told=said(
            f"截至 {opened.today}，按最早日期", f"As of {opened.today}, by the early dates"
        ),
        heads=[
            said("资源", "Resource"), said("单位", "Unit"), said("现有", "There are"),
            said("以后", "Later"), said("假定", "Assumed"), said("最多同时要", "Most at once"),
            said("缺：从", "Short from"), said("到", "To"), said("周数", "Weeks"),
            said("缺多少", "Missing"), said("哪些工作", "Activities"),
        ],
        rows=[
            [
                str(each.resource), each.resource.unit_shown, each.resource.there,
                later_written(each.resource.later, between=said("；", "; ")),
                said("假定", "assumed") if each.resource.is_assumed else "", each.chart.peak,
                *_shortage(shortage),
            ]
            for each in resources_shown(opened)
            for shortage in (*each.shortages, *([] if each.shortages else [None]))
        ],
        sheet=said("资源", "Resources"),
    )  # fmt: skip


def _shortage(found: Shortage | None) -> list[object]:
    if found is None:
        return [None, None, None, 0, ""]
    others = [said("其他计划", "other plans")] if found.has_others else []
    names = said("、", ", ").join([*map(str, found.rows), *others])
    return [found.first, found.last, found.weeks, found.missing, names]


def _wbs(lines: list[PlanLine]) -> Iterator[str]:
    """The numbers of an outline: 1, 1.1, 1.2, 2."""
    counts: list[int] = []
    for line in lines:
        del counts[line.level + 1 :]
        while len(counts) <= line.level:
            counts.append(0)
        counts[line.level] += 1
        yield ".".join(map(str, counts))


def _days(span: tuple[int, int] | None) -> tuple[object, object]:
    if span is None:
        return None, None
    first = start_day(span[0])
    return first, max(first, finish_day(span[1]))


def map_table(shown: WarMap, *, folded: Collection[str] = ()) -> Table:
    """The fronts and projects of the war map as the page lists them.

    Args:
        folded: Keys of the fronts that are closed on the page, as its feed has them.
    """
    rows: list[list[object]] = []
    levels, closed = [], []
    for front in shown.fronts:
        if f"front:{front.key}" in folded:
            closed.append(len(rows))
        count = said(f"{len(front.lines)} 个项目", f"{len(front.lines)} projects")
        rows.append([front.name, front.leader, "", count, None, None, ""])
        rows += [
            [
                front.name, front.leader, line.project.code, str(line.project), line.promised_on,
                line.days_left, said("样例", "sample") if line.is_sample else "",
            ]
            for line in front.lines
        ]  # fmt: skip
        levels += [0, *(1 for _ in front.lines)]
    return Table(
        title=said("作战图", "War map"),
        told=said(f"截至 {start_day(shown.today)}", f"As of {start_day(shown.today)}"),
        heads=[
            said("战线", "Front"), said("负责人", "Leader"), said("编码", "Code"),
            said("项目", "Project"), said("承诺完成", "Promised"),
            said("余量（天）", "Float (days)"), said("样例", "Sample"),
        ],
        rows=rows,
        levels=levels,
        folded=closed,
        sheet=said("作战图", "War map"),
    )  # fmt: skip


def chains_table(shown: WarMap, chains: Sequence[Chain]) -> Table:
    """The critical and near-critical chains as the page lists them, one step a row."""
    return Table(
        title=said("关键链", "Critical chains"),
        told=said(
            f"截至 {start_day(shown.today)}，{len(chains)} 条",
            f"As of {start_day(shown.today)}, {len(chains)} chains",
        ),
        heads=[
            said("链", "Chain"), said("余量（天）", "Float (days)"),
            said("通到的承诺", "Promise it leads to"), said("承诺", "Promised"),
            said("战线", "Front"), said("项目", "Project"), said("编号", "Code"),
            said("工作", "Activity"), said("责任人", "Owner"), said("开始", "Start"),
            said("完成", "Finish"), said("最迟开始", "Latest start"),
            said("总时差（天）", "Total float (days)"), said("进度", "Done"),
            said("晚的原因", "Why late"),
        ],
        rows=[
            [
                number, chain.days_left, promise_words(chain),
                chain.leads_to.promised_on if chain.leads_to else None,
                step.front, str(step.line.project), step.row.key, str(step.row), step.owner,
                *(step.span or (None, None)), step.latest_start, step.days_left, step.share,
                str(step.row.get_late_reason_display()) if step.row.late_reason else "",
            ]
            for number, chain in enumerate(chains, start=1)
            for step in chain.steps
        ],
        shares=(13,),
        sheet=said("关键链", "Critical chains"),
    )  # fmt: skip
