"""What does not survive a crossing 往返丢失: two networks compared, field by field, in words.

Nothing is foretold from a table of what a format can hold: what was written is read again, and
what differs is what was lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from typing import Final

from kaigong.engines.scheduling.calendars import Calendar, Season
from kaigong.engines.scheduling.files.days import YEARS_AHEAD, week_and_special_days
from kaigong.engines.scheduling.files.paths import above, last_name
from kaigong.engines.scheduling.network import ALL_HOURS, Activity, Constraint, Link, Network
from kaigong.engines.scheduling.rules import Rules

_THINGS: Final = {
    "network": ("计划", "the plan"),
    "activity": ("工作", "activity"),
    "link": ("搭接", "link"),
    "calendar": ("日历", "calendar"),
    "wbs": ("WBS", "WBS node"),
    "resource": ("资源", "resource"),
}
_FIELDS: Final = {
    "": ("本身", "itself"),
    "name": ("名称", "name"),
    "start": ("开始日期", "start"),
    "data_date": ("数据日期", "data date"),
    "must_finish_by": ("必须完成日期", "must-finish-by date"),
    "finish": ("完成日期", "finish date"),
    "rules.name": ("规则集", "rule set"),
    "rules.progress": ("进度规则", "progress rule"),
    "rules.lag_calendar": ("时距日历", "lag calendar"),
    "rules.total_float": ("总时差算法", "kind of total float"),
    "rules.critical": ("关键判据", "what is critical"),
    "rules.critical_float": ("关键时差界限", "critical float"),
    "rules.schedule_from": ("排程方向", "direction of scheduling"),
    "rules.holds_to_data_date": ("未完工作不早于数据日期", "holding to the data date"),
    "rules.constraints_beat_links": ("约束优先于搭接", "constraints before links"),
    "rules.start_lag_from_early_start": ("SS 时距起算点", "where an SS lag begins"),
    "rules.uses_expected_finish": ("采用预期完成", "use of expected finishes"),
    "rules.open_ends_are_critical": ("开口工作为关键", "open ends being critical"),
    "rules.late_by_the_minute": ("最晚日期精确到分钟", "late dates by the minute"),
    "rules.ignores_other_projects": ("忽略其他项目", "ignoring other projects"),
    "calendar": ("日历", "calendar"),
    "week": ("每周工作时间", "week"),
    "days": ("例外日", "days that differ"),
    "season": ("每年重复的季节", "yearly season"),
    "minutes_per_day": ("每日工时", "hours of a day"),
    "duration": ("工期", "duration"),
    "kind": ("类型", "kind"),
    "trade": ("专业", "trade"),
    "wbs": ("WBS 位置", "place in the WBS"),
    "constraint": ("约束", "constraint"),
    "second_constraint": ("第二约束", "second constraint"),
    "deadline": ("截止日期", "deadline"),
    "committed": ("承诺日期", "committed date"),
    "started": ("实际开始", "actual start"),
    "finished": ("实际完成", "actual finish"),
    "remaining": ("剩余工期", "remaining duration"),
    "resumes": ("恢复日期", "resume date"),
    "interruption": ("中断时间", "interruption"),
    "rests": ("中断的位置", "places where it stands still"),
    "expected_finish": ("预期完成", "expected finish"),
    "is_manual": ("手动排程", "manual scheduling"),
    "manual_start": ("手动开始", "manual start"),
    "manual_finish": ("手动完成", "manual finish"),
    "external_start": ("外部最早开始", "external early start"),
    "external_finish": ("外部最晚完成", "external late finish"),
    "is_active": ("是否有效", "being active"),
    "ignores_resource_calendars": ("忽略资源日历", "ignoring resource calendars"),
    "needs": ("资源需求", "resource needs"),
    "units": ("可用量", "units"),
    "resource_calendar": ("资源日历", "resource calendar"),
}


@dataclass(frozen=True, slots=True)
class LostField:
    """One field that is not the same after a crossing.

    Args:
        thing: network, activity, link, calendar, wbs or resource.
        key: Which one; empty for the network.
        field: Its field; empty where the whole thing is gone, or has come.
        before, after: How it was and how it is, as text; empty for none.
    """

    thing: str
    key: str
    field: str
    before: str
    after: str

    def sort_in_language(self, language: str) -> str:
        """Which field of what is lost, without saying of which one."""
        place = 0 if language.startswith("zh") else 1
        thing, field = _THINGS[self.thing][place], _FIELDS[self.field][place]
        if not self.field:
            return thing
        return f"{thing}的{field}" if place == 0 else f"{field} ({thing})"

    def in_language(self, language: str) -> str:
        """The sentence in `zh…` or, for any other language, in English."""
        if language.startswith("zh"):
            of = f"{_THINGS[self.thing][0]}{f' {self.key} ' if self.key else ''}"
            what = f"的{_FIELDS[self.field][0]}" if self.field else ""
            became = f"变成「{self.after}」" if self.after else "没有保留"
            return (
                f"{of}{what}「{self.before}」{became}。" if self.before else f"{of}{what}{became}。"
            )
        of = f"{_THINGS[self.thing][1]}{f' {self.key}' if self.key else ''}"
        what = f", its {_FIELDS[self.field][1]}" if self.field else ""
        became = f"becomes “{self.after}”" if self.after else "does not survive"
        before = f" “{self.before}”" if self.before else ""
        return f"{of[:1].upper()}{of[1:]}{what}:{before} {became}."


def lost_fields(before: Network, after: Network) -> tuple[LostField, ...]:
    """Every scheduling field of `before` that `after` has otherwise, or not at all.

    Calendars are compared day by day, seasons as far as ten years after the start; names of
    calendars and what nobody reckons with are not compared.
    """
    years = range(before.start.year - 1, before.start.year + YEARS_AHEAD + 1)
    comparing = _Comparing(before, after, years)
    return tuple(comparing.all())


class _Comparing:
    def __init__(self, before: Network, after: Network, years: Iterable[int]) -> None:
        self.before, self.after, self.years = before, after, tuple(years)
        self.laid_out: dict[int, object] = {}

    def all(self) -> Iterator[LostField]:
        yield from self._network()
        yield from self._calendars()
        yield from self._resources()
        yield from self._wbs()
        yield from self._activities()
        yield from self._links()

    def _network(self) -> Iterator[LostField]:
        for name in ("name", "start", "must_finish_by", "finish"):
            yield from _field("network", "", name, *self._both(name))
        # Without a data date the plan begins at its start.
        ours, theirs = (each.data_date or each.start for each in (self.before, self.after))
        yield from _field("network", "", "data_date", ours, theirs)
        for rule in fields(Rules):
            ours, theirs = (getattr(each.rules, rule.name) for each in (self.before, self.after))
            yield from _field("network", "", f"rules.{rule.name}", ours, theirs)
        if not self._is_same(self.before.calendar, self.after.calendar):
            names = self.before.calendar.name or "?", self.after.calendar.name or "?"
            yield LostField("network", "", "calendar", *names)

    def _both(self, name: str) -> tuple[object, object]:
        return getattr(self.before, name), getattr(self.after, name)

    # --- calendars --------------------------------------------------------------------------

    def _calendars(self) -> Iterator[LostField]:
        for key, calendar in self.before.calendars.items():
            other = self.after.calendars.get(key)
            if other is None:
                if key != ALL_HOURS:  # known without being written; activities tell if they lost it
                    yield LostField("calendar", key, "", key, "")
                continue
            yield from _calendar(key, calendar, other, self.years)

    def _is_same(self, one: Calendar, other: Calendar) -> bool:
        return one is other or self._days(one) == self._days(other)

    def _days(self, calendar: Calendar) -> object:
        """Laid out once; calendars live as long as their networks."""
        if id(calendar) not in self.laid_out:
            self.laid_out[id(calendar)] = week_and_special_days(calendar, self.years)
        return self.laid_out[id(calendar)]

    # --- activities -------------------------------------------------------------------------

    def _activities(self) -> Iterator[LostField]:
        for key, activity in self.before.activities.items():
            other = self.after.activities.get(key)
            if other is None:
                yield LostField("activity", key, "", activity.name or key, "")
                continue
            yield from self._calendar_of(activity, other)
            for name, value in _ACTIVITY.items():
                yield from _field("activity", key, name, value(activity), value(other))
            if activity.rests and activity.interruption == other.interruption:
                yield from _field("activity", key, "rests", activity.rests, other.rests)
        for key in self.after.activities.keys() - self.before.activities.keys():
            yield LostField("activity", key, "", "", self.after.activities[key].name or key)

    def _calendar_of(self, activity: Activity, other: Activity) -> Iterator[LostField]:
        if activity.calendar == other.calendar:
            return
        ours, theirs = self.before.calendar_of(activity), self.after.calendar_of(other)
        if not self._is_same(ours, theirs):
            names = activity.calendar or ours.name, other.calendar or theirs.name
            yield LostField("activity", activity.key, "calendar", *names)

    def _links(self) -> Iterator[LostField]:
        ours, theirs = (Counter(map(_link_text, each.links)) for each in (self.before, self.after))
        gone, come = ours - theirs, theirs - ours
        for ends, text in gone.elements():
            found = next((each for each in come if each[0] == ends), None)
            if found:
                come[found] -= 1
                come += Counter()  # drops what is down to nothing
            yield LostField("link", ends, "", text, found[1] if found else "")
        for ends, text in come.elements():
            yield LostField("link", ends, "", "", text)

    def _wbs(self) -> Iterator[LostField]:
        ours, theirs = (_wbs_names(each) for each in (self.before, self.after))
        for path, name in ours.items():
            yield from _field("wbs", path, "name", name, theirs.get(path))

    def _resources(self) -> Iterator[LostField]:
        for key, units in self.before.resources.items():
            yield from _field("resource", key, "units", units, self.after.resources.get(key))
        for key, calendar in self.before.resource_calendars.items():
            other = self.after.resource_calendars.get(key)
            if (
                other == calendar
                or other is None
                or not self._is_same(self.before.calendars[calendar], self.after.calendars[other])
            ):
                yield from _field("resource", key, "resource_calendar", calendar, other)


def _calendar(
    key: str, ours: Calendar, theirs: Calendar, years: tuple[int, ...]
) -> Iterator[LostField]:
    yield from _field(
        "calendar", key, "minutes_per_day", ours.minutes_per_day, theirs.minutes_per_day
    )
    week, days = week_and_special_days(ours, years)
    other_week, other_days = week_and_special_days(theirs, years)
    if week != other_week:
        yield LostField("calendar", key, "week", str(week), str(other_week))
    wrong = [
        day
        for day in sorted(days.keys() | other_days.keys())
        if days.get(day) != other_days.get(day)
    ]
    if wrong and week == other_week:
        yield LostField("calendar", key, "days", f"{len(wrong)}: {wrong[0]} …", "")
    kept = {change for change in theirs.changes if isinstance(change, Season)}
    for change in ours.changes:
        if isinstance(change, Season) and change not in kept:
            (first_month, first_day), (last_month, last_day) = change.first, change.last
            span = f"--{first_month:02}-{first_day:02}/--{last_month:02}-{last_day:02}"
            yield LostField("calendar", key, "season", span, f"{years[0]}–{years[-1]}")


def _remaining(activity: Activity) -> int:
    if activity.remaining is not None:
        return activity.remaining
    return 0 if activity.finished else activity.duration


def _getter(name: str) -> Callable[[Activity], object]:
    return lambda activity: getattr(activity, name)


# How each field is compared; the calendar is compared by its days.
_ACTIVITY: Final[Mapping[str, Callable[[Activity], object]]] = {
    **{
        each.name: _getter(each.name)
        for each in fields(Activity)
        if each.name not in ("key", "calendar", "rests")
    },
    "remaining": _remaining,
    "needs": lambda activity: {key: round(units, 6) for key, units in activity.needs.items()},
}


def _link_text(link: Link) -> tuple[str, str]:
    lag, calendar = str(link.lag), link.lag_calendar
    if link.lag_share is not None:
        lag = f"{link.lag_share:.4%}"
    elif not link.lag:
        calendar = None  # no time in any calendar
    return f"{link.before} → {link.after}", " ".join(
        filter(None, (link.kind.value, lag, calendar and f"@{calendar}"))
    )


def _wbs_names(network: Network) -> dict[str, str]:
    """A name for every node that is named or used; the plan itself is none."""
    paths = set(network.wbs_names) | {each.wbs for each in network.activities.values()}
    for path in list(paths):
        while path := above(path):
            paths.add(path)
    return {path: network.wbs_names.get(path) or last_name(path) for path in sorted(paths) if path}


def _field(thing: str, key: str, name: str, before: object, after: object) -> Iterator[LostField]:
    if before != after:
        yield LostField(thing, key, name, _text(before), _text(after))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Constraint):
        return f"{value.kind.value} {_text(value.on)}".strip()
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return str(value.value) if isinstance(value, Enum) else str(value)
