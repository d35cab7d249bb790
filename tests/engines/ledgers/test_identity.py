"""Which project a row is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.ledgers import NEW, KnownProject, LedgerRow, fold_name, identify

BASE = "长发智慧城市产业基地"


def a_row(number: int, **values: str):
    return LedgerRow(number, values, {})


@pytest.mark.parametrize(
    "written",
    [
        "长髮智慧城市産業基地",
        "長發智慧城市產業基地",
        "长发 智慧城市（产业基地）",
        "长发智慧城市产业基地项目",
        "长发智慧城市产业基地建设项目",
        "长发智慧城市产业基地　",
    ],
)
def test_one_name_in_many_spellings_is_one_project(written):
    (match,) = identify([a_row(2, name=written)], [KnownProject("p1", "", (BASE,))])
    assert (match.by, match.id) == ("name", "p1")


def test_variants_of_one_character_meet():
    assert fold_name("凈月潭") == fold_name("淨月潭") == fold_name("净月潭")


@given(st.text(max_size=40))
def test_folding_a_folded_name_changes_nothing(name):
    assert fold_name(fold_name(name)) == fold_name(name)


def test_a_code_goes_before_a_name_and_an_earlier_name_still_leads_home():
    known = [KnownProject("p1", "A-1", ("新名", "旧名")), KnownProject("p2", "A-2", ("乙路",))]
    rows = [a_row(2, code="a-2", name="乙路改名后"), a_row(3, name="旧名")]
    assert [(m.by, m.id) for m in identify(rows, known)] == [("code", "p2"), ("alias", "p1")]


def test_a_code_and_a_name_of_two_projects_are_a_question():
    known = [KnownProject("p1", "A-1", ("甲路",)), KnownProject("p2", "A-2", ("乙路",))]
    (match,) = identify([a_row(2, code="A-1", name="乙路")], known)
    assert match.by == "likely"
    assert {one for one, _ in match.candidates} == {"p1", "p2"}


def test_a_name_that_is_merely_alike_is_a_question_and_an_answer_settles_it():
    known = [KnownProject("p1", "", ("福祉大路快速化改造",))]
    row = a_row(7, name="福祉大道快速化改造")
    (match,) = identify([row], known)
    assert (match.by, match.id, match.candidates[0][0]) == ("likely", None, "p1")
    assert identify([row], known, answers={7: "p1"})[0].id == "p1"
    assert identify([row], known, answers={7: NEW})[0].id is None


@pytest.mark.parametrize(
    ("one", "other"),
    [("健康城一期", "健康城二期"), ("市政道路3标段工程项目", "市政道路4标段工程项目")],
)
def test_another_phase_is_another_project(one, other):
    (match,) = identify([a_row(2, name=other)], [KnownProject("p1", "", (one,))])
    assert match.by == "new"


def test_two_rows_never_become_one_project_in_silence():
    rows = [a_row(2, name=BASE), a_row(3, name=f"{BASE}项目")]
    first, second = identify(rows, [KnownProject("p1", "", (BASE,))])
    assert first.id == "p1"
    assert (second.by, second.id) == ("likely", None)


def test_the_same_name_under_another_code_is_a_question_and_a_like_one_is_another_project():
    known = [KnownProject("p1", "A-1", ("福祉大路快速化改造",))]
    same, alike = identify(
        [
            a_row(2, code="A-9", name="福祉大路快速化改造"),
            a_row(3, code="A-8", name="福祉大道快速化改造"),
        ],
        known,
    )
    assert (same.by, alike.by) == ("likely", "new")


def test_a_row_without_code_and_name_is_nobody():
    assert identify([a_row(2)], [])[0].by == "unnamed"


def test_a_crowd_of_names_with_a_common_word_hides_no_likely_one():
    """Seen on GMPP: which twelve names were compared once hung on the order of a set."""
    crowd = [f"{letter * 3} Transformation Programme" for letter in "abcdefghijklmnopqrstuvw"]
    names = [*crowd, "HR Transformation Programmes", "Housing Transformation Scheme"]
    known = [KnownProject(f"p{place}", "", (name,)) for place, name in enumerate(names)]
    row = a_row(2, name="HRS Transformation Programme")
    (match,) = identify([row], known)
    assert match.by == "likely"
    assert f"p{len(crowd)}" in {one for one, _ in match.candidates}
    assert identify([row], known[::-1]) == (match,)
