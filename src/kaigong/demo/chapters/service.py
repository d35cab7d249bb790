"""Some weeks of project service: contacts, next steps, a substitute. Samples, all of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from kaigong.coordination.services.contacts import log_contact
from kaigong.coordination.services.officers import name_substitute
from kaigong.demo.record import Act, Record, moment

# Project, day, way, with whom, words, next step, its day.
CONTACTS: tuple[tuple[str, date, str, str, str, str, date | None], ...] = (
    ("JY-2021-0028", date(2021, 3, 12), "visit", "项目经理", "现场只等送电，桩机已进场。",
     "盯 3-25 送电", date(2021, 3, 25)),
    ("JY-2021-0028", date(2021, 3, 26), "call", "项目经理", "昨天没有送电，供电说变压器还在路上。",
     "约供电到现场", date(2021, 3, 30)),
    ("JY-2021-0038", date(2021, 3, 22), "meeting", "建设单位负责人", "图审意见 6 条，本周补完。",
     "送图审复核", date(2021, 3, 31)),
    ("JY-2021-0042", date(2021, 3, 8), "message", "报建员", "用地红线图已发。", "", None),
    ("JY-2021-0030", date(2021, 3, 24), "call", "报建员", "便道改在 3-30 铺完，问开工能否顺延。",
     "答复顺延", date(2021, 3, 29)),
)  # fmt: skip
STANDS_IN = ("chenchen", "wuhao", date(2021, 3, 29), date(2021, 4, 2), "培训")


def service() -> Iterator[Act]:
    """Contacts on their days, and somebody who stands in this week."""
    for row in CONTACTS:
        yield Act(moment(row[1], 16, 30), partial(_log, row=row))
    yield Act(moment(date(2021, 3, 26), 17, 0), _stand_in)


def _log(record: Record, *, row: tuple[str, date, str, str, str, str, date | None]) -> None:
    code, day, way, whom, words, next_step, next_on = row
    project = record.projects[code]
    assert project.service_officer is not None  # noqa: S101  (every row of the plan has one)
    log_contact(
        project, way=way, on=day, whom=whom, words=words, next_step=next_step, next_on=next_on,
        by=project.service_officer,
    )  # fmt: skip


def _stand_in(record: Record) -> None:
    """吴昊 stands in for 陈晨 for a week: he sees those projects and has their duties."""
    away, person, first, last, why = STANDS_IN
    theirs = [
        project
        for project in record.projects.values()
        if project.service_officer == record.cast.people[away]
        and project.code.startswith("JY-2021")
    ]
    name_substitute(
        record.zone, theirs, person=record.cast.people[person], from_on=first, until_on=last,
        by=record.cast.command, reason=why,
    )  # fmt: skip
