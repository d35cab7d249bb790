"""What waits for the leader, the figures as published, and the leader's last visit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from kaigong.accounts.selectors import standing_in
from kaigong.cockpit.services import (
    AGREE,
    Option,
    ask_for_decision,
    keep_published_figure,
    note_visit,
)
from kaigong.demo.chapters.opening import FIRST_DAY
from kaigong.demo.facts import PublishedNumber, published_numbers
from kaigong.demo.plan_rows import TODAY
from kaigong.demo.record import Act, Record, moment

SUNROOF, FILM_PARK = "P016", "P009"
SIGNINGS = "signings"  # the subject of the published figures that contradict each other
LAST_VISIT = moment(date(2021, 3, 26), 17, 40)


def questions() -> Iterator[Act]:
    """Published figures on the day they were told, three questions, one visit."""
    for number in published_numbers():
        day = max(number.source.told_on, FIRST_DAY)
        if day <= TODAY:
            hour = 7 if day == TODAY else 20
            yield Act(moment(day, hour, 50), partial(_keep, number=number))
    yield Act(moment(date(2021, 3, 19), 9, 0), _ask_about_signings)
    yield Act(moment(date(2021, 3, 24), 10, 0), _ask_for_land_and_start)
    yield Act(moment(date(2021, 3, 26), 9, 0), _ask_for_night_shift)
    yield Act(LAST_VISIT, _visit)


def _keep(record: Record, *, number: PublishedNumber) -> None:
    as_of = date.fromisoformat(number.as_of) if len(number.as_of) == 10 else None
    keep_published_figure(
        record.zone, subject=number.subject, name=number.name, name_en=number.name_en,
        value=number.stored, unit=number.unit, period=number.period, figure=number.figure,
        scope=number.scope, scope_en=number.scope_en, as_of=as_of,
        # The same article prints several measures of one subject: each is a source of its own.
        source=f"{number.source.call}，{number.name}", published_on=number.source.told_on,
        by=record.cast.statistician,
    )  # fmt: skip


def _ask_about_signings(record: Record) -> None:
    """An answer names the scope whose figures shall be those of record."""
    scopes = {
        number.scope: number.scope_en
        for number in published_numbers()
        if number.subject == SIGNINGS
    }
    sizes = dict(zip(scopes, ("99 个", "107 个"), strict=True))
    options: list[Option] = [
        {"key": scope, "zh": f"用 {size}", "en": f"Take {size.removesuffix(' 个')}"}
        for scope, size in sizes.items()
    ]
    options.append({"key": "ask", "zh": "先核实", "en": "Find out first"})
    ask_for_decision(
        record.zone,
        title="签约口径：99 个 1,272 亿 或 107 个 1,484 亿",
        title_en="Signings: 99, CNY 127.2 bn or 107, 148.4 bn",
        why="同一报道两组数相互矛盾，定一组作记录数。",
        why_en="One report contradicts itself; name the set of record.",
        due_at=moment(date(2021, 3, 31), 12, 0), options=options, subject=SIGNINGS,
        by=record.cast.statistician,
    )  # fmt: skip


def _ask_for_land_and_start(record: Record) -> None:
    ask_for_decision(
        record.zone,
        title="英纳法汽车天窗：同意「拿地即开工」预审",
        title_en="Inalfa: agree to early land-and-start",
        why="春季首个申请。样例：公示期内先图审，提前 17 天。",
        why_en="First this spring. Sample: 17 days won by early drawings.",
        due_at=moment(TODAY, 17, 0), project=record.project(SUNROOF), is_sample=True,
        by=record.project(SUNROOF).service_officer,
    )  # fmt: skip


def _ask_for_night_shift(record: Record) -> None:
    """Published: 50 % of the piles on 16 March, and concrete from the middle of April."""
    ask_for_decision(
        record.zone,
        title="净月影视产业园：桩基加开夜班",
        title_en="Jingyue film park: a night shift for the piles",
        why="4 月中旬浇筑，桩基每天要 1.67 %。样例：加 380 万元。",
        why_en="Concrete mid-April asks 1.67 % a day. Sample: CNY 3.8 m.",
        due_at=moment(date(2021, 4, 2), 18, 0), project=record.project(FILM_PARK), is_sample=True,
        options=[AGREE, {"key": "wait", "zh": "先看一周", "en": "Watch it for a week"}],
        by=record.project(FILM_PARK).service_officer,
    )  # fmt: skip


def _visit(record: Record) -> None:
    note_visit(standing_in(record.cast.leader, record.zone.slug))
