"""XER as it comes: encodings of many machines, broken tables, cells that make no sense."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaigong.engines.scheduling import Shift
from kaigong.engines.scheduling.files import (
    NoStartError,
    UnreadableCellError,
    flaw_of,
    read_xer,
)
from kaigong.engines.scheduling.files.encodings import decoded
from kaigong.engines.scheduling.files.xer_calendars import calendar_text, week_and_days
from kaigong.errors import KaigongError
from tests.engines.scheduling.files.archives import plans

SMALL = """ERMHDR\t20.12\t2026-03-01\tProject\tA\tA\tdb\tProject Management\tCNY
%T\tCALENDAR
%F\tclndr_id\tdefault_flag\tclndr_name\tclndr_data\tday_hr_cnt
%R\t1\tY\t5x8\t(0||CalendarData()((0||DaysOfWeek()((0||1()())(0||2()((0||0(s|08:00|f|16:00)())))(0||3()((0||0(s|08:00|f|16:00)())))(0||4()())(0||5()())(0||6()())(0||7()())))(0||Exceptions()((0||0(d|46067)((0||0(s|08:00|f|12:00)())))))))\t8
%T\tPROJECT
%F\tproj_id\tproj_short_name\tlast_recalc_date\tplan_start_date\tclndr_id
%R\t7\tP\t2026-03-02 08:00\t2026-03-02 08:00\t1
%T\tTASK
%F\ttask_id\tproj_id\tclndr_id\ttask_code\ttask_name\ttask_type\ttarget_drtn_hr_cnt\tcstr_date
%R\t1\t7\t1\tA10\t桩基 “é”\tTT_Task\t40\t
%R\t2\t7\t1\tA20\tраствор
%R\t3\t7\t9\tA20\tx\tTT_FinMile\t8\t
%T\tTASKPRED
%F\ttask_id\tpred_task_id\tpred_type\tlag_hr_cnt
%R\t2\t1\tPR_SS\t-1,5
%R\t2\t99\tPR_FS\t0
%E
"""


def with_cell(old: str, new: str) -> bytes:
    assert old in SMALL
    return SMALL.replace(old, new, 1).encode()


def test_short_rows_double_codes_and_links_to_nowhere_are_put_right_and_told():
    file = read_xer(SMALL.encode())
    network = file.projects[0].network
    assert list(network.activities) == ["A10", "A20", "A20~2"]
    assert network.activities["A10"].duration == 40 * 60
    assert network.activities["A20~2"].calendar is None  # there is no calendar 9
    assert [(link.before, link.after, link.lag) for link in network.links] == [("A10", "A20", -90)]
    told = " ".join(remark.in_language("en") for remark in file.remarks)
    assert "TASK, line 12: the code “A20” is used twice" in told
    assert "TASKPRED, line 16: a link to an activity that is not in the file" in told


def test_a_day_apart_can_be_worked():
    calendar = read_xer(SMALL.encode()).projects[0].network.calendar
    assert calendar.changes[0].first == date(2026, 2, 14)  # a Saturday
    assert calendar.changes[0].shifts == (Shift(480, 720),)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(line_end):
    assert len(read_xer(SMALL.replace("\n", line_end).encode()).projects[0].network.activities) == 3


def test_a_name_may_go_on_in_the_next_line():
    file = read_xer(with_cell("A10\t桩基 “é”", "A10\t桩基\n\n二期"))
    assert file.projects[0].network.activities["A10"].name == "桩基\n\n二期"
    assert file.projects[0].network.activities["A10"].duration == 40 * 60


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("TT_Task\t40", "TT_Task\tforty", "Table TASK, line 10: target_drtn_hr_cnt says “forty”"),
        ("TT_Task\t40", "TT_Task\tnan", "Table TASK, line 10: target_drtn_hr_cnt says “nan”"),
        ("TT_Task\t40\t", "TT_Task\t40\t31.12.", "Table TASK, line 10: cstr_date says “31.12.”"),
        ("PR_SS\t-1,5", "PR_SS\t?", "Table TASKPRED, line 15: lag_hr_cnt says “?”"),
        ("2026-03-02 08:00\t", "soon\t", "Table PROJECT, line 7: last_recalc_date says “soon”"),
    ],
)
def test_a_cell_that_makes_no_sense_is_named_with_table_and_line(old, new, said):
    with pytest.raises(UnreadableCellError) as raised:
        read_xer(with_cell(old, new))
    assert said in raised.value.in_language("en")
    assert "行" in raised.value.in_language("zh")


def test_a_project_without_any_date_is_named():
    with pytest.raises(NoStartError, match="“P”"):
        read_xer(with_cell("2026-03-02 08:00\t2026-03-02 08:00", "\t"))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("混凝土浇筑与养护；钢筋绑扎（二标段）", "gb18030"),
        ("Бетонирование фундамента и монтаж", "cp1251"),
        ("Résumé: Straße, Gründung, façade “façon”", "cp1252"),
        ("桩基 раствор é", "utf-8"),
        ("plain", "utf-8"),
    ],
)
def test_the_encoding_is_found_from_the_letters(text, encoding):
    content = with_cell("桩基 “é”", text).replace("раствор".encode(), b"x").decode()
    assert decoded(content.encode(encoding)) == (content, encoding)


def test_bytes_of_no_encoding_are_kept():
    content = SMALL.encode("utf-8").replace("桩基".encode(), b"\x81\x8d")
    text, encoding = decoded(content)
    assert text.encode(encoding, "surrogateescape") == content


@pytest.mark.parametrize("odd", ["²", "9" * 5000, "-1", "x"])
def test_odd_numbers_in_a_calendar_are_passed_over(odd):
    week, days = week_and_days(
        f"(0||CalendarData()((0||DaysOfWeek()((0||{odd}()((0||0(s|{odd}:00|f|16:00)())))"
        f"(0||2()((0||0(s|08:00|f|16:00)())))))(0||Exceptions()((0||0(d|{odd})())))))"
    )
    assert week[0] == (Shift(480, 960),)
    assert days == {}


def test_the_calendar_in_brackets_is_written_as_it_is_read():
    week = ((Shift(0, 1440),), (Shift(480, 720), Shift(780, 1020)), (), (), (), (), (Shift(1, 2),))
    days = {date(2026, 2, 14): (Shift(1320, 1440),), date(2026, 10, 1): ()}
    assert week_and_days(calendar_text(week, days)) == (week, days)


@settings(max_examples=60)
@given(st.binary(max_size=300), st.integers(0, len(SMALL.encode())))
def test_whatever_comes_is_read_or_refused_in_words(junk, cut):
    content = SMALL.encode()
    for broken in (junk, content[:cut] + junk + content[cut:], content[:cut]):
        with suppress(KaigongError):
            read_xer(broken)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("ERMHDR\t8.0\nDear Sir,\nenclosed our plan\n", "no-xer-table", "2"),
        ("ERMHDR\t8.0\n", "no-xer-table", "1"),
        (SMALL.replace("\t", "    "), "no-xer-table", "2"),
        (SMALL.partition("%T\tTASK\n")[0], "cut-xer", "7"),
        (SMALL.partition("%F\tproj_id")[0], "cut-xer", "5"),
        (SMALL.partition("%F\ttask_id")[0] + "%R\t1\t7\n%E\n", "unread-xer-rows", "9"),
        (SMALL.replace("\tPROJECT", "\tOTHER"), "missing-xer-table", "PROJECT"),
        (SMALL.replace("%F\tproj_id\t", "%F\tproject\t"), "missing-xer-field", "5"),
        (
            SMALL.replace("%R\t7\tP", "%R\t8\tP").replace("%R\t2\t7", "%R\t2\t6"),
            "stray-xer-work",
            "10",
        ),
        (SMALL.partition("%T\tTASK\n")[0] + "%E\n", "", ""),
    ],
)
def test_where_nothing_to_plan_is_found_the_text_is_told_to_be_broken_and_where(
    text: str, code: str, place: str
) -> None:
    flaw = flaw_of(text.encode(), name="a.xer")
    assert (flaw.code if flaw else "") == (f"scheduling.{code}" if code else "")
    for language in ("zh", "en") if flaw else ():
        assert place in flaw.in_language(language)
        assert "a.xer" in flaw.in_language(language)


def test_a_file_that_is_cut_short_or_has_rows_without_fields_says_so_while_reading() -> None:
    cut = read_xer(SMALL.partition("%T\tTASKPRED")[0].encode())
    assert len(cut.projects[0].network.activities) == 3
    assert [each.in_language("en") for each in cut.remarks if "breaks off" in each.en] == [
        "The file breaks off at line 12 (table TASK), without the %E at its end:"
        " what came behind it is missing; export it again."
    ]
    second = "%T\tTASK\n%F\ttask_id\tproj_id\n%R\t4\t7\n%R\t5\t7\n%T\tTASKPRED"
    other = read_xer(with_cell("%T\tTASKPRED", second))
    assert any("TASK 表从第 15 行起的 2 行没有读入" in each.zh for each in other.remarks)
    assert not any("breaks off" in each.en for each in read_xer(SMALL.encode()).remarks)


@given(st.integers(0, len(SMALL)))
def test_wherever_it_is_cut_a_plan_is_read_or_a_reason_is_told(length: int) -> None:
    content = SMALL[:length].encode()
    try:
        file = read_xer(content)
    except KaigongError:
        return
    has_work = any(each.network.activities for each in file.projects)
    assert has_work or flaw_of(content, name="a.xer") is not None


@pytest.mark.shared_data
def test_every_real_file_cut_short_is_read_or_refused_in_words(shared_data):
    for content in plans(shared_data, "12.xer", "8.4.xer", "1251.xer").values():
        for part in range(1, 12):
            with suppress(KaigongError):
                read_xer(content[: len(content) * part // 12])


def test_reading_changes_nothing_and_gives_the_same_again():
    content = SMALL.encode()
    first, second = read_xer(content), read_xer(content)
    assert first.projects[0].network.activities == second.projects[0].network.activities
    assert first.content == content
    assert first.projects[0].network.start == datetime.fromisoformat("2026-03-02 08:00")
