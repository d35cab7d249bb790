"""The month's round on the page: by keyboard, drafts kept, signed off by the statistician."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from kaigong.accounts.models import Role, User, Zone
from kaigong.audit import clock
from kaigong.portfolio.models import MonthClose, MonthlyReport, Project, ReportDraft, Stage
from kaigong.portfolio.services.closing import close_month
from kaigong.portfolio.services.reports import mark_of, report_month
from kaigong.portfolio.services.work_items import set_work_item
from kaigong.web.amounts import units_of
from tests.builders import YI, a_person, a_project, a_report, a_zone, an_organisation

pytestmark = pytest.mark.django_db
URL = "/jingyue/months/2021-03/"
FEBRUARY, MARCH = date(2021, 2, 1), date(2021, 3, 1)


@pytest.fixture
def zone() -> Zone:
    return a_zone("jingyue")


@pytest.fixture
def officer(zone: Zone) -> User:
    return a_person(zone, Role.SERVICE, organisation=an_organisation(zone, "服务中心"))


@pytest.fixture
def projects(zone: Zone, officer: User) -> list[Project]:
    with clock.as_if(datetime(2021, 3, 1, tzinfo=UTC)):
        made = [
            a_project(
                zone,
                f"项目{n:02d}",
                code=f"P{n:02d}",
                stage=Stage.CONSTRUCTION,
                service_officer=officer,
            )
            for n in range(1, 13)
        ]
        for project in made:
            a_report(project, FEBRUARY, YI, physical_progress="桩基", reported_by=officer)
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def report_url(code: str) -> str:
    return f"{URL}report/{code}/"


def test_twelve_projects_one_after_the_other(projects: list[Project], officer: User) -> None:
    client = signed_in(officer)
    page = client.get(URL)
    for place in range(12):
        html = page.content.decode()
        assert f"已报 {place}/12" in html
        code = page.context["chosen"]
        assert code == f"P{place + 1:02d}"
        amount = "=" if place % 2 else "0.25"
        form = {"amount": amount, "physical_progress": "桩基", "seen": "none"}
        page = client.post(report_url(code), form, follow=True)
    assert "全部报完" in page.content.decode()
    amounts = MonthlyReport.objects.filter(month=MARCH).values_list("record_amount", flat=True)
    assert sorted(amounts) == [0] * 6 + [YI / 4] * 6
    assert MonthlyReport.objects.filter(month=MARCH, is_unchanged=True).count() == 6


def test_the_form_is_filled_from_last_month_but_for_the_sum(
    projects: list[Project], officer: User
) -> None:
    html = signed_in(officer).get(URL).content.decode()
    assert 'value="桩基"' in html
    assert "2021-02 报 1.00" in html
    assert 'name="amount" inputmode="decimal" value=""' in html


def test_what_is_typed_is_kept_as_typed(projects: list[Project], officer: User) -> None:
    client = signed_in(officer)
    typed = {"amount": "0.3亿?", "problems": "缺电", "seen": "none", "other": "x"}
    answer = client.post(f"{URL}draft/P01/", typed, headers={"HX-Request": "true"})
    assert "草稿已存" in answer.content.decode()
    assert ReportDraft.objects.get().typed == {"amount": "0.3亿?", "problems": "缺电"}
    html = client.get(URL + "?project=P01").content.decode()
    assert 'value="0.3亿?"' in html
    assert 'value="缺电"' in html


def test_a_late_draft_does_not_rise_behind_its_report(
    projects: list[Project], officer: User
) -> None:
    client = signed_in(officer)
    client.post(report_url("P01"), {"amount": "1", "seen": "none"})
    answer = client.post(f"{URL}draft/P01/", {"amount": "1", "seen": "none"})
    assert answer.status_code == 204
    assert not ReportDraft.objects.exists()


def test_all_faults_are_told_at_once_and_nothing_typed_is_lost(
    projects: list[Project], officer: User
) -> None:
    piles = set_work_item(projects[0], name="桩基", unit="座", quantity=Decimal(20), by=officer)
    client = signed_in(officer)
    form = {"amount": "many", f"item-{piles.pk}": "x", "problems": "缺电", "seen": "none"}
    answer = client.post(report_url("P01"), form)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "「many」不是金额" in html
    assert "桩基：「x」不是数量" in html
    assert 'value="缺电"' in html
    assert ReportDraft.objects.get().typed["amount"] == "many"
    over = client.post(
        report_url("P01"), {"amount": "100", f"item-{piles.pk}": "21", "seen": "none"}
    )
    html = over.content.decode()
    assert "超过总投资" in html
    assert "最多 20" in html
    assert not MonthlyReport.objects.filter(month=MARCH).exists()


def test_the_second_of_two_officers_sees_both(
    projects: list[Project], officer: User, zone: Zone
) -> None:
    report_month(projects[0], month=MARCH, amount=YI, by=a_person(zone, name="周洋"))
    answer = signed_in(officer).post(report_url("P01"), {"amount": "2", "seen": "none"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "周洋 刚报了「项目01」2021-03：1 亿元" in html
    assert 'value="2"' in html
    now = mark_of(MonthlyReport.objects.get(month=MARCH))
    assert f'name="seen" value="{now}"' in html
    signed_in(officer).post(report_url("P01"), {"amount": "2", "seen": now})
    assert MonthlyReport.objects.get(month=MARCH).record_amount == 2 * YI


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0.25", YI / 4),
        ("2500万", YI / 4),
        ("0.25亿元", YI / 4),
        ("1,250,000元", Decimal(1250000)),
        ("２", 2 * YI),
        ("-0.5", -YI / 2),
        ("25m", YI / 4),
        ("", None),
        ("=1+1", None),
        ("1.2.3", None),
        ("99999999999999", None),
        ("NaN", None),
    ],
)
def test_amounts_are_read_as_people_type_them(text: str, amount: Decimal | None) -> None:
    from kaigong.portfolio.forms import typed_amount

    assert typed_amount(text, unit=units_of("CNY")["yi"]) == amount


def test_the_statistician_chases_sums_and_signs_off(
    projects: list[Project], officer: User, zone: Zone
) -> None:
    client = signed_in(a_person(zone, Role.STATISTICIAN))
    report_month(projects[0], month=MARCH, amount=YI, by=officer)
    page = client.get(URL)
    assert len(page.context["chased"]) == 11
    whole = page.context["sums"][-1]
    assert (whole.due, whole.reported, whole.amount, whole.before) == (12, 1, YI, 12 * YI)
    refused = client.post(f"{URL}close/", {"note": ""})
    assert refused.status_code == 422
    assert "还有 11 个项目没报" in refused.content.decode()
    assert client.post(f"{URL}close/", {"note": "先签"}).status_code == 302
    assert MonthClose.objects.get().missing_count == 11
    html = client.get(URL).content.decode()
    assert "2021-03 已签审" in html
    restated = client.post(f"{URL}restate/P01/", {"amount": "1.5", "reason": "核增"})
    assert restated.status_code == 302
    html = client.get(URL).content.decode()
    assert "1.50" in html
    assert "首次报数 1.00" in html


def test_an_officer_signs_nothing_off(projects: list[Project], officer: User, zone: Zone) -> None:
    assert signed_in(officer).post(f"{URL}close/", {"note": "x"}).status_code == 404
    close_month(zone, month=MARCH, by=a_person(zone, Role.STATISTICIAN), note="x")
    form = {"amount": "1", "reason": "x"}
    assert signed_in(officer).post(f"{URL}restate/P01/", form).status_code == 404
    assert signed_in(officer).post(report_url("P01"), {"amount": "1"}).status_code == 422
    assert 'class="card-body report-form"' not in signed_in(officer).get(URL).content.decode()


def test_nobody_reports_a_project_out_of_sight(
    projects: list[Project], officer: User, zone: Zone
) -> None:
    stranger = a_person(zone, Role.SERVICE, organisation=an_organisation(zone, "外"))
    assert signed_in(stranger).post(report_url("P01"), {"amount": "1"}).status_code == 404
    assert signed_in(stranger).get(URL + "?project=P01").status_code == 404
    assert "没有要你报的项目" in signed_in(stranger).get(URL).content.decode()
    assert signed_in(officer).get(URL + "?project=P01").status_code == 200


def test_months_that_are_none_or_have_not_begun(officer: User) -> None:
    client = signed_in(officer)
    assert client.get("/jingyue/months/2021-13/").status_code == 404
    assert client.get("/jingyue/months/2021-04/").status_code == 422
    assert client.get("/jingyue/months/").headers["Location"] == URL


def test_the_round_costs_the_same_for_every_length(
    projects: list[Project], officer: User, zone: Zone, django_assert_max_num_queries
) -> None:
    client = signed_in(officer)
    with django_assert_max_num_queries(28):
        client.get(URL)
    statistician = signed_in(a_person(zone, Role.STATISTICIAN))
    with django_assert_max_num_queries(38):
        statistician.get(URL)


def test_the_round_reads_in_english(projects: list[Project], officer: User) -> None:
    client = signed_in(officer)
    client.cookies["kaigong_language"] = "en"
    html = client.get(URL).content.decode()
    assert "0/12 reported" in html
    for chinese in ("本月完成", "形象进度", "无变化", "截止"):
        assert chinese not in html


def test_a_past_day_shows_what_was_reported_by_then(
    projects: list[Project], officer: User, zone: Zone
) -> None:
    with clock.as_if(datetime(2021, 3, 10, tzinfo=UTC)):
        report_month(projects[0], month=MARCH, amount=YI, by=officer)
    with clock.as_if(datetime(2021, 3, 20, tzinfo=UTC)):
        report_month(projects[0], month=MARCH, amount=2 * YI, by=officer)
        report_month(projects[1], month=MARCH, amount=YI, by=officer)
        close_month(zone, month=MARCH, by=a_person(zone, Role.STATISTICIAN), note="x")
    page = signed_in(officer).get(URL + "?as_of=2021-03-15")
    assert [line.amount for line in page.context["lines"]][:2] == [YI, None]
    assert page.context["close"] is None
    assert page.context["form"] is None
    assert "只能看不能改" in page.content.decode()


def test_works_to_confirm_stand_apart_and_can_be_reported_once(zone: Zone, officer: User) -> None:
    works = a_project(zone, "旧工程", stage=Stage.CONSTRUCTION, service_officer=officer)
    client = signed_in(officer)
    page = client.get(URL)
    assert page.context["lines"] == []
    html = page.content.decode()
    assert "先核实阶段" in html
    assert f'href="?project={works.code}"' in html
    chosen = client.get(URL + f"?project={works.code}")
    assert chosen.context["chosen"] == works.code
    client.post(report_url(works.code), {"amount": "0.5", "seen": mark_of(None)})
    after = client.get(URL)
    assert [line.project for line in after.context["lines"]] == [works]
    assert not after.context["to_confirm"]
