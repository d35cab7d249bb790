"""The page of a project: its facts without script, as of a past day, and nobody else's business."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kaigong.accounts.models import Role, User, Zone
from kaigong.audit import clock
from kaigong.portfolio import registries
from kaigong.portfolio.models import Project, ProjectAlias, Proof, Stage
from kaigong.portfolio.registries import FigureSource, Panel, ShownFigure, Side
from kaigong.portfolio.services.milestones import set_milestone
from kaigong.portfolio.services.plans import set_plan
from kaigong.portfolio.services.reports import report_month
from kaigong.portfolio.services.stages import move_to_stage
from kaigong.portfolio.services.work_items import set_work_item
from tests.builders import YI, a_person, a_project, a_zone, an_organisation

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def zone() -> Zone:
    return a_zone("jingyue")


@pytest.fixture
def officer(zone: Zone) -> User:
    return a_person(zone, Role.SERVICE, organisation=an_organisation(zone, "服务中心"))


@pytest.fixture
def project(zone: Zone, officer: User) -> Project:
    made = a_project(
        zone,
        "国际影都影视拍摄基地",
        code="JY-2020-0017",
        total_amount=68 * YI,
        stage=Stage.APPROVAL,
        service_officer=officer,
        planned_completion_on=date(2022, 7, 30),
    )
    ProjectAlias.objects.create(project=made, name="影视拍摄基地", folded_name="x")
    move_to_stage(made, stage=Stage.STARTED, on=date(2020, 4, 12), by=officer)
    months = {1: YI, 2: YI, 3: 2 * YI}
    plan = set_plan(made, year=2021, planned_amount=4 * YI, month_amounts=months, by=officer)
    plan.extras = {"备注栏": "省重点"}
    plan.save()
    roofs = set_work_item(made, name="封顶", unit="座", quantity=Decimal(20), by=officer)
    report_month(
        made,
        month=date(2021, 3, 1),
        amount=Decimal("1.5") * YI,
        physical_progress="2 座封顶",
        readings={roofs.pk: Decimal(2)},
        by=officer,
    )
    set_milestone(made, name="送电", due_on=date(2021, 3, 20), owner=None, by=officer)
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


URL = "/jingyue/projects/JY-2020-0017/"


def test_the_page_tells_its_facts_without_script(project: Project, officer: User) -> None:
    html = signed_in(officer).get(URL).content.decode()
    for fact in (
        "国际影都影视拍摄基地",
        "影视拍摄基地",
        "2020-04-12，第 352 天",
        "承诺 2022-07-30",
        "还有 488 天",
        "68",
        "1.50",
        "/ 4.00 亿元",
        "2 座封顶",
        "没有责任人",
        "省重点",
    ):
        assert fact in html, fact
    assert html.count('<li class="top">') == 2
    assert html.count('<li class="none">') == 18
    assert html.count('class="planbar"') == 3
    assert html.count('class="actbar"') == 1


def test_the_page_reads_in_english(project: Project, officer: User) -> None:
    client = signed_in(officer)
    client.cookies["kaigong_language"] = "en"
    html = client.get(URL).content.decode()
    assert "Promised completion" in html
    assert "488 days left" in html
    for chinese in ("承诺竣工", "谁负责", "没有记录", "推进阶段"):
        assert chinese not in html


def test_a_milestone_is_called_in_the_readers_language_and_by_the_name_of_the_day(
    project: Project, officer: User
) -> None:
    client = signed_in(officer)
    form = {"name": "送电", "name_en": "Power on", "due_on": "2021-03-20"}
    client.post(URL + "milestones/", form)
    assert project.milestones.get().name_en == "Power on"
    assert "<td>送电" in client.get(URL).content.decode()
    client.cookies["kaigong_language"] = "en"
    assert "<td>Power on" in client.get(URL).content.decode()
    told = client.get(URL + "history/").content.decode()
    assert "Promised “Power on” for 2021-03-20" in told
    client.post(URL + "milestones/", form | {"name_en": ""})  # what is not said stays
    assert project.milestones.get().name_en == "Power on"
    first, last = project.milestones.get().history.order_by("history_date")[:2]
    assert (first.name_en, last.name_en) == ("", "Power on")
    assert "No English name" in client.get(URL).content.decode()
    client.post(URL + "milestones/", form | {"name_en": "", "without_english": "on"})
    assert project.milestones.get().name_en == ""
    assert "No English name" not in client.get(URL).content.decode()  # nothing to take away


def test_many_rows_cost_no_more_queries(
    project: Project, officer: User, django_assert_max_num_queries
) -> None:
    client = signed_in(officer)
    for number in range(12):
        name = f"节点{number}"
        set_milestone(project, name=name, due_on=date(2021, 5, 1), owner=officer, by=officer)
        report_month(project, month=date(2020, number + 1, 1), amount=YI, by=officer)
    with django_assert_max_num_queries(44):  # three of them for the conditions of its start
        client.get(URL)


def test_who_may_not_see_the_project_learns_nothing(
    project: Project, officer: User, zone: Zone
) -> None:
    home = an_organisation(zone, "别的专班", kind="task_force")
    stranger = a_person(zone, Role.SERVICE, organisation=home)
    elsewhere = a_person(a_zone(), Role.LEADER)
    milestone = project.milestones.get()
    proof = Proof.objects.create(
        project=project, name="a", media_type="image/png", sha256="0", size_bytes=1, at=clock.now()
    )
    for path in (URL, URL + "history/", f"/jingyue/proofs/{proof.pk}/"):
        assert signed_in(stranger).get(path).status_code == 404
        assert signed_in(elsewhere).get(path).status_code == 404
    for path in (URL + "steps/", URL + "milestones/", URL + "proofs/"):
        assert signed_in(stranger).post(path).status_code == 404
    done = f"/jingyue/milestones/{milestone.pk}/done/"
    assert signed_in(stranger).post(done, {"on": "2021-03-20"}).status_code == 404
    assert signed_in(officer).post(done, {"on": "2021-03-20"}).status_code == 302
    assert signed_in(officer).get(URL).status_code == 200


def test_a_past_day_shows_what_was_on_record_then(zone: Zone, officer: User) -> None:
    with clock.as_if(datetime(2021, 1, 10, tzinfo=UTC)):
        project = a_project(
            zone, "旧名", code="JY-2020-0017", service_officer=officer, stage=Stage.APPROVAL
        )
        report_month(project, month=date(2021, 1, 1), amount=YI, by=officer)
    with clock.as_if(datetime(2021, 2, 10, tzinfo=UTC)):
        move_to_stage(project, stage=Stage.STARTED, on=date(2021, 2, 10), by=officer)
        report_month(project, month=date(2021, 1, 1), amount=2 * YI, by=officer)
        project.name = "新名"
        project.save()
    client = signed_in(officer)
    then = client.get(URL + "?as_of=2021-01-31").content.decode()
    assert "旧名" in then
    assert "新名" not in then
    assert "只能看不能改" in then
    assert "推进阶段" not in then
    assert '"v">1.00<' in then
    now = client.get(URL).content.decode()
    assert '"v">2.00<' in now
    assert "2021-02-10，第" in now
    assert client.get(URL + "?as_of=2021-01-09").status_code == 404
    assert client.get(URL + "?as_of=yesterday").status_code == 422


def test_two_changes_of_one_moment_show_the_later(zone: Zone, officer: User) -> None:
    with clock.as_if(datetime(2021, 1, 10, tzinfo=UTC)):
        project = a_project(zone, "一", code="JY-2020-0017", service_officer=officer)
        project.name = "二"
        project.save()
    html = signed_in(officer).get(URL + "?as_of=2021-01-31").content.decode()
    assert "<h1>二" in html


def test_every_value_of_a_field_can_be_opened(project: Project, officer: User) -> None:
    project.total_amount = 70 * YI
    project.save()
    html = signed_in(officer).get(URL + "history/?field=total_amount").content.decode()
    assert "<del>68 亿元</del> <ins>70 亿元</ins>" in html
    assert "首次记录" in html
    whole = signed_in(officer).get(URL + "history/").content.decode()
    assert "报 2021-03 月报" in whole
    assert "移到开工" in whole


def test_a_step_is_taken_on_the_page(project: Project, officer: User) -> None:
    form = {"stage": "construction", "on": "2021-03-01", "seen": "started"}
    form["proof"] = SimpleUploadedFile("开工.png", PNG)  # type: ignore[assignment]
    assert signed_in(officer).post(URL + "steps/", form).status_code == 302
    project.refresh_from_db()
    assert project.stage == Stage.CONSTRUCTION
    assert project.proofs.get().step == project.steps.get(stage="construction")
    late = {"stage": "completed", "on": "2021-05-01", "seen": "construction"}
    answer = signed_in(officer).post(URL + "steps/", late)
    assert answer.status_code == 422
    assert "日期不能在今天之后" in answer.content.decode()


def test_an_act_by_htmx_is_answered_with_a_way_on_or_a_fragment(
    project: Project, officer: User
) -> None:
    client = signed_in(officer)
    form = {"name": "封顶", "due_on": "2021-11-14", "owner": officer.pk}
    answer = client.post(URL + "milestones/", form, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == URL + "#milestones"
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{URL}#milestones"}
    here = client.post(URL + "milestones/", form | {"name": "交付"}, headers=headers)
    assert (here.headers["HX-Refresh"], "HX-Redirect" in here.headers) == ("true", False)
    wrong = client.post(URL + "milestones/", {"name": ""}, headers={"HX-Request": "true"})
    assert wrong.status_code == 422
    assert "<html" not in wrong.content.decode()


def test_an_inspector_sees_and_cannot_act(project: Project, zone: Zone, officer: User) -> None:
    inspector = signed_in(a_person(zone, Role.INSPECTOR))
    assert "推进阶段" not in inspector.get(URL).content.decode()
    form = {"stage": "construction", "on": "2021-03-01"}
    assert inspector.post(URL + "steps/", form).status_code == 404
    assert signed_in(officer).post(URL + "steps/", form).status_code == 302


def test_a_kept_file_comes_back_safely(project: Project, officer: User) -> None:
    client = signed_in(officer)
    client.post(URL + "proofs/", {"file": SimpleUploadedFile("现场 1.png", PNG)})
    client.post(URL + "proofs/", {"file": SimpleUploadedFile("批复.pdf", b"%PDF-1.7 x")})
    picture, paper = Proof.objects.order_by("id")
    shown = client.get(f"/jingyue/proofs/{picture.pk}/")
    assert b"".join(shown.streaming_content) == PNG  # type: ignore[attr-defined]
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Content-Disposition"].startswith("inline")
    loaded = client.get(f"/jingyue/proofs/{paper.pk}/")
    assert loaded.headers["Content-Disposition"].startswith("attachment")
    refused = client.post(URL + "proofs/", {"file": SimpleUploadedFile("a.png", b"<svg/>")})
    assert refused.status_code == 422


def test_panels_and_figures_of_upper_slices_stand_on_the_page(
    project: Project, officer: User
) -> None:
    def broken(_: registries.OpenProject) -> dict[str, object]:
        raise RuntimeError("a slice is down")

    template = "portfolio/sample.html"
    registries.panels.register(Panel("fits", template, 1, Side.WIDE, lambda _: {}))
    registries.panels.register(Panel("broken", template, 2, Side.NARROW, broken))
    registries.panels.register(Panel("silent", template, 3, Side.NARROW, lambda _: None))
    figure = ShownFigure("按期把握", "48", "%")
    registries.figures.register(FigureSource("odds", 1, lambda _: figure))
    try:
        html = signed_in(officer).get(URL).content.decode()
    finally:
        for key in ("fits", "broken", "silent"):
            registries.panels.withdraw(key)
        registries.figures.withdraw("odds")
    assert "样例" in html
    assert "「broken」这一块暂时取不到" in html
    assert "silent" not in html
    assert "按期把握" in html
    assert "国际影都影视拍摄基地" in html


def test_an_empty_project_says_what_is_missing(zone: Zone, officer: User) -> None:
    a_project(zone, "空", code="EMPTY/1", service_officer=officer, total_amount=None)
    html = signed_in(officer).get("/jingyue/projects/EMPTY/1/").content.decode()
    assert "没有记录" in html
    assert "2021 年还没有计划，也没有月报" in html
    assert "还没有判过灯" in html
