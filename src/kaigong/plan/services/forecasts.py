"""A zone's forecast is made and kept, one a day; of past months the last one of each stays."""

from __future__ import annotations

import zlib
from decimal import Decimal

import numpy as np
from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.engines.forecasting import Outcomes, ProjectRuns, Spread
from kaigong.plan.forecasting import Action, Expected, done_of, expected_of, planned_of
from kaigong.plan.models import (
    Activity,
    ForecastAction,
    ForecastFront,
    ForecastProject,
    IssueTie,
    YearForecast,
)
from kaigong.plan.programmes import programme_of
from kaigong.plan.selectors.fronts import fronts_by_project
from kaigong.portfolio.headline import office_standing

CENT = Decimal("0.01")
FRONT_QUANTILES = 200
MOST_ACTIONS = 60  # beside the issues, which are all kept


def make_forecast(
    zone: Zone, *, by: User | None = None, runs: int | None = None
) -> YearForecast | None:
    """Play the year of a zone and keep what it comes to; none where nothing is planned.

    Args:
        runs: How many; those of the assumptions without it.
    """
    programme = programme_of(office_standing(zone), runs=runs)
    if programme is None:
        return None
    return _keep(zone, expected_of(programme), by)


@transaction.atomic
def _keep(zone: Zone, expected: Expected, by: User | None) -> YearForecast:
    programme, outcomes = expected.programme, expected.outcomes
    today, targets = zone.today(), outcomes.targets
    YearForecast.objects.filter(zone=zone, on=today).delete()
    amount, started, completed = outcomes.amount, outcomes.started, outcomes.completed
    forecast = YearForecast.objects.create(
        zone=zone,
        on=today,
        year=programme.month.year,
        month=programme.month.month,
        made_at=clock.now(),
        runs=programme.run.scenarios,
        seed=programme.run.seed,
        amount_target=_money(targets.amount),
        starts_target=targets.starts,
        completions_target=targets.completions,
        amount_chance=amount.chance,
        starts_chance=started.chance,
        completions_chance=completed.chance,
        all_chance=outcomes.all_chance,
        done_amount=_money(expected.done),
        spreads={
            "amount": _quantiles(amount),
            "starts": _quantiles(started),
            "completions": _quantiles(completed),
        },
        months=[[round(value, 2) for value in row] for row in expected.months.tolist()],
        learned=programme.learned,
        totals=zlib.compress(
            np.stack([outcomes.amounts, outcomes.starts, outcomes.completions])
            .astype(np.float32)
            .tobytes()
        ),
        is_sample=any(play.prospect.plan.is_sample for play in programme.plays),
    )
    ForecastProject.objects.bulk_create(_project_rows(forecast, expected))
    ForecastFront.objects.bulk_create(_front_rows(forecast, expected))
    ForecastAction.objects.bulk_create(_action_rows(forecast, expected))
    _forget_older(forecast)
    record(
        "plan.forecast.made",
        by=by,
        zone=zone.slug,
        subject=today.isoformat(),
        runs=forecast.runs,
        seed=forecast.seed,
        chance=round(forecast.amount_chance, 4),
    )
    return forecast


def _forget_older(forecast: YearForecast) -> None:
    """Of every month but this one only its last forecast is kept."""
    older = YearForecast.objects.filter(
        zone=forecast.zone, on__lt=forecast.on.replace(day=1)
    ).order_by("on")
    last = {(day.year, day.month): number for number, day in older.values_list("pk", "on")}
    older.exclude(pk__in=last.values()).delete()


def _project_rows(forecast: YearForecast, expected: Expected) -> list[ForecastProject]:
    rows = []
    shares, missed = expected.outcomes.variance_shares(), expected.missed()
    for place, (play, found) in enumerate(
        zip(expected.programme.plays, expected.played, strict=True)
    ):
        runs = found.runs
        low, middle, high = np.quantile(runs.amount, (0.1, 0.5, 0.9))
        rows.append(
            ForecastProject(
                forecast=forecast,
                project=play.prospect.project,
                basis=play.basis,
                planned_amount=_money(planned_of(play)),
                done_amount=_money(done_of(play)),
                p10=_money(low),
                p50=_money(middle),
                p90=_money(high),
                amount_chance=float(np.mean(runs.amount >= planned_of(play))),
                variance_share=float(shares[place]),
                missed_amount=_money(missed[place]),
                start_chance=None if runs.is_started is None else float(runs.is_started.mean()),
                completion_chance=None
                if runs.is_completed is None
                else float(runs.is_completed.mean()),
            )
        )
    return rows


def _front_rows(forecast: YearForecast, expected: Expected) -> list[ForecastFront]:
    """What the projects of each front come to within the same runs."""
    projects = [play.prospect.project for play in expected.programme.plays]
    front_of = fronts_by_project(forecast.zone)
    of_front: dict[int | None, list[ProjectRuns]] = {}
    for project, found in zip(projects, expected.played, strict=True):
        of_front.setdefault(front_of.get(project.pk), []).append(found.runs)
    rows = []
    for front, runs in of_front.items():
        together = Outcomes(runs, expected.outcomes.targets)
        spreads = {
            "amount": together.amount,
            "starts": together.started,
            "completions": together.completed,
        }
        kept = {name: _quantiles(each, FRONT_QUANTILES) for name, each in spreads.items()}
        rows.append(ForecastFront(forecast=forecast, front_id=front, spreads=kept))
    return rows


def _action_rows(forecast: YearForecast, expected: Expected) -> list[ForecastAction]:
    issues = [each for each in expected.actions if each.issue]
    others = [each for each in expected.actions if not each.issue][:MOST_ACTIONS]
    return [_action_row(forecast, each) for each in (*issues, *others)]


def _action_row(forecast: YearForecast, action: Action) -> ForecastAction:
    of_issue = {each.key: each.issue for each in action.play.issues}
    return ForecastAction(
        forecast=forecast,
        kind=action.kind,
        project=action.play.prospect.project,
        issue=of_issue.get(action.issue),
        activity_key=action.activity,
        words=action.words[0][:300],
        words_en=action.words[1][:300],
        due_on=action.due_on,
        slip_days=action.slip_days,
        gain_amount=_money(action.gain.amount),
        gain_chance=action.gain.chance,
        gain_all_chance=action.gain.all_chance,
    )


def _money(value: float) -> Decimal:
    return Decimal(repr(float(value))).quantize(CENT)


def _quantiles(spread: Spread, count: int = 1000) -> list[float]:
    return [round(value, 2) for value in spread.thinned(count).totals.tolist()]


@transaction.atomic
def tie_issue(issue_id: int, number: str, activity: Activity, *, zone: Zone, by: User) -> None:
    """Say which activity of its project's plan an issue stands on."""
    IssueTie.objects.update_or_create(
        issue_id=issue_id, defaults={"activity": activity, "by": by, "at": clock.now()}
    )
    record(
        "plan.issue.tied",
        by=by,
        zone=zone.slug,
        subject=number,
        activity=activity.key,
        project=activity.sub_plan.project.code,
    )
