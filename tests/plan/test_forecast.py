"""The forecast of a year: what is read, what is kept, who sees it, and what an issue is worth."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import Issue, Severity
from kaigong.coordination.selectors.issues import categories_of
from kaigong.coordination.services.categories import begin_categories
from kaigong.coordination.services.issues import move_issue, raise_issue
from kaigong.plan.forecasting import done_of, expected_of, planned_of, totals_with, with_slip
from kaigong.plan.models import ForecastAction, YearForecast
from kaigong.plan.playing import Change, NetworkPlay
from kaigong.plan.programmes import programme_of
from kaigong.plan.selectors.forecasts import (
    KeptForecast,
    checks_for,
    forecast_for,
    held,
    prices_for,
)
from kaigong.plan.services.activities import report_progress
from kaigong.plan.services.forecasts import make_forecast, tie_issue
from kaigong.plan.services.plans import lock_plan
from kaigong.plan.tasks import enqueue_forecasts_due
from kaigong.portfolio.headline import office_standing
from kaigong.portfolio.models import MonthlyTarget
from tests.builders import YI, a_plan, a_project, a_report, an_organisation
from tests.plan.site import Site, row

pytestmark = pytest.mark.django_db


class Year(Site):
    """A zone at the end of March: one project with a plan, two that go by their months."""

    def __init__(self) -> None:
        super().__init__()
        self.project.total_amount = 10 * YI
        self.project.save()
        self._planned(self.project, is_start_planned=True)
        self.paced = [
            a_project(self.zone, name, stage="construction", total_amount=9 * YI)
            for name in ("厂房甲", "厂房乙")
        ]
        for project, done in zip(self.paced, (Decimal("0.9"), Decimal("1.1")), strict=True):
            self._planned(project)
            for month in (1, 2, 3):
                a_report(project, date(2021, month, 1), YI / 12 * done)
        a_report(self.project, date(2021, 3, 1), Decimal(0))
        self.plan = self.drawn(promised_on=None, start=date(2021, 3, 29))
        self.add(self.plan, "A", 10, name="施工许可", trade="permit")
        self.add(self.plan, "B", 120, "A", name="桩基与主体")
        self.add(self.plan, "C", 60, "B", name="装修")
        lock_plan(self.plan, reason="推进会", standing=self.planner)
        self.office = office_standing(self.zone)

    def _planned(self, project: object, **given: object) -> None:
        plan = a_plan(project, planned=YI, **given)  # type: ignore[arg-type]
        MonthlyTarget.objects.bulk_create(
            MonthlyTarget(plan=plan, month=month, planned_amount=YI / 12) for month in range(1, 13)
        )

    def issue(self, project: object, *, severity: int = Severity.GRAVE) -> Issue:
        begin_categories(self.zone, by=None)
        found = raise_issue(
            self.zone, title="许可卡住", severity=severity, project=project,  # type: ignore[arg-type]
            category=next(iter(categories_of(self.zone).values())), by=self.planner.user,
        )  # fmt: skip
        return move_issue(
            found, "assign", standing=self.planner, lead=an_organisation(self.zone, "审批局")
        )


@pytest.fixture
def year() -> Year:
    return Year()


def browser_of(standing: Standing) -> Client:
    browser = Client()
    browser.force_login(standing.user)
    return browser


def network_of(year: Year, runs: int = 300) -> NetworkPlay:
    programme = programme_of(year.office, runs=runs)
    assert programme is not None
    play = programme.of[year.project.code]
    assert isinstance(play, NetworkPlay)
    return play


def test_a_plan_on_its_baseline_spends_the_years_plan_where_nothing_is_uncertain(
    year: Year,
) -> None:
    play = network_of(year)
    certain = replace(play, plan=replace(play.plan, factors={}, driver=None))
    found = certain.play().runs
    assert found.amount == pytest.approx(float(YI))
    assert found.is_started is not None
    assert found.is_started.all()


def test_amounts_that_the_plan_names_are_spent_with_the_work_that_is_left(year: Year) -> None:
    year.add(year.plan, "D", 10, "C", name="设备", amount=Decimal(5_000_000))
    report_progress(year.plan, "A", standing=year.planner, started_on=date(2021, 3, 29), share=0.5)
    play = network_of(year)
    assert play.is_priced
    assert play.plan.amounts == {"D": 5_000_000.0}


def test_money_that_is_spent_early_leaves_less_to_the_work_that_is_left(year: Year) -> None:
    year.add(year.plan, "D", 10, name="设备", amount=Decimal(5_000_000), shape="early")
    report_progress(year.plan, "D", standing=year.planner, started_on=date(2021, 3, 29), share=0.5)
    play = network_of(year)
    assert play.plan.amounts == {"D": pytest.approx(1_250_000.0)}
    assert play.plan.shapes["D"].share(1.0) == pytest.approx(1)


def test_the_zone_is_the_sum_of_its_projects_and_its_risk_is_theirs(year: Year) -> None:
    programme = programme_of(year.office, runs=300)
    assert programme is not None
    expected = expected_of(programme)
    assert expected.outcomes.amounts == pytest.approx(
        np.sum([each.runs.amount for each in expected.played], axis=0)
    )
    assert expected.outcomes.targets.amount == pytest.approx(3 * float(YI))
    assert expected.done == pytest.approx(float(YI) / 12 * 6)
    assert expected.outcomes.variance_shares().sum() == pytest.approx(1)
    assert sum(planned_of(play) for play in programme.plays) == pytest.approx(3 * float(YI))
    assert done_of(programme.plays[0]) >= 0


def test_one_project_alone_draws_what_it_drew_among_all(year: Year) -> None:
    alone = programme_of(year.office, runs=300, only=year.project.code)
    assert alone is not None
    assert len(alone.plays) == 1
    among = network_of(year).play().runs.amount
    assert (alone.plays[0].play().runs.amount == among).all()


def test_an_issue_costs_days_and_money_and_solving_it_in_time_wins_them(year: Year) -> None:
    issue = year.issue(year.project)
    play = network_of(year, runs=2000)
    (standing,) = play.issues
    assert standing.activity == "B"  # the start of a project that has not begun
    assert standing.is_assumed
    before, after = play.play(), play.play(Change(solved=frozenset({issue.number})))
    assert (after.starts_in <= before.starts_in + 1e-9).all()
    assert (after.runs.amount >= before.runs.amount - 1e-6).all()
    assert after.runs.amount.mean() > before.runs.amount.mean()
    tie_issue(issue.pk, issue.number, row(year.plan, "C"), zone=year.zone, by=year.planner.user)
    (tied,) = network_of(year).issues
    assert (tied.activity, tied.is_assumed) == ("C", False)


def test_a_forecast_is_kept_once_a_day_and_says_the_same_again(year: Year) -> None:
    first = make_forecast(year.zone)
    assert first is not None
    chance, median = first.amount_chance, KeptForecast(first).amount.p50
    again = make_forecast(year.zone)
    assert again is not None
    assert YearForecast.objects.count() == 1
    assert (again.amount_chance, KeptForecast(again).amount.p50) == (chance, median)
    kept = KeptForecast(again)
    assert kept.totals.shape == (3, again.runs)
    assert kept.amount.chance == pytest.approx(chance, abs=2e-3)
    assert again.projects.count() == 3
    assert sum(each.variance_share for each in kept.projects) == pytest.approx(1)


def test_of_every_past_month_the_last_forecast_stays_and_is_held_to_what_came(
    year: Year,
) -> None:
    for day in (date(2021, 1, 20), date(2021, 1, 28), date(2021, 2, 10)):
        row = make_forecast(year.zone)
        assert row is not None
        YearForecast.objects.filter(pk=row.pk).update(on=day, month=day.month - 1 or 1)
    last = make_forecast(year.zone)
    assert last is not None
    days = list(YearForecast.objects.order_by("on").values_list("on", flat=True))
    assert days == [date(2021, 1, 28), date(2021, 2, 10), year.zone.today()]
    checks = checks_for(year.planner)
    assert checks
    assert all(check.month < year.zone.today().replace(day=1) for check in checks)
    assert {share for share, _ in held(checks)} == {0.1, 0.5, 0.8, 0.9}
    page = browser_of(year.planner).get(f"/{year.zone.slug}/forecast/calibration/")
    assert "还看不出准不准" in page.content.decode()


def test_in_december_the_year_is_forecast_and_no_month_is_to_come(year: Year) -> None:
    year.zone.stands_on = date(2021, 12, 28)
    year.zone.save()
    for project in year.paced:
        a_report(project, date(2021, 12, 1), YI / 12)
    forecast = make_forecast(year.zone, runs=200)
    assert forecast is not None
    assert (forecast.month, forecast.months) == (12, [])
    leader = browser_of(year.somebody(Role.LEADER))
    for page in ("", "forecast/", "forecast/calibration/"):
        answer = leader.get(f"/{year.zone.slug}/{page}")
        assert answer.status_code == 200, page
    year.zone.stands_on = date(2022, 1, 4)
    year.zone.save()
    assert leader.get(f"/{year.zone.slug}/forecast/calibration/").status_code == 200


def test_the_leader_reads_the_forecast_and_its_tables_leave_as_excel(year: Year) -> None:
    issue = year.issue(year.project)
    leader = year.somebody(Role.LEADER)
    browser = browser_of(leader)
    empty = browser.get(f"/{year.zone.slug}/forecast/").content.decode()
    assert "还没有今年的预测" in empty
    browser.post(f"/{year.zone.slug}/forecast/make/")
    page = browser.get(f"/{year.zone.slug}/forecast/").content.decode()
    for words in ("P10", "三项都达到", issue.title, str(year.project), "假定"):
        assert words in page
    command = browser.get(f"/{year.zone.slug}/").content.decode()
    assert "简单估计" not in command
    assert f"/{year.zone.slug}/forecast/" in command
    sheet = browser.get(f"/{year.zone.slug}/forecast.xlsx")
    assert sheet.content[:2] == b"PK"


def test_a_permit_slips_and_the_leader_sees_the_start_the_money_and_the_chance(
    year: Year,
) -> None:
    make_forecast(year.zone)
    browser = browser_of(year.somebody(Role.LEADER))
    address = f"/{year.zone.slug}/forecast/what-if/{year.project.code}/"
    page = browser.get(address, {"activity": "A", "days": "40"}).content.decode()
    assert "开工（P50）" in page
    assert "桩基与主体" in page
    assert "is-red" in page  # money of the year is lost
    money = re.compile(r'is-red">-([\d.,]+)<span class="unit">([^<]+)<')
    lost, unit = money.search(page).groups()
    assert unit == "亿元"
    browser.cookies["kaigong_language"] = "en"
    page = browser.get(address, {"activity": "A", "days": "40"}).content.decode()
    lost_en, unit = money.search(page).groups()
    assert unit == "CNY m"  # of the project's size, whatever the zone's is told in
    assert float(lost_en.replace(",", "")) / 100 == pytest.approx(float(lost), abs=0.0051)
    assert YearForecast.objects.count() == 1
    told = browser.get(address, {"activity": "A", "days": "viel"})
    assert told.status_code == 422
    assert "viel" in told.content.decode()


def test_a_slip_moves_the_start_by_its_days_and_the_money_out_of_the_year(year: Year) -> None:
    programme = programme_of(year.office, runs=500)
    assert programme is not None
    code = year.project.code
    group = programme.group_of[code]
    (before, after) = (each[code] for each in with_slip(group, code, "A", 40))
    assert (after.starts_in - before.starts_in > 40).all()  # working days
    assert after.runs.amount.mean() < before.runs.amount.mean()
    totals = np.zeros((3, 500))
    moved = totals_with(totals, before.runs, after.runs)
    assert moved[0] == pytest.approx(after.runs.amount - before.runs.amount)
    same_before, same = (each[code] for each in with_slip(group, code, "A", 0))
    assert (same.runs.amount == same_before.runs.amount).all()


def test_the_list_of_issues_is_ordered_by_worth_and_a_firm_learns_nothing_of_it(
    year: Year,
) -> None:
    for project in (year.paced[0], year.project):
        year.issue(project)
    Issue.objects.update(raised_for=year.firm)  # the firm sees both as its own
    make_forecast(year.zone)
    prices = ForecastAction.objects.filter(issue__isnull=False).order_by("-gain_amount")
    dear, cheap = (each.issue for each in prices)
    assert dear is not None
    assert cheap is not None
    office = browser_of(year.planner)
    listed = office.get(f"/{year.zone.slug}/issues/?view=open&by=price").content.decode()
    assert listed.index(dear.number) < listed.index(cheap.number)
    assert "今年" in listed
    opened = office.get(f"/{year.zone.slug}/issues/{dear.number}/").content.decode()
    assert "这个问题值多少" in opened
    firm = year.somebody(Role.FIRM, year.firm)
    assert prices_for(firm, [dear.pk]) == {}
    assert forecast_for(firm) is None
    browser = browser_of(firm)
    for address in ("issues/?view=open", "issues/?view=open&by=price", f"issues/{dear.number}/"):
        page = browser.get(f"/{year.zone.slug}/{address}").content.decode()
        assert dear.number in page
        assert "按价" not in page
        assert "值多少" not in page
    pages = [
        browser.get(f"/{year.zone.slug}/issues/?view=open{order}").content.decode()
        for order in ("", "&by=price")
    ]
    orders = [page.index(dear.number) < page.index(cheap.number) for page in pages]
    assert orders[0] == orders[1]  # nor can it be read off the order


def test_where_an_issue_stands_is_said_on_its_page(year: Year) -> None:
    issue = year.issue(year.project)
    browser = browser_of(year.planner)
    address = f"/{year.zone.slug}/forecast/issues/{issue.number}/tie/"
    told = browser.post(address, {"activity": "B"}, follow=True).content.decode()
    assert "下次预测按此计算" in told
    assert (
        "请选计划里的一项工作"
        in browser.post(address, {"activity": "Z"}, follow=True).content.decode()
    )


def test_the_forecast_page_asks_no_more_for_more_projects(
    year: Year, django_assert_max_num_queries: object
) -> None:
    make_forecast(year.zone)
    browser = browser_of(year.somebody(Role.LEADER))
    browser.get(f"/{year.zone.slug}/forecast/")
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        browser.get(f"/{year.zone.slug}/forecast/")


def test_a_morning_forecasts_once(year: Year) -> None:
    assert enqueue_forecasts_due() == [year.zone.slug]
    assert enqueue_forecasts_due() == []
