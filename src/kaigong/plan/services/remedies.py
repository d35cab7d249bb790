"""A way to win days is accepted: its measures become changes of the plan, as one edit."""

from __future__ import annotations

from collections.abc import Sequence

from kaigong.engines.scheduling import Calendar
from kaigong.engines.scheduling.remedies import Measure, network_hastened
from kaigong.engines.scheduling.remedies.hastened_calendars import hastened_calendar
from kaigong.plan.calendar_words import changes_in_words, week_in_words
from kaigong.plan.calendars import with_changes
from kaigong.plan.drafting import redrawing
from kaigong.plan.drafts import Draft
from kaigong.plan.errors import MeasureGoneError
from kaigong.plan.models import WorkCalendar
from kaigong.plan.remedies import hours_of, measure_words, offers_of, word_of
from kaigong.plan.selectors.plans import OpenPlan
from kaigong.plan.services.file_calendars import own_calendar


def accept_remedy(
    opened: OpenPlan, words: Sequence[str], *, seen_version: int | None = None
) -> None:
    """Put the measures of one way into a plan, so that its dates are those that were promised.

    More crews make an activity shorter, an overlap gives what follows a lead, a second shift and
    winter works give it a calendar of its own. The edit names them and what they cost.

    Args:
        words: Of the measures, as `word_of` tells them.

    Raises:
        MeasureGoneError: the plan as it stands does not offer one of them; nothing was kept.
        PlanChangedMeanwhileError: somebody changed the same rows since.
    """
    offers = {word_of(each): each for each in offers_of(opened.schedule, opened.work)}
    if not words or not set(words) <= offers.keys():
        raise MeasureGoneError(project=opened.project)
    measures = [offers[word] for word in words]
    with redrawing(
        opened.plan,
        standing=opened.standing,
        verb="hasten",
        seen_version=seen_version,
        words=_told(opened, measures),
    ) as draft:
        _take(opened, draft, measures)


def _told(opened: OpenPlan, measures: Sequence[Measure]) -> tuple[str, str]:
    """What is done and what it costs, for whoever reads the edits, in both languages."""
    rows = {row.key: row for row in opened.work}
    chinese, english = [], []
    for each in measures:
        row, (zh, en) = rows[each.key], measure_words(opened.schedule, each)
        chinese.append(f"{row.name} {zh}")
        english.append(f"{row.name_en or row.name}: {en}")
    cost = f"{sum(each.cost for each in measures):.1f}"
    surcharge = f"（加价约 {cost} 个工作日的费用）"
    surcharge_en = f" (surcharge {cost} working days' cost)"
    return (
        f"{'；'.join(chinese)[: 300 - len(surcharge)]}{surcharge}",
        f"{'; '.join(english)[: 300 - len(surcharge_en)]}{surcharge_en}",
    )


def _take(opened: OpenPlan, draft: Draft, measures: Sequence[Measure]) -> None:
    made = network_hastened(opened.network, measures)
    for key in dict.fromkeys(each.key for each in measures):
        row, activity = draft.activity(key), made.activities[key]
        row.duration, row.remaining = activity.duration, activity.remaining
        its = [each for each in measures if each.key == key]
        if any(each.through_winter or each.shift for each in its):
            row.calendar_id = _calendar(opened, row.calendar_id or draft.plan.calendar_id, its)
    for link in made.links:
        ends = link.before, link.after, link.kind.value
        if ends in draft.links and link.before in {each.key for each in measures}:
            draft.links[ends] = link.lag


def _calendar(opened: OpenPlan, number: int, measures: Sequence[Measure]) -> int:
    """The plan's own calendar that works more than another; one that it has is taken again."""
    kept = WorkCalendar.objects.get(pk=number)
    winter = any(each.through_winter for each in measures)
    shifted = next((each for each in measures if each.shift), None)
    calendar = hastened_calendar(
        with_changes(Calendar.weekly(kept.week), kept.changes),
        winter=winter,
        shift=shifted.shift if shifted else None,
    )
    said_so = {"week": week_in_words(calendar), "changes": changes_in_words(calendar)}
    zh = [kept.name, *(["冬季不停工"] if winter else [])]
    en = [kept.name_en or kept.name, *(["through the winter"] if winter else [])]
    if shifted:
        zh.append(f"第二班 {hours_of(shifted)}")
        en.append(f"second shift {hours_of(shifted)}")
    # Another calendar may work the same hours; the name says whose work it is for.
    same = WorkCalendar.objects.filter(
        sub_plan=opened.plan, name=" · ".join(zh), follows_notices=kept.follows_notices, **said_so
    ).first()
    if same is not None:
        return same.pk
    return own_calendar(
        opened.plan,
        name=" · ".join(zh),
        name_en=" · ".join(en),
        follows_notices=kept.follows_notices,
        **said_so,
    )
