"""Names that a file brings along: what an undo puts away, what stays and why, what comes again."""

from __future__ import annotations

import pytest

from kaigong.accounts.models import Organisation, Role, User, Zone
from kaigong.accounts.selectors import Standing, organisations_in, people_in
from kaigong.accounts.services import close_organisation, found_organisation
from kaigong.audit.services import verify
from kaigong.coordination.services.categories import begin_categories
from kaigong.coordination.services.issues import raise_issue
from kaigong.errors import KaigongError
from kaigong.portfolio.models import ImportRun, Project, Sector
from kaigong.portfolio.pages.brought_names import fates_in_words
from kaigong.portfolio.services.intake import apply_run, receive_file, try_run, undo_run
from tests.builders import a_person, a_project, a_standing, a_zone

pytestmark = pytest.mark.django_db

LEDGER = (
    "项目名称,项目编码,建设性质,总投资（万元）,投资主体,项目专员,所属产业\n"
    "影都一期,JY-1,新建,9000,长影集团,王新,影视文旅\n"
    "影都二期,JY-2,新建,8000,净月国投,王新,影视文旅\n"
)


@pytest.fixture
def zone() -> Zone:
    return a_zone()


@pytest.fixture
def officer(zone: Zone) -> Standing:
    return a_standing(a_person(zone, Role.STATISTICIAN), zone)


def brought(officer: Standing, text: str = LEDGER) -> ImportRun:
    run = receive_file(officer.zone, name="大表.csv", content=text.encode(), by=officer.user)
    try_run(run, officer)
    run.refresh_from_db()
    apply_run(run, officer)
    return run


def named(zone: Zone) -> set[str]:
    people = {str(person) for person in people_in(zone)}
    return {each.name for each in organisations_in(zone)} | people


def stays(run: ImportRun) -> dict[str, str]:
    return {fate["name"]: fate["stays"] for fate in run.report["fates"]}


def test_what_nothing_else_uses_is_offered_no_more_and_seen_on_past_days(
    zone: Zone, officer: Standing
) -> None:
    before = named(zone)
    run = brought(officer)
    assert named(zone) == before | {"长影集团", "净月国投", "王新"}
    then = Project.history.latest("history_date").history_date  # type: ignore[attr-defined]
    undo_run(run, officer)
    assert named(zone) == before
    assert stays(run) == {"长影集团": "", "净月国投": "", "王新": "", "影视文旅": "past"}
    past = list(Project.history.as_of(then))  # type: ignore[attr-defined]
    assert {str(each.investor) for each in past} == {"长影集团", "净月国投"}
    assert {str(each.service_officer) for each in past} == {"王新"}
    assert verify().is_clean


def test_the_page_says_what_stays_and_why(zone: Zone, officer: Standing) -> None:
    run = brought(officer)
    firm = Organisation.objects.get(name="长影集团")
    a_project(zone, code="JY-9", investor=firm)
    category = begin_categories(zone, by=None)[0]
    used = Organisation.objects.get(name="净月国投")
    raise_issue(zone, title="缺水", category=category, by=None, raised_for=used)
    undo_run(run, officer)
    assert stays(run) == {"长影集团": "projects", "净月国投": "elsewhere", "王新": "",
                          "影视文旅": "past"}  # fmt: skip
    assert not {firm, used} - set(organisations_in(zone))
    words = fates_in_words(run)
    assert "单位「长影集团」保留：项目 JY-9 在用它。" in words
    assert "人员「王新」已撤去角色：不再供选，过去的日子里仍看得到。" in words


def test_a_person_who_may_log_in_by_now_keeps_the_role(zone: Zone, officer: Standing) -> None:
    run = brought(officer)
    User.objects.filter(display_name="王新").update(is_active=True)
    undo_run(run, officer)
    assert stays(run)["王新"] == "elsewhere"
    assert "王新" in named(zone)


def test_the_same_file_again_finds_the_same_names(zone: Zone, officer: Standing) -> None:
    run = brought(officer)
    names = named(zone)
    keys = set(Organisation.objects.values_list("pk", flat=True))
    people = set(User.objects.values_list("pk", flat=True))
    undo_run(run, officer)
    again = brought(officer)
    assert named(zone) == names
    assert set(Organisation.objects.values_list("pk", flat=True)) == keys
    assert set(User.objects.values_list("pk", flat=True)) == people
    assert Sector.objects.filter(name="影视文旅").count() == 1
    undo_run(again, officer)
    assert stays(again)["净月国投"] == ""


def test_what_an_administrator_closed_is_not_opened_by_a_file(
    zone: Zone, officer: Standing
) -> None:
    firm = found_organisation(zone, kind="firm", name="长影集团", by=officer.user)
    close_organisation(firm, by=officer.user)
    with pytest.raises(KaigongError):
        brought(officer)
    firm.refresh_from_db()
    assert firm.closed_at


def test_names_that_the_zone_knew_before_are_left_alone(zone: Zone, officer: Standing) -> None:
    found_organisation(zone, kind="firm", name="长影集团", by=officer.user)
    run = brought(officer)
    undo_run(run, officer)
    assert "长影集团" in named(zone)
    assert "长影集团" not in stays(run)
