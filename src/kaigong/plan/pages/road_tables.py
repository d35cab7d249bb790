"""Works in roads, and what is to be settled between them, as tables that leave the house."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kaigong.plan.pages.roads import Proposal, proposals_of
from kaigong.plan.selectors.roads import OpenRoad
from kaigong.plan.table_workbooks import Table
from kaigong.wording import said


def road_tables(opened: Sequence[OpenRoad], *, today: date) -> list[Table]:
    """The works of all roads, from the deepest up where they lie in one place, and the findings."""
    told = said(f"截至 {today}，{len(opened)} 条道路", f"As of {today}, {len(opened)} roads")
    return [_works(opened, told), _findings(opened, told)]


def _works(opened: Sequence[OpenRoad], told: str) -> Table:
    return Table(
        title=said("道路施工", "Works in roads"),
        told=told,
        heads=[
            said("道路", "Road"), said("编码", "Code"), said("项目", "Project"),
            said("编号", "Activity code"), said("工作", "Activity"), said("层", "Layer"),
            said("从（米）", "From (m)"), said("至（米）", "To (m)"), said("开始", "Start"),
            said("完成", "Finish"), said("最迟完成", "Latest finish"),
            said("已开工", "Has begun"), said("交付使用", "Road handed over"),
        ],
        rows=[
            [
                str(road.road), each.row.sub_plan.project.code, str(each.row.sub_plan.project),
                each.row.key, str(each.row), each.layer, each.placed.start, each.placed.end,
                each.work.start, each.work.finish, each.work.latest_finish,
                said("是", "yes") if each.work.is_fixed else "", road.road.handed_over_on,
            ]
            for road in opened
            for each in sorted(
                road.works,
                key=lambda each: (each.placed.start, -each.work.kind.depth, each.work.start),
            )
        ],
        sheet=said("施工清单", "Works"),
    )  # fmt: skip


def _findings(opened: Sequence[OpenRoad], told: str) -> Table:
    kinds = {
        "order": said("次序", "Order"),
        "closed": said("未满年限不得开挖", "Closed to digging"),
        "open": said("重复开挖", "Opened more than once"),
    }
    return Table(
        title=said("要协调的", "To be settled"),
        told=told,
        heads=[
            said("道路", "Road"), said("哪一类", "What"), said("从（米）", "From (m)"),
            said("至（米）", "To (m)"), said("情况", "What is wrong"),
            said("建议", "What is proposed"), said("窗口开始", "Window from"),
            said("窗口结束", "Window to"), said("此前不得挖", "Closed until"),
            said("推后到", "Put off to"), said("影响承诺", "A promise is missed"),
        ],
        rows=[
            [
                str(road.road), kinds[each.kind], each.stretch.start, each.stretch.end,
                each.sentence, each.remedy, *(each.window or (None, None)), each.closed_until,
                _put_off(each), "" if each.is_harmless else said("是", "yes"),
            ]
            for road in opened
            for each in proposals_of(road)
        ],
        sheet=said("要协调的", "To be settled"),
    )  # fmt: skip


def _put_off(found: Proposal) -> str:
    days = [
        said(f"「{work.row}」{day}", f"“{work.row}” {day}") for work, day in found.puts_off.items()
    ]
    return said("、", ", ").join(days)
