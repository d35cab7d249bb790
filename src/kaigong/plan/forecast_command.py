"""`kaigong forecast`: the year of a zone played now, and kept as the day's forecast."""

from __future__ import annotations

import json as texts
from typing import Annotated

import typer

from kaigong.accounts.operator import operator_in
from kaigong.plan.models import YearForecast
from kaigong.plan.selectors.forecasts import KeptForecast
from kaigong.plan.services.forecasts import make_forecast
from kaigong.wording import said


def forecast(
    zone: Annotated[str, typer.Option(help=said("园区代号", "Zone slug"))],
    as_json: Annotated[bool, typer.Option("--json", help=said("输出 JSON", "write JSON"))] = False,
) -> None:
    """Play the year, keep it as today's forecast, and say what it comes to."""
    operator = operator_in(zone)
    row = make_forecast(operator.zone, by=operator.user)
    if row is None:
        typer.echo(
            said("今年没有年度计划，作不了预测。", "No annual plan of this year to forecast by.")
        )
        raise typer.Exit(1)
    if as_json:
        typer.echo(texts.dumps(_document(row), ensure_ascii=False, indent=1, default=str))
        return
    kept = KeptForecast(row)
    typer.secho(f"{operator.zone} {row.year}  {row.runs} / {row.seed}", bold=True)
    for name, spread, chance in (
        (said("完成投资", "Investment"), kept.amount, row.amount_chance),
        (said("开工", "Starts"), kept.starts, row.starts_chance),
        (said("竣工", "Completions"), kept.completions, row.completions_chance),
    ):
        typer.echo(
            f"  {name}  P10 {spread.p10:,.0f}  P50 {spread.p50:,.0f}  P90 {spread.p90:,.0f}"
            f"  {said('目标', 'target')} {spread.target:,.0f}  P {chance:.1%}"
        )
    typer.echo(said(f"  三项都达到 {row.all_chance:.1%}", f"  all three {row.all_chance:.1%}"))
    for each in kept.actions[:10]:
        what = each.issue.title if each.issue else said(each.words, each.words_en)
        typer.echo(
            f"  +{each.gain_chance * 100:.2f}  +{each.gain_amount:,.0f}  "
            f"{each.get_kind_display()}  {each.project}  {what}"
        )


def _document(row: YearForecast) -> dict[str, object]:
    kept = KeptForecast(row)
    spreads = {"investment": kept.amount, "starts": kept.starts, "completions": kept.completions}
    chances = {
        "investment": row.amount_chance,
        "starts": row.starts_chance,
        "completions": row.completions_chance,
    }
    return {
        "on": row.on,
        "year": row.year,
        "runs": row.runs,
        "seed": row.seed,
        "done": row.done_amount,
        "all_chance": row.all_chance,
        "targets": {
            name: {
                "target": spread.target,
                "p10": spread.p10,
                "p50": spread.p50,
                "p90": spread.p90,
                "chance": chances[name],
            }
            for name, spread in spreads.items()
        },
        "months": {row.month + 1 + place: values for place, values in enumerate(row.months)},
        "projects": [
            {
                "code": each.project.code,
                "basis": each.basis,
                "planned": each.planned_amount,
                "done": each.done_amount,
                "p10": each.p10,
                "p50": each.p50,
                "p90": each.p90,
                "variance_share": each.variance_share,
                "start_chance": each.start_chance,
                "completion_chance": each.completion_chance,
            }
            for each in kept.projects
        ],
        "actions": [
            {
                "kind": each.kind,
                "project": each.project.code,
                "issue": each.issue.number if each.issue else None,
                "activity": each.activity_key or None,
                "slip_days": each.slip_days,
                "gain_amount": each.gain_amount,
                "gain_chance": each.gain_chance,
                "gain_all_chance": each.gain_all_chance,
            }
            for each in kept.actions
        ],
        "learned": row.learned,
    }
