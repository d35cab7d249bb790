"""Setting from which total investment a project stands on which level, and taking it back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from django.db import transaction

from kaigong.accounts.models import User, Zone
from kaigong.audit.services import record
from kaigong.errors import KaigongError
from kaigong.portfolio.models import LevelThreshold
from kaigong.portfolio.selectors.sectors import last_act_on_levels, levels_subject

Names = tuple[str, str]  # in the zone's language, in English
Level = tuple[Decimal, Names]  # from which total investment, in the zone's currency unit


class ThresholdNotPositiveError(KaigongError):
    code = "portfolio.threshold-not-positive"
    zh = "「{name}」的起点要大于 0；请写金额，或把这一行清空。"
    en = "“{name}” must begin above 0; give an amount, or leave the line empty."


class SameThresholdError(KaigongError):
    code = "portfolio.same-threshold"
    zh = "「{one}」和「{other}」从同一个金额起算；两档只能留一档。"
    en = "“{one}” and “{other}” begin at the same amount; only one of the two can stay."


class LevelsChangedMeanwhileError(KaigongError):
    code = "portfolio.levels-changed-meanwhile"
    zh = "{year} 年的级别标准刚被别人改过；没有保存，请打开这一页再看一遍。"
    en = "The levels of {year} were changed meanwhile; nothing was saved. Open the page again."


class NothingToTakeBackError(KaigongError):
    code = "portfolio.nothing-to-take-back"
    zh = "{year} 年的级别标准没有可以撤销的改动。"
    en = "No change of the levels of {year} can be undone."


def mark_of_levels(levels: Sequence[Level]) -> str:
    """A mark of what a set says. Who saw another mark has not seen what is there now."""
    said = sorted((f"{amount:.2f}", *names) for amount, names in levels)
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]


def levels_set_in(zone: Zone, first_year: int) -> list[Level]:
    """The set that begins in a year, lowest first; none where an older one is still in force."""
    rows = LevelThreshold.objects.filter(zone=zone, first_year=first_year)
    return [(row.from_amount, (row.name, row.name_en)) for row in rows.order_by("from_amount")]


def check_levels(levels: Sequence[Level]) -> list[Level]:
    """The levels lowest first.

    Raises:
        ThresholdNotPositiveError, SameThresholdError: they make no ladder.
    """
    ladder = sorted(levels, key=lambda each: each[0])
    for amount, (name, _) in ladder:
        if amount <= 0:
            raise ThresholdNotPositiveError(name=name)
    for (low, (one, _)), (high, (other, _)) in pairwise(ladder):
        if low == high:
            raise SameThresholdError(one=one, other=other)
    return ladder


@transaction.atomic
def set_thresholds(
    zone: Zone,
    *,
    first_year: int,
    levels: Sequence[Level],
    by: User | None,
    seen: str | None = None,
) -> list[LevelThreshold]:
    """Set from which total investment a project stands on which level, from a year on.

    Args:
        levels: All of the year's set; none takes the year's set away, and the one before holds.
        seen: `mark_of_levels` of the set that the person had on the screen; none asks nothing.

    Raises:
        ThresholdNotPositiveError, SameThresholdError: the levels make no ladder.
        LevelsChangedMeanwhileError: somebody else set them after the person had looked.
    """
    ladder = check_levels(levels)
    Zone.objects.select_for_update().get(pk=zone.pk)  # two who save at once come one after another
    before = levels_set_in(zone, first_year)
    if seen is not None and seen != mark_of_levels(before):
        raise LevelsChangedMeanwhileError(year=first_year)
    made = _kept(zone, first_year, ladder)
    record(
        "portfolio.thresholds.set",
        by=by,
        zone=zone.slug,
        subject=levels_subject(first_year),
        before=_stated(before),
        after=_stated(ladder),
    )
    return made


def _kept(zone: Zone, first_year: int, ladder: Sequence[Level]) -> list[LevelThreshold]:
    """Rows that say the ladder. One that stays keeps its key: saved views of the ledger name it."""
    held = {
        row.from_amount: row
        for row in LevelThreshold.objects.filter(zone=zone, first_year=first_year)
    }
    made = []
    for amount, (zh, en) in ladder:
        row = held.pop(amount, None)
        if row is None:
            row = LevelThreshold(zone=zone, first_year=first_year, from_amount=amount)
        if (row.name, row.name_en) != (zh, en):
            row.name, row.name_en = zh, en
            row.save()
        made.append(row)
    for row in held.values():
        row.delete()
    return made


def _stated(levels: Sequence[Level]) -> list[list[str]]:
    return [[f"{amount:.2f}", zh, en] for amount, (zh, en) in levels]


@transaction.atomic
def take_back_thresholds(zone: Zone, *, first_year: int, by: User) -> list[LevelThreshold]:
    """Undo the last change of a year's levels; the change and its undoing both stay on record.

    Raises:
        NothingToTakeBackError: nothing was set, or the line is of a version that kept no before.
    """
    last = last_act_on_levels(zone, first_year)
    if last is None:
        raise NothingToTakeBackError(year=first_year)
    levels = [(Decimal(amount), (zh, en)) for amount, zh, en in last.facts["before"]]
    return set_thresholds(zone, first_year=first_year, levels=levels, by=by)
