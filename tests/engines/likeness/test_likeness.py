"""Which short reports tell the same matter: labelled pairs, a slow reference, laws."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.ledgers.folding import half_width, simplified
from kaigong.engines.likeness import Report, alike

# Written down by hand before the weights were set: as offices and firms put it in chat groups.
SAME = [
    ("施工用电未接通", "工地还没有接通施工用电"),
    ("临时变压器没有到位", "变压器未到位，无法施工"),
    ("施工用電未接通", "施工用电未接通"),
    ("3号地块西侧没有临时用水", "三号地块西侧临时用水未接"),
    ("项目西门道路积水严重，车辆进不去", "西门道路积水"),
    ("No construction power at the west gate", "construction power is missing at west gate"),
    ("２＃楼塔吊被高压线挡住", "2号楼塔吊受高压线影响"),
    ("10kV专线没送电", "10 kV 专线承诺 3-20 送电，今日仍未送电"),
    ("渣土车夜间不能出场", "夜间渣土车出不了场"),
    ("施工许可证卡在消防审查", "消防审查未过，施工许可证办不下来"),
    ("没有电，工地停工", "工地停电停工"),
    ("transformer not delivered", "The transformer has not been delivered yet"),
]
OTHER = [
    ("3号地块没有临时用水", "5号地块没有临时用水"),
    ("施工用电未接通", "电费单价与合同不符"),
    ("西门道路积水", "东侧围挡被风吹倒"),
    ("一期桩基检测报告没出", "二期桩基检测报告没出"),
    ("临时变压器没有到位", "高压线迁改需要停电一天"),
    ("No construction power at the west gate", "Crane permit has expired"),
    ("2号楼塔吊被高压线挡住", "6号楼塔吊被高压线挡住"),
    ("十二号楼外架未拆", "十一号楼外架未拆"),
    ("transformer not delivered", "Electricity meter reading is wrong"),
    ("消防审查未过", "人防审查资料要补一份图"),
    ("道路开口未批", "道路照明未装"),
]
POOL = [Report(text) for pair in OTHER for text in pair]


def fold(text: str) -> str:
    return simplified(half_width(text))


def likeness(one: str, other: str) -> float:
    """Among the texts of a project, as it is used."""
    known = [Report(other), *(each for each in POOL if each.text not in {one, other})]
    found = alike(Report(one), known, fold=fold, least=0.0, most=len(known))
    return next((each.likeness for each in found if each.at == 0), 0.0)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_matter_in_other_words_is_found(one: str, other: str) -> None:
    assert likeness(one, other) >= 0.33
    assert likeness(other, one) >= 0.33


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_matter_is_not_taken_for_it(one: str, other: str) -> None:
    assert likeness(one, other) < 0.33


def test_near_places_bring_reports_together_and_far_ones_apart() -> None:
    here = Report("道路积水，车进不去", point=(125.45, 43.80))
    other = Report("门口积水", point=(125.45, 43.80))
    far = replace(other, point=(125.48, 43.80))  # 2.4 km to the east
    nowhere = replace(other, point=None)
    near, silent, apart = (
        alike(here, [each], fold=fold, least=0.0)[0].likeness for each in (other, nowhere, far)
    )
    assert near > silent > apart
    assert apart == pytest.approx(silent / 2)


def test_the_most_alike_come_first_and_no_more_than_asked_for() -> None:
    known = [Report("施工用电未接通，3 号门"), Report("施工用电未接通"), Report("施工用电")]
    found = alike(Report("施工用电未接通"), known, fold=fold, most=2)
    assert [each.at for each in found] == [1, 0]
    assert found[0].likeness == pytest.approx(1.0)


@pytest.mark.parametrize("text", ["", "，。！", "the", "了"])
def test_what_says_nothing_is_like_nothing(text: str) -> None:
    assert alike(Report(text), POOL, fold=fold) == ()
    assert alike(POOL[0], [Report(text)], fold=fold) == ()


HAN = "用水用电道路围挡未接通西门"
reports = st.lists(
    st.sampled_from([*HAN, "3号", "5号楼", "gate", "power", "10kv ", " ", "，"]), max_size=9
).map("".join)


def slow_features(text: str) -> dict[str, float]:
    """The features again, letter by letter, of texts made of the signs above."""
    out: dict[str, float] = {}
    kept = re.sub(r"\d+(号|kv)?", lambda m: "号" if m[1] == "号" else " ", text)
    for number, kind in re.findall(r"(\d+)(号|kv)?", text):
        out[number + kind] = 2.0
    for at, sign in enumerate(kept):
        if "\u3400" <= sign <= "\u9fff":
            out[sign] = 0.5
            if at + 1 < len(kept) and "\u3400" <= kept[at + 1] <= "\u9fff":
                out[sign + kept[at + 1]] = 1.0
    for word in re.findall("[a-z]+", kept):
        padded = f"_{word}_"
        for at in range(len(padded) - 2):
            out[padded[at] + padded[at + 1] + padded[at + 2]] = 0.6
    return out


def slow_likeness(asked: str, known: list[str]) -> list[float]:
    texts = [slow_features(text) for text in (asked, *known)]

    def rare(key: str) -> float:
        return math.log(1 + len(texts) / sum(key in each for each in texts))

    scores = []
    for text, other in zip(known, texts[1:], strict=True):
        mine = texts[0]
        shared = sum(mine[key] * rare(key) for key in mine if key in other)
        one = sum(mine[key] * rare(key) for key in mine)
        two = sum(other[key] * rare(key) for key in other)
        score = (shared / (one + two - shared) + shared / min(one, two)) / 2 if shared else 0.0
        named = [set(re.findall(r"(\d)号", each)) for each in (asked, text)]
        scores.append(score * 0.4 if all(named) and not named[0] & named[1] else score)
    return scores


@given(reports, st.lists(reports, min_size=1, max_size=5))
def test_it_equals_the_slow_reference(asked: str, known: list[str]) -> None:
    found = alike(Report(asked), [Report(each) for each in known], fold=fold, least=0.0, most=9)
    got = {each.at: each.likeness for each in found}
    for at, score in enumerate(slow_likeness(fold(asked), [fold(each) for each in known])):
        assert got.get(at, 0.0) == pytest.approx(score, abs=1e-9)


@given(reports, reports)
def test_it_goes_both_ways_and_lies_between_nothing_and_one(one: str, other: str) -> None:
    there = alike(Report(one), [Report(other)], fold=fold, least=0.0)
    back = alike(Report(other), [Report(one)], fold=fold, least=0.0)
    assert [each.likeness for each in there] == pytest.approx([each.likeness for each in back])
    assert all(0.0 < each.likeness <= 1.0 for each in there)
