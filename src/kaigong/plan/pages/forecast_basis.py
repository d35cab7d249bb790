"""What a forecast rests on, in words: what was learned, and what is assumed."""

from __future__ import annotations

from collections.abc import Mapping

from kaigong.engines.waiting import LEAST
from kaigong.engines.waiting import Basis as WhereFrom
from kaigong.plan.assumptions import Assumptions
from kaigong.plan.models import Trade
from kaigong.wording import said


def learned_words(learned: Mapping[str, object], given: Assumptions) -> list[str]:
    """What was learned from the zone's own record, and where it was too little."""

    def pair(name: str) -> tuple[int, int]:
        found = learned.get(name) or [0, 0]
        return int(found[0]), int(found[1])  # type: ignore[index]  # kept as JSON

    lines = []
    paces = learned.get("paces") or {}
    count, mean = paces.get("") or [0, 1.0]  # type: ignore[attr-defined]  # kept as JSON
    lines.append(
        said(
            f"进度：{count} 个项目至今完成 ÷ 同期月计划 = {mean:.2f}；"
            f"产业满 {given.least_paces} 个项目的用本产业的",
            f"Pace: done over monthly plan of {count} projects so far is {mean:.2f}; a sector with"
            f" {given.least_paces} projects or more has its own",
        )
    )
    ranges = learned.get("ranges")
    if isinstance(ranges, dict):
        step, trade, none = (ranges.get(each.value, 0) for each in WhereFrom)
        lines.append(
            said(
                f"工期范围：{step} 项工作按本工序学得，{trade} 项按同类别，{none} 项用假定；"
                f"满 {LEAST} 例才用",
                f"Ranges of durations: {step} activities by what is done of their step, {trade} of "
                f"their trade, {none} assumed; from {LEAST} cases on",
            )
        )
    if linked := learned.get("linked"):
        lines.append(
            said(
                f"{linked} 个项目的计划互相等待，放在一张网里演：一处拖期会传过去",
                f"{linked} projects whose plans wait for each other are played as one network: a "
                "delay goes on",
            )
        )
    promised, asked, unknown = (learned.get(name) for name in ("promises", "asked", "unknown"))
    if promised:
        lines.append(
            said(
                f"{promised} 项开工要素已承诺、未到位：到位之前不开工",
                f"{promised} start-up conditions are promised and not there: no start before they "
                "are",
            )
        )
    if asked:
        lines.append(
            said(
                f"{asked} 项开工要素已提请、未承诺：按同类要素以往用的天数",
                f"{asked} start-up conditions are asked and not promised: as long as their kind "
                "took",
            )
        )
    if unknown:
        lines.append(
            said(
                f"{unknown} 项开工要素没有可用的日子，未计入",
                f"{unknown} start-up conditions have no day to reckon with and are not counted",
            )
        )
    for name, zh, en in (
        ("closes", "解决问题的天数", "Days to solve an issue"),
        ("starts", "开工晚于计划的天数", "Days a start comes late"),
        ("completions", "竣工晚于计划的天数", "Days a completion comes late"),
        ("kept", "开工要素晚于承诺的天数", "Days a promised start-up condition comes late"),
    ):
        seen, closed = pair(name)
        if closed >= given.least:
            lines.append(
                said(
                    f"{zh}：从 {seen} 例学得，{closed} 例已了结",
                    f"{en}: from {seen}, {closed} over",
                )
            )
        else:
            lines.append(
                said(
                    f"{zh}：只有 {closed} 例已了结，不足 {given.least} 例，用假定",
                    f"{en}: only {closed} over, below {given.least}, so it is assumed",
                )
            )
    return lines


def assumed_rows(given: Assumptions) -> list[tuple[str, str]]:
    """What is taken for granted, with its numbers."""
    factors = [
        (
            said(
                f"余下工期的倍数（未学得时）：{Trade(trade).label}",
                f"Factor on what is left (if not learned): {trade}",
            ),
            f"{each.low:g} / {each.mode:g} / {each.high:g}",
        )
        for trade, each in given.factors.items()
    ]
    driver = given.driver
    names = {
        "grave": said("严重", "grave"),
        "serious": said("较重", "serious"),
        "ordinary": said("一般", "ordinary"),
    }
    return [
        *factors,
        (
            said("全项目共同的倍数", "Factor that a whole project shares"),
            f"{driver.low:g} / {driver.mode:g} / {driver.high:g}",
        ),
        *(
            (
                said(f"问题使工作停下的可能：{names[key]}", f"Chance an issue stops work: {key}"),
                f"{chance:.0%}",
            )
            for key, chance in given.stops.items()
        ),
        (
            said("开工晚到的中位天数（不足时）", "Median days a start is late (if not learned)"),
            f"{given.start_median_days:g}",
        ),
        (
            said(
                "竣工晚到的中位天数（不足时）", "Median days a completion is late (if not learned)"
            ),
            f"{given.completion_median_days:g}",
        ),
        (
            said("承诺的开工要素（不足时）", "Promised start-up conditions (if not learned)"),
            said("按承诺日到位", "there on their days"),
        ),
    ]
