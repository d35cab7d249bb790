"""The figures at the head of a project; upper slices add theirs through the registry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.urls import reverse

from kaigong.engines.counting import time_share
from kaigong.portfolio.models import Stage
from kaigong.portfolio.pages.physical import ShownItem
from kaigong.portfolio.registries import OpenProject, ShownFigure
from kaigong.portfolio.selectors.dossier import Dossier
from kaigong.web.amounts import headline_unit, in_words, plain, shown_amount
from kaigong.wording import said

NO_RECORD = ("没有记录", "no record")


def history_url(opened: OpenProject, field: str) -> str:
    """Where every value that a field ever had is listed."""
    url = reverse("portfolio:project_history", args=[opened.zone.slug, opened.project.code])
    past = f"&as_of={opened.today}" if opened.is_past else ""
    return f"{url}?field={field}{past}"


def own_figures(dossier: Dossier, items: list[ShownItem]) -> list[ShownFigure]:
    """What the ledger itself knows: hand-over, works, total, year, month, next promise."""
    return [
        _completion(dossier),
        _works(dossier, items),
        _total(dossier),
        _year(dossier),
        _month(dossier),
        _milestone(dossier),
    ]


def _days_left(due: date, today: date) -> str:
    days = (due - today).days
    if days < 0:
        return said(f"已过 {-days} 天", f"{-days} days past")
    return said(f"还有 {days} 天", f"{days} days left")


def _completion(dossier: Dossier) -> ShownFigure:
    project = dossier.project
    if project.completed_on:
        due = project.planned_completion_on
        late = (project.completed_on - due).days if due else None
        comparison = ""
        if late is not None and late > 0:
            comparison = said(f"比承诺晚 {late} 天", f"{late} days after the promise")
        elif late is not None:
            comparison = said("没有晚于承诺", "not after the promise")
        return ShownFigure(
            said("竣工", "Completed"),
            str(project.completed_on),
            comparison=comparison,
            age=_newest(project.source),
            url=history_url(dossier.opened, "completed_on"),
            is_sample=project.is_sample,
        )
    due = project.planned_completion_on
    return ShownFigure(
        said("承诺竣工", "Promised completion"),
        str(due) if due else said(*NO_RECORD),
        comparison=_days_left(due, dossier.opened.today) if due else "",
        age=_newest(project.source),
        url=history_url(dossier.opened, "planned_completion_on"),
        is_sample=project.is_sample,
    )


def _works(dossier: Dossier, items: list[ShownItem]) -> ShownFigure:
    last = dossier.last_report
    age = said(f"{last.month:%Y-%m} 月报", f"report of {last.month:%Y-%m}") if last else ""
    begun = [(row, done) for row in items if (done := row.done)]
    if not begun:
        label = said("形象进度", "Physical progress")
        return ShownFigure(label, said(*NO_RECORD), age=age, url="#works")
    row, done = begun[-1]
    whole = f"{row.item.quantity:f}".split(".")[0]
    is_share = row.item.unit == "%"
    return ShownFigure(
        row.item.name,
        plain(done),
        "%" if is_share else f"/ {whole} {row.item.unit}",
        comparison=said(
            f"{sum(each.is_done for each in items)} / {len(items)} 道工序完成",
            f"{sum(each.is_done for each in items)} / {len(items)} work items done",
        ),
        age=age,
        url="#works",
        share=row.share,
        is_sample=row.item.is_sample,
    )


def _total(dossier: Dossier) -> ShownFigure:
    project, currency = dossier.project, dossier.opened.zone.currency
    shown = shown_amount(project.total_amount, currency=currency)
    done = dossier.done_to_date
    total = project.total_amount
    return ShownFigure(
        said("总投资", "Total investment"),
        shown.digits,
        shown.unit,
        comparison=said(
            f"累计完成 {in_words(done, currency=currency)}",
            f"{in_words(done, currency=currency)} done",
        ),
        age=_newest(project.source)
        or said(f"台账第 {project.version} 版", f"version {project.version}"),
        url=history_url(dossier.opened, "total_amount"),
        share=float(done / total) if total else None,
        # A real project may stand in the plan with made-up amounts; its total is one of them.
        is_sample=project.is_sample or bool(dossier.plan and dossier.plan.is_sample),
    )


def _year(dossier: Dossier) -> ShownFigure:
    currency, plan = dossier.opened.zone.currency, dossier.plan
    done, planned = dossier.done_this_year, plan.planned_amount if plan else None
    unit = headline_unit(max(abs(done or Decimal(0)), planned or Decimal(0)), currency)
    digits = f"{done / unit.size:,.2f}" if done is not None else said(*NO_RECORD)
    of = f"/ {planned / unit.size:,.2f} {unit.name}" if planned else unit.name
    due = sum(
        (row.planned or Decimal(0) for row in dossier.months if row.month <= dossier.opened.today),
        Decimal(0),
    )
    comparison = ""
    if due and done is not None:
        share = f"{done / due * 100:.1f} %"
        comparison = said(f"为到月计划的 {share}", f"{share} of the plan to date")
    elif planned is None:
        comparison = said(f"{dossier.year} 年没有计划", f"no plan for {dossier.year}")
    last = dossier.last_report
    return ShownFigure(
        said("今年完成", "Done this year"),
        digits,
        of if done is not None else "",
        comparison=comparison,
        age=said(f"月报到 {last.month:%Y-%m}", f"reports to {last.month:%Y-%m}") if last else "",
        url="#months",
        share=float(done / planned) if planned and done is not None else None,
        tick=time_share(dossier.opened.today, year=dossier.year),
        is_sample=bool(plan and plan.is_sample),
    )


def _month(dossier: Dossier) -> ShownFigure:
    today, last = dossier.opened.today, dossier.last_report
    label = said("月报", "Monthly report")
    url = reverse("portfolio:month", args=[dossier.opened.zone.slug, f"{today:%Y-%m}"])
    if last is None:
        return ShownFigure(label, said(*NO_RECORD), url=url)
    missing = (today.year - last.month.year) * 12 + today.month - last.month.month
    words = said("本月已报", "this month is in")
    if missing:
        words = said(f"缺 {missing} 期", f"{missing} missing")
    by = last.reported_by if last.reported_by_id else ""
    zone = dossier.opened.zone
    at = f"{zone.moment_there(last.reported_at):%Y-%m-%d}" if last.reported_at else ""
    return ShownFigure(
        label,
        f"{last.month:%Y-%m}",
        comparison=words,
        age=f"{by} {at}".strip(),
        url=url,
        is_sample=last.is_sample,
    )


def _milestone(dossier: Dossier) -> ShownFigure:
    waiting = [row for row in dossier.milestones if row.done_on is None]
    label = said("下一节点", "Next milestone")
    if dossier.project.stage in (Stage.COMPLETED, Stage.PRODUCTION) and not waiting:
        return ShownFigure(label, said("全部完成", "all kept"), url="#milestones")
    if not waiting:
        return ShownFigure(label, said(*NO_RECORD), url="#milestones")
    row = waiting[0]
    return ShownFigure(
        label,
        str(row.due_on),
        comparison=str(row),
        age=_days_left(row.due_on, dossier.opened.today),
        url="#milestones",
        is_sample=row.is_sample,
    )


def _newest(source: str) -> str:
    """The first paper of a source: the line of a figure has no room for more."""
    return source.partition("；")[0]
