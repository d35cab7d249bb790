"""The pages of the cockpit: their answers, who may see them, both languages, their cost."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlparse
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from kaigong.accounts.models import Role
from kaigong.audit import clock
from kaigong.cockpit.models import LastVisit
from kaigong.cockpit.services import ask_for_decision
from kaigong.portfolio.models import Project
from kaigong.portfolio.services.lamps import judge_zone
from kaigong.portfolio.sheet import Sheet, View
from tests.builders import a_person, a_project, a_zone, an_organisation
from tests.cockpit.small_zone import SmallZone, a_small_zone

pytestmark = pytest.mark.django_db

FIGURES = ["year_projects", "year_plan", "new_share", "batch_start_rate", "done_to_date"]


@pytest.fixture
def small() -> SmallZone:
    small = a_small_zone("jing")
    LastVisit.objects.create(
        user=small.leader,
        zone=small.zone,
        since=small.zone.end_of(date(2021, 3, 20)),
        seen_at=small.zone.end_of(date(2021, 3, 26)),
    )
    return small


@pytest.fixture
def leader(client: Client, small: SmallZone) -> Client:
    client.force_login(small.leader)
    return client


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def as_person(client: Client, small: SmallZone, role: Role) -> Client:
    client.force_login(a_person(small.zone, role))
    return client


def test_the_three_questions_are_answered_without_script(leader: Client, small: SmallZone) -> None:
    shown = text_of(leader.get("/jing/"))
    assert "什么变红了？ 1个项目" in shown
    assert "欠计划 1.8 亿元" in shown
    assert "什么等我决定？ 0件" in shown
    assert re.search(r"0% 把握 简单估计", shown)
    assert "jing 项目 1截至 2021 年 2 月完成 2,000 万元，为同期计划 2 亿元的 10.0 %" in shown
    assert "<script" not in leader.get("/jing/").content.decode().replace(
        '<script type="module"', ""
    )


def test_every_link_to_rows_opens_exactly_the_rows_it_counts(
    leader: Client, small: SmallZone
) -> None:
    page = leader.get("/jing/").content.decode()
    cells = re.findall(r'<a class="open v" href="([^"]+)">([\d,.]+)', page)
    assert len(cells) == 6
    counted = {}
    for url, digits in cells:
        asked = parse_qs(urlparse(url.replace("&amp;", "&")).query)
        month = date.fromisoformat(asked["month"][0] + "-01")
        filters = json.loads(asked["filter"][0].replace("&quot;", '"'))
        counted[digits] = Sheet(small.standing(), View(month, filters)).count()
    assert counted == {"10": 10, "100": 10, "120": 10, "6": 6, "3": 4, "18.2": 10}
    assert all(leader.get(url.replace("&amp;", "&")).status_code == 200 for url, _ in cells)


@pytest.mark.parametrize("key", [*FIGURES, "year_end", "time_share"])
def test_a_figure_opens_to_formula_rows_and_origin(leader: Client, key: str) -> None:
    shown = text_of(leader.get(f"/jing/figures/{key}/"))
    assert "谁、何时、哪个文件" in shown
    assert "怎么算" in shown or "方法" in shown


def test_an_unknown_figure_does_not_exist(leader: Client) -> None:
    assert leader.get("/jing/figures/happiness/").status_code == 404
    assert leader.get("/jing/figures/").status_code == 200


def test_english_says_the_same_without_chinese_left_over(leader: Client, small: SmallZone) -> None:
    Project.objects.filter(zone=small.zone).update(name_en="Project")
    for page in (
        "/jing/",
        "/jing/decisions/",
        "/jing/figures/",
        "/jing/duties/",
        "/jing/search/?q=x",
    ):
        leader.cookies["kaigong_language"] = "en"
        shown = text_of(leader.get(page))
        left = set(re.findall(r"[一-鿿]+", shown))
        # Names of the zone's own: sectors, organisations, and the switch of languages.
        assert left <= {"园区", "影视文旅", "数字经济", "影视专班", "开", "中"}, left
    assert "Spring starts" in text_of(leader.get("/jing/"))


@pytest.mark.parametrize("by", ["sector", "task_force", "leader", "nonsense"])
def test_the_table_is_grouped_and_adds_up(leader: Client, by: str) -> None:
    page = leader.get(f"/jing/?by={by}").content.decode()
    rows = re.findall(r'<tr(?: class="sum")?><td>.*?</td><td class="num">(\d+)</td>', page)
    *parts, total = map(int, rows)
    assert sum(parts) == total == 10


def test_another_grouping_comes_as_a_fragment(leader: Client) -> None:
    answer = leader.get("/jing/?by=task_force", headers={"HX-Request": "true"})
    shown = answer.content.decode()
    assert shown.lstrip().startswith("<section")
    assert "影视专班" in shown


def test_the_wall_renews_itself_and_is_nobodys_visit(leader: Client, small: SmallZone) -> None:
    before = LastVisit.objects.get().seen_at
    page = leader.get("/jing/?screen=1").content.decode()
    assert 'hx-trigger="every 60s"' in page
    assert 'http-equiv="refresh" content="60"' in page
    assert "data-k-screen" in page
    assert LastVisit.objects.get().seen_at == before


def test_a_past_day_is_shown_read_only(leader: Client, small: SmallZone) -> None:
    shown = text_of(leader.get("/jing/?as_of=2021-03-28"))
    assert "你在看 2021-03-28 的台账" in shown
    assert "到这一天还没有项目" in shown  # the rows were put on record later
    assert leader.get("/jing/?as_of=yesterday").status_code == 422


def test_an_empty_zone_says_what_to_do_first(client: Client) -> None:
    zone = a_zone("leer")
    client.force_login(a_person(zone, Role.COMMAND))
    assert "这里还没有项目" in text_of(client.get("/leer/"))
    assert "这里还没有项目" in text_of(client.get("/leer/?screen=1"))


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.LEADER, 200), (Role.COMMAND, 200), (Role.STATISTICIAN, 200), (Role.INSPECTOR, 200),
        (Role.ADMINISTRATOR, 200), (Role.SERVICE, 404), (Role.CLERK, 404), (Role.FIRM, 404),
        (Role.DEPARTMENT, 404), (Role.PROMOTION, 404),
    ],
)  # fmt: skip
def test_who_may_not_look_across_everything_finds_no_command_page(
    client: Client, small: SmallZone, role: Role, status: int
) -> None:
    person = as_person(client, small, role)
    for page in ("/jing/", "/jing/?screen=1", "/jing/figures/", "/jing/figures/year_plan/"):
        assert person.get(page).status_code == status
    assert person.get("/jing/duties/").status_code == 200
    first = person.get("/", follow=False)
    own = "/jing/firm/" if role is Role.FIRM else "/jing/duties/"
    assert first["Location"] == ("/jing/" if status == 200 else own)


def test_a_stranger_learns_nothing(client: Client, small: SmallZone) -> None:
    other = a_zone("other")
    client.force_login(a_person(other, Role.LEADER))
    for page in ("/jing/", "/jing/duties/", "/jing/decisions/", "/jing/search/?q=项目"):
        assert client.get(page).status_code == 404


def test_search_finds_only_what_is_in_sight(client: Client, small: SmallZone) -> None:
    firm = an_organisation(small.zone, "英纳法汽车", kind="firm")
    Project.objects.filter(pk=small.projects[2].pk).update(investor=firm)
    insider = a_person(small.zone, Role.FIRM, organisation=firm)
    client.force_login(insider)
    shown = text_of(client.get("/jing/search/", {"q": "项目"}))
    assert "jing 项目 3" in shown
    assert "jing 项目 4" not in shown
    client.force_login(small.leader)
    assert "jing 项目 4" in text_of(client.get("/jing/search/", {"q": "项目"}))
    assert "1 个项目" in text_of(client.get("/jing/search/", {"q": "英纳法"}))


def test_search_finds_an_alias_and_says_when_nothing_is_there(
    leader: Client, small: SmallZone
) -> None:
    small.projects[0].aliases.create(name="长髮智慧城", folded_name="长发智慧城")
    assert "jing 项目 1" in text_of(leader.get("/jing/search/", {"q": "长发"}))
    assert "没有找到「火星」" in text_of(leader.get("/jing/search/", {"q": "火星"}))
    fragment = leader.get("/jing/search/", {"q": "长发"}, headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()


def test_the_command_page_costs_the_same_for_few_and_for_many(
    leader: Client, small: SmallZone, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(80) as few:
        leader.get("/jing/")
    for _ in range(30):
        a_project(small.zone, planned_start_on=date(2021, 1, 1))
    judge_zone(small.zone)
    with django_assert_max_num_queries(len(few.captured_queries)):
        leader.get("/jing/")


def test_a_visit_lasts_until_an_hour_has_passed(client: Client) -> None:
    small = a_small_zone("visit")
    small.zone.stands_on = None
    small.zone.save()
    client.force_login(small.leader)
    place = ZoneInfo(small.zone.timezone)
    friday = datetime(2021, 3, 26, 17, 40, tzinfo=place)
    monday = datetime(2021, 3, 29, 8, 30, tzinfo=place)

    def since_when(moment: datetime) -> datetime:
        with clock.as_if(moment):
            return client.get("/visit/").context["page"].since  # type: ignore[no-any-return]

    assert since_when(friday) == friday - timedelta(days=7)
    assert since_when(monday) == friday
    assert since_when(monday + timedelta(minutes=50)) == friday
    assert since_when(monday + timedelta(minutes=100)) == friday
    assert since_when(monday + timedelta(minutes=161)) == monday + timedelta(minutes=100)


def test_a_decision_that_waits_stands_on_the_page_with_its_verbs(
    leader: Client, small: SmallZone
) -> None:
    due = datetime(2021, 3, 29, 17, tzinfo=ZoneInfo(small.zone.timezone))
    ask_for_decision(
        small.zone, title="同意预审", why="可提前 17 天开工", due_at=due, by=None,
        papers=[{"name": "材料", "url": "/files/1"}],
    )  # fmt: skip
    shown = text_of(leader.get("/jing/"))
    assert "什么等我决定？ 1件" in shown
    assert "最早今天 17:00 到期" in shown
    page = leader.get("/jing/").content.decode()
    assert 'name="answer" value="agree"' in page
