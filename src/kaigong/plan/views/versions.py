"""Two versions of a plan beside each other, as a page and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.plan.pages.comparison import Comparison, Moved, comparison_of, version_named
from kaigong.plan.selectors.plans import OpenPlan, open_plan
from kaigong.plan.selectors.versions import NOW, Pair, pair_of
from kaigong.plan.table_workbooks import Table, as_attachment, table_workbook
from kaigong.wording import said

ON_A_DAY = "day"  # of a choice: the day stands in its own field
Rows = Iterator[list[object]]


@require_GET
@in_zone("plan.see_plans")
def page(request: InZone, code: str) -> HttpResponse:
    """`?left=` and `?right=` are baseline-1, a day or now; as `day` the day is in `left_on`."""
    opened = open_plan(request.standing, code)
    pair = _asked(request, opened)
    context = {
        "project": opened.project,
        "plan": opened.plan,
        "compared": comparison_of(pair),
        "pair": pair,
        "left_named": version_named(pair.left),
        "right_named": version_named(pair.right),
        "choices": _choices(opened),
        "sides": [("left", pair.left), ("right", pair.right)],
        "query": f"left={pair.left.key}&right={pair.right.key}",
        "last_day": request.zone.today(),
    }
    return render(request, "plan/versions.html", context)


@require_GET
@in_zone("plan.see_plans")
def workbook(request: InZone, code: str) -> FileResponse:
    """The same in Excel."""
    opened = open_plan(request.standing, code)
    pair = _asked(request, opened)
    names = version_named(pair.left), version_named(pair.right)
    table = Table(
        title=f"{opened.project} {said('版本对比', 'versions compared')}",
        told=said(
            f"{names[0]} 与 {names[1]}；正数为推迟，单位：工作日",
            f"{names[0]} and {names[1]}; later is positive, in working days",
        ),
        heads=[
            said("类别", "What"), said("编号", "Code"), said("工作", "Activity"),
            said("原开始", "Start before"), said("现开始", "Start after"),
            said("开始移动", "Start moved"),
            said("原完成", "Finish before"), said("现完成", "Finish after"),
            said("完成移动", "Finish moved"), said("改了什么", "What differs"),
            said("原因", "Why"),
        ],
        rows=list(_rows(comparison_of(pair))),
    )  # fmt: skip
    content = table_workbook(table, standing=request.standing, project=opened.project.code)
    return as_attachment(content, f"{opened.project.code}-{said('版本对比', 'versions')}.xlsx")


def _asked(request: InZone, opened: OpenPlan) -> Pair:
    keys = []
    for side in ("left", "right"):
        key = request.GET.get(side, "")
        keys.append(request.GET.get(f"{side}_on", "") if key == ON_A_DAY else key)
    return pair_of(opened, *keys)


def _choices(opened: OpenPlan) -> list[tuple[str, str]]:
    """What may be compared, beside any past day."""
    baselines = [
        (
            f"baseline-{each.number}",
            said(
                f"第 {each.number} 版基线：{each.reason}", f"Baseline {each.number}: {each.reason}"
            ),
        )
        for each in opened.baselines
    ]
    return [(NOW, said("现在", "Now")), *baselines]


def _rows(compared: Comparison) -> Rows:
    why = said("；", "; ")
    for line in compared.promises:
        promised = " → ".join(f"{day or '—'}" for day in dict.fromkeys(line.promised))
        yield [
            said("承诺", "Promise"), line.row.key, str(line.row), *_dates(line.moved),
            said(f"承诺 {promised}", f"promised {promised}"), why.join(line.why),
        ]  # fmt: skip
    for name, rows in (
        (said("新增", "New"), compared.added), (said("删除", "Gone"), compared.removed)
    ):  # fmt: skip
        for row in rows:
            yield [name, row.key, str(row), *[""] * 8]
    for each in compared.resources:
        what = f"{each.before} → {each.after}"
        yield [said("资源", "Resource"), "", each.name, *[""] * 6, what, ""]
    for change in compared.changed:
        what = why.join(f"{each.name} {each.before} → {each.after}" for each in change.changes)
        yield [
            said("变动", "Changed"), change.row.key, str(change.row), *_dates(change.moved), what,
            why.join(change.why),
        ]  # fmt: skip
    if compared.by_cause:
        for cause in compared.by_cause:
            for line, days in zip(compared.columns, cause.days, strict=True):
                yield [
                    said("按原因", "By cause"), line.row.key, str(line.row), *[""] * 5, days, "",
                    cause.name,
                ]  # fmt: skip


def _dates(moved: Moved) -> list[date | int | str]:
    found: list[date | int | str] = []
    for place, days in ((0, moved.start_days), (1, moved.finish_days)):
        found += [side[place] if side else "" for side in (moved.was, moved.now)]
        found.append("" if days is None else days)
    return found
