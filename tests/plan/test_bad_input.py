"""What a planner may get wrong: each is told in a sentence that names the thing, in both languages,
by the page or in the terminal, and nothing is lost."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from typer.testing import CliRunner

from kaigong.accounts.models import Role
from kaigong.config.command_line import app
from kaigong.engines.scheduling import Calendar, Link, Network, files
from kaigong.engines.scheduling.files import Format
from kaigong.errors import KaigongError
from kaigong.plan.models import Activity, PlanEdit, PlanFile, SubPlan, WorkCalendar
from kaigong.plan.pages.plan_head import head_of
from kaigong.plan.pages.remedies import remedies_for
from kaigong.plan.selectors.plans import open_plan
from kaigong.plan.services.activities import change_activity, words_of
from kaigong.wording import CHINESE, ENGLISH
from tests.engines.scheduling.files.test_xer_broken import SMALL
from tests.plan.site import Site, row
from tests.plan.test_pages import address
from tests.plan.test_pages import browser_of as anybodys

pytestmark = pytest.mark.django_db
CLOSED = "closed 2000-01-01/2099-12-31"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)  # how an .mpp begins
ENTITY = b'<!DOCTYPE p [<!ENTITY a "b">]><Project xmlns="http://schemas.microsoft.com/project"/>'


@pytest.fixture
def site() -> Site:
    site = Site()
    plan = site.drawn()
    site.add(plan, "A10", 5, name="桩基", name_en="Piles")
    site.add(plan, "A20", 2, "A10", name="承台", name_en="Caps")
    return site


@pytest.fixture(params=[CHINESE, ENGLISH])
def language(request: Any, site: Site) -> str:
    user = site.planner.user
    user.language = request.param
    user.save()
    return str(request.param)


def desk(site: Site) -> Client:
    """The planner's browser, in the planner's language."""
    browser = anybodys(site.planner)
    browser.cookies["kaigong_language"] = site.planner.user.language
    return browser


def told(answer: Any) -> str:
    """What a page says, without its tags."""
    assert answer.status_code == 422
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def typed(site: Site, key: str, **given: object) -> Any:
    """The form of an activity, sent with one thing changed."""
    kept = row(SubPlan.objects.get(), key)
    links = "A10" if key == "A20" else ""
    form = {"key": key, "name": kept.name, "name_en": kept.name_en, "duration": "2", "links": links}
    return desk(site).post(address(site, f"rows/{key}/"), form | given, follow=True)


@pytest.mark.parametrize(
    ("key", "given", "named", "sentences"),
    [
        ("A10", {"links": "A20"}, ["A10", "A20"], ("成了环", "in a loop")),
        ("A20", {"links": "A10 FS+20000d"}, ["A20"], ("超出计划期", "horizon")),
        ("A20", {"duration": "20000"}, ["A20"], ("超出计划期", "horizon")),
        ("A20", {"committed_on": "1921-04-30"}, ["1921-04-30"], ("不在计划期内", "outside of")),
        ("A20", {"committed_on": "9999-12-31"}, ["9999-12-31"], ("不在计划期内", "outside of")),
        ("A20", {"committed_on": "2021-03-26"}, ["2021-03-26"], ("不在计划期内", "outside of")),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_named_on_the_page_and_the_plan_stays(
    site: Site, language: str, key: str, given: dict[str, str], named: list[str], sentences: Any
) -> None:
    before = list(Activity.objects.order_by("pk").values())
    text = told(typed(site, key, **given))
    assert sentences[language == ENGLISH] in text
    assert all(name in text for name in named)
    assert list(Activity.objects.order_by("pk").values()) == before
    assert PlanEdit.objects.count() == 2


def test_a_promise_that_is_over_is_kept_and_the_page_says_so_and_what_stands_in_its_way(
    site: Site, language: str
) -> None:
    SubPlan.objects.update(start=row(SubPlan.objects.get(), "A10").early_start - 21 * 1440)  # type: ignore[operator]
    page = typed(site, "A20", committed_on="2021-03-25").content.decode()
    words = "the day promised, 2021-03-25, has passed" if language == ENGLISH else "已经过去"
    assert words in page
    opened = open_plan(site.planner, site.project.code)
    worst = head_of(opened).worst
    assert worst is not None
    assert worst.short == 9  # of 26, 27, 29 to 31 March and 1, 2, 6, 7 April; 清明 is between
    found = remedies_for(opened)
    assert found is not None
    assert "2021-03-29" in found.conflict
    assert ("data date" if language == ENGLISH else "数据日期") in found.conflict


def test_a_calendar_that_never_works_is_not_kept(site: Site, language: str) -> None:
    browser = desk(site)
    before = WorkCalendar.objects.values_list("name", "week", "changes")
    held = list(before)
    given = {"name": "室外湿作业", "week": "Mon-Sat 8-12", "changes": CLOSED}
    text = told(browser.post(f"/{site.zone.slug}/settings/calendars/outdoor/", given))
    assert "室外湿作业" in text
    assert ("has no day of work" if language == ENGLISH else "没有一天开工") in text
    assert list(before.all()) == held


def test_who_comes_second_is_told_whose_edit_it_was_and_keeps_what_was_typed(
    site: Site, language: str
) -> None:
    plan = SubPlan.objects.get()
    other = site.somebody(Role.COMMAND)
    change_activity(plan, "A20", replace(words_of(row(plan, "A20")), duration=1440), standing=other)
    text = told(typed(site, "A20", duration="9", version=2))
    assert str(other.user) in text
    assert ("has just changed" if language == ENGLISH else "刚改过") in text
    shown = typed(site, "A20", duration="9", version=2).content.decode()
    assert 'name="duration" value="9"' in shown
    assert row(plan, "A20").duration == 1440


def test_a_million_rows_are_refused_with_their_number(site: Site, language: str) -> None:
    text = told(desk(site).post(address(site, "paste/"), {"text": "x\n" * 10**6}))
    assert "1000000" in text
    assert ("at most" if language == ENGLISH else "一次最多粘贴") in text
    assert Activity.objects.count() == 2


def without(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """As on a machine where a library was not installed."""
    real = importlib.import_module

    def load(name: str, package: str | None = None) -> ModuleType:
        if name == missing:
            raise ImportError(name)
        return real(name, package)

    monkeypatch.setattr(importlib, "import_module", load)


def cell(old: str, new: str) -> bytes:
    assert old in SMALL
    return SMALL.replace(old, new, 1).encode()


FILES = [
    ("p.xer", cell("TT_Task\t40", "TT_Task\tfour"), ["TASK", "four"], ("不是数", "no number")),
    ("p.xer", cell("2026-03-02 08:00\t", "soon\t"), ["PROJECT", "7", "soon"], ("不是", "no ")),
    ("p.xml", ENTITY, ["p.xml"], ("实体", "entit")),
    ("p.mpp", OLE, ["JPype"], ("另存为", "save")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "named", "sentences"), FILES)
def test_a_file_that_cannot_be_read_is_told_with_its_place_by_page_and_terminal(
    site: Site,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
    content: bytes,
    named: list[str],
    sentences: Any,
) -> None:
    without(monkeypatch, "jpype")
    given = {"file": SimpleUploadedFile(name, content), "way": "update"}
    text = told(desk(site).post(address(site, "files/bring/"), given))
    (tmp_path / name).write_bytes(content)
    for said in (text, refused(tmp_path / name).in_language(language)):
        assert all(each in said for each in named), said
        assert sentences[language == ENGLISH] in said.lower(), said
    assert not PlanFile.objects.exists()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_file_in_another_encoding_is_read_by_page_and_terminal(
    site: Site, tmp_path: Path, encoding: str
) -> None:
    name = "混凝土浇筑与养护；钢筋绑扎（二标段）"
    text = SMALL.replace("桩基 “é”", name).replace("раствор", "x")
    file = tmp_path / "plan.xer"
    file.write_bytes(text.encode(encoding))
    given = {"file": SimpleUploadedFile("plan.xer", file.read_bytes()), "way": "replace"}
    desk(site).post(address(site, "files/bring/"), given)
    assert name in str(PlanFile.objects.get().report["rows"])
    assert name in CliRunner().invoke(app, ["schedule", str(file)]).output


def refused(file: Path, *words: str) -> KaigongError:
    """What the command ends with."""
    error = CliRunner().invoke(app, ["schedule", str(file), *words]).exception
    assert isinstance(error, KaigongError)
    return error


def looping(net: Network) -> None:
    net.task("first", "1d", after="open")
    net.link(Link("first", "open"))


def idle(net: Network) -> None:
    net.calendars["closed"] = Calendar(name="closed")
    net.task("never", "1d", calendar="closed", after="open")


def far(net: Network) -> None:
    net.task("pyramid", "1d")
    net.link(Link("open", "pyramid", lag=20000 * 480))


@pytest.mark.parametrize(
    ("spoil", "named", "words"),
    [
        (looping, ["→"], ("成了环", "in a loop")),
        (idle, ["closed"], ("没有工作时间", "no working time")),
        (far, [], ("超出计划期", "horizon")),
    ],
)
def test_a_network_that_cannot_be_reckoned_is_named_in_the_terminal(
    tmp_path: Path, spoil: Callable[[Network], None], named: list[str], words: tuple[str, str]
) -> None:
    net = Network(start="2026-03-02 08:00", name="Hall")
    net.milestone("open")
    spoil(net)
    file = tmp_path / "hall.xer"
    file.write_bytes(files.write(net, format=Format.XER).content)
    error = refused(file)
    assert words[0] in error.in_language(CHINESE)
    assert words[1] in error.in_language(ENGLISH)
    keys = [*named, *(key for key in ("pyramid", "never", "first") if key in net.activities)]
    assert all(each in error.in_language(CHINESE) for each in keys)
    assert all(each in error.in_language(ENGLISH) for each in keys)


def test_a_promise_in_the_terminal_is_refused_outside_the_plan_and_told_where_it_has_passed(
    tmp_path: Path,
) -> None:
    net = Network(start="2026-03-02 08:00", data_date="2026-04-01 08:00", name="Hall")
    net.task("piles", "30d", name="Piles")
    file = tmp_path / "hall.xer"
    file.write_bytes(files.write(net, format=Format.XER).content)
    for day in ("1926-03-27", "2126-03-27"):
        error = refused(file, "--commit", f"piles={day}")
        assert all(each in error.in_language(ENGLISH) for each in ("Piles", day, "2026-03-02"))
    assert "piles=9999-12-31" in refused(file, "--commit", "piles=9999-12-31").in_language(CHINESE)
    output = CliRunner().invoke(app, ["schedule", str(file), "--commit", "piles=2026-03-20"]).output
    assert "缺 37.0 个工作日" in output or "37.0 working days short" in output
    assert "已经过去" in output or "it has passed" in output
    assert date(2026, 4, 1).isoformat() in output
