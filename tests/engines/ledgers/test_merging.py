"""What a file would change, by cell and by row."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kaigong.engines.ledgers import (
    Day,
    LedgerRow,
    LedgerRows,
    LeftOut,
    Match,
    Withheld,
    compare,
    merged,
)
from kaigong.engines.ledgers.merging import OUTCOMES, same

values = st.one_of(
    st.none(),
    st.sampled_from(["甲", "乙", "a"]),
    st.integers(0, 3).map(Decimal),
    st.dates().map(Day),
    st.booleans(),
    st.just(Withheld("保密")),
)
records = st.dictionaries(st.sampled_from(["name", "total", "starts"]), values)


def rows_of(*values, left_out: tuple[LeftOut, ...] = ()):
    rows = tuple(LedgerRow(number, one, {}) for number, one in enumerate(values, start=2))
    return LedgerRows("表", len(rows) + len(left_out), rows, left_out, ())


def by_id(rows, *ids):
    return [
        Match(row.number, "code" if one else "new", one)
        for row, one in zip(rows.rows, ids, strict=True)
    ]


@given(values, values)
def test_whoever_moved_alone_is_followed(base, moved):
    assert merged(base, moved, base) == (moved, False)
    assert merged(base, base, moved) == (moved, False)


@given(values, values)
def test_two_who_moved_to_the_same_place_do_not_conflict(base, moved):
    assert merged(base, moved, moved) == (moved, False)


@given(values, values, values)
def test_a_conflict_is_one_from_both_sides(base, one, other):
    assert merged(base, one, other)[1] == merged(base, other, one)[1]


@given(values, values, values)
def test_without_a_conflict_the_order_of_merging_does_not_matter(base, one, other):
    value, is_conflict = merged(base, one, other)
    if not is_conflict:
        assert same(value, merged(base, other, one)[0])


@given(records, records, st.one_of(st.none(), records))
def test_after_applying_a_file_it_changes_nothing_more(theirs, ours, base):
    rows = rows_of(theirs)
    matches = by_id(rows, "p1")
    bases = None if base is None else {"p1": base}
    (first,) = compare(rows, {"p1": ours}, bases, matches=matches).outcomes
    applied = {**ours, **first.values}
    for cell in first.cells:
        if cell.outcome == "conflict":
            applied[cell.field] = cell.theirs
    (second,) = compare(rows, {"p1": applied}, bases, matches=matches).outcomes
    assert second.outcome == "unchanged"
    assert second.values == {}


@given(records)
def test_a_new_row_once_taken_is_unchanged(theirs):
    rows = rows_of(theirs)
    (new,) = compare(rows, {}, matches=by_id(rows, None)).outcomes
    assert new.outcome == "new"
    again = compare(rows, {"p9": new.values}, matches=by_id(rows, "p9"))
    assert again.counts["unchanged"] == 1


def test_a_three_way_merge_by_cell():
    base = {"name": "甲", "total": Decimal(1), "plan": Decimal(1), "leader": "王"}
    ours = {"name": "甲", "total": Decimal(2), "plan": Decimal(2), "leader": "王"}
    theirs = {"name": "甲", "total": Decimal(1), "plan": Decimal(3), "leader": None}
    rows = rows_of(theirs)
    (outcome,) = compare(rows, {"p": ours}, {"p": base}, matches=by_id(rows, "p")).outcomes
    assert outcome.outcome == "conflicting"
    found = {
        cell.field: (cell.outcome, cell.base, cell.ours, cell.theirs) for cell in outcome.cells
    }
    assert found == {
        "total": ("kept", Decimal(1), Decimal(2), Decimal(1)),
        "plan": ("conflict", Decimal(1), Decimal(2), Decimal(3)),
        "leader": ("change", "王", "王", None),
    }
    assert outcome.values == {"leader": None}


def test_without_a_base_a_blank_cell_erases_nothing():
    rows = rows_of({"name": "甲", "total": None})
    dry_run = compare(rows, {"p": {"name": "甲", "total": Decimal(5)}}, matches=by_id(rows, "p"))
    assert dry_run.counts["unchanged"] == 1


def test_the_counts_add_up_to_all_rows():
    rows = LedgerRows(
        "表",
        6,
        (
            LedgerRow(2, {"name": "甲"}, {}),
            LedgerRow(3, {"name": "乙"}, {}),
            LedgerRow(4, {}, {}, is_rejected=True, is_unusable=True),
            LedgerRow(5, {"name": "丙"}, {}, is_rejected=True),
            LedgerRow(6, {"name": "丁"}, {}),
        ),
        (LeftOut(7, "total", "", "合计"),),
        (),
    )
    matches = [
        Match(2, "new"),
        Match(3, "code", "p"),
        Match(4, "unnamed"),
        Match(5, "new"),
        Match(6, "likely", None, (("p", 0.9),)),
    ]
    dry_run = compare(rows, {"p": {"name": "乙"}}, matches=matches)
    assert dry_run.counts == {
        "rows": 6,
        "new": 1,
        "changed": 0,
        "unchanged": 1,
        "conflicting": 0,
        "rejected": 3,
        "left_out": 1,
    }
    assert sum(dry_run.counts[one] for one in OUTCOMES) == dry_run.rows
    assert [fault.code for fault in dry_run.faults] == ["ledgers.identity-unsure"]
    with_faulty = compare(rows, {"p": {"name": "乙"}}, matches=matches, takes_faulty_rows=True)
    assert with_faulty.counts["new"] == 2
