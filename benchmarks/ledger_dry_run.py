"""The dry run of a large ledger, against pandas + openpyxl and the same checks row by row.

Run: python -m benchmarks.ledger_dry_run [--rows 10000] [--json]

Both sides get the same workbook (merged three-row header, groups, sums, about one fault in 40 rows)
and have to come to the same number of projects, faults and changed cells: otherwise this fails.
The peer is how such an import is usually written: `pandas.read_excel` with openpyxl, then one loop
over rows and columns. It is told the header, the units and the field of each column; our side has
to find all of this. Each side runs in a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

WIDTH = 60
PLAIN = ("项目名称", "项目编码", "建设性质", "建设内容", "责任单位", "包保领导")
KINDS = ("新建", "续建", "复工", "储备")
OFFICES = tuple(
    f"{name}局" for name in ("住建", "招商", "发改", "工信", "文旅", "商务", "水务", "规划")
)


def ledger_workbook(rows: int) -> bytes:
    """A ledger of `rows` projects x 60 columns with a merged header of three rows."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet("项目大表")
    page.merge_range(0, 0, 0, WIDTH - 1, "2021年重点项目大表")
    page.merge_range(1, 0, 1, WIDTH - 1, "单位：万元")
    headings = ["序号", *PLAIN, "开工时间", "竣工时间", "总投资", "年度计划投资", "本月完成投资"]
    headings += ["累计完成投资", "完成率"]
    for column, heading in enumerate(headings):
        page.merge_range(2, column, 4, column, heading)
    page.merge_range(2, len(headings), 2, WIDTH - 1, "分月情况")
    for column in range(len(headings), WIDTH):
        if (column - len(headings)) % 2 == 0 and column + 1 < WIDTH:
            page.merge_range(3, column, 3, column + 1, f"第{(column - len(headings)) // 2 + 1}期")
        page.write(4, column, "计划" if (column - len(headings)) % 2 == 0 else "完成")
    for number in range(rows):
        page.write_row(5 + number, 0, _project(number))
    last = 5 + rows
    page.merge_range(last, 0, last, 3, "合计")
    for column in (9, *range(11, 12), *range(len(headings), WIDTH)):
        cells = (_project(number)[column] for number in range(rows))
        page.write(last, column, sum(cell for cell in cells if not isinstance(cell, str)))
    book.close()
    return stream.getvalue()


def _total(number: int) -> int:
    return 1000 + number * 7 % 90000


def _project(number: int) -> list[Any]:
    total = _total(number)
    month = number % 37 + 1
    start = f"{2018 + number % 4}年{number % 12 + 1}月"
    if number % 53 == 5:
        start = "已开工"
    end = ["2023年底", "2022.7.30", "2024年6月底前", "2023-10"][number % 4]
    share: float | str = round(number % 100 / 100, 2)
    done: float | str = month * 3
    if number % 97 == 3:
        done = month / 2
    row: list[Any] = [
        number + 1,
        f"第{number}号产业园建设项目",
        f"JY-{number:06d}",
        KINDS[number % 4] if number % 89 != 7 else "改建？",
        f"建设标准厂房 {number % 300 + 1} 栋及配套",
        OFFICES[number % 8],
        f"领导{number % 12}",
        start,
        end,
        total if number % 71 != 9 else f"{total}万元左右x",
        f"{total // 3:,}" if number % 5 == 0 else total // 3,
        month,
        done,
        share,
    ]
    row += [(number * (column + 3)) % 900 / 4 for column in range(WIDTH - len(row))]
    return row


def ledger_fields() -> tuple[Any, ...]:
    from kaigong.engines.ledgers import Choice, Field

    choices = tuple(Choice(key, key, key) for key in KINDS)
    periods = tuple(
        Field(f"{kind}_{period}", f"分月情况第{period}期{zh}", f"{kind} {period}", "amount")
        for period in range(1, 24)
        for kind, zh in (("plan", "计划"), ("done", "完成"))
    )
    return (
        Field("name", "项目名称", "Name", "name", is_required=True, is_unique=True),
        Field("code", "项目编码", "Code", "code", is_unique=True),
        Field("kind", "建设性质", "Kind", "choice", choices=choices),
        Field("content", "建设内容", "Content", "text"),
        Field("office", "责任单位", "Office", "organisation"),
        Field("leader", "包保领导", "Leader", "person"),
        Field("starts_on", "开工时间", "Start", "date"),
        Field(
            "completes_on", "竣工时间", "Completion", "date", is_end=True, not_before="starts_on"
        ),
        Field("total", "总投资", "Total", "amount"),
        Field("plan", "年度计划投资", "Plan", "amount"),
        Field("month", "本月完成投资", "Month", "amount"),
        Field("done", "累计完成投资", "Done", "amount", not_below="month"),
        Field("progress", "完成率", "Progress", "percent"),
        *periods,
    )


def known_ledger(content: bytes) -> dict[str, dict[str, Any]]:
    """What is on record: every second project with all its fields, some with another total."""
    from kaigong.engines.ledgers import (
        Context,
        find_tables,
        match_columns,
        read_rows,
        read_workbook,
    )

    fields = ledger_fields()
    (table,) = find_tables(read_workbook(content, name="ledger.xlsx").sheets[0])
    mapping = match_columns(table, fields, year=2021)
    read = read_rows(table, mapping, fields=fields, context=Context(year=2021))
    ledger = {f"p{row.number}": dict(row.values) for row in read.rows[::2] if not row.is_rejected}
    for values in list(ledger.values())[::5]:
        values["total"] += 1
    return ledger


def ours(content: bytes) -> dict[str, Any]:
    from kaigong.engines.ledgers import (
        Context,
        KnownProject,
        compare,
        find_tables,
        identify,
        match_columns,
        read_rows,
        read_workbook,
    )

    fields = ledger_fields()
    ledger = known_ledger(content)
    known = [KnownProject(key, one["code"], (one["name"],)) for key, one in ledger.items()]
    stages: dict[str, float] = {}
    began = time.perf_counter()

    def stage(name: str) -> None:
        stages[name] = round(time.perf_counter() - began - sum(stages.values()), 3)

    workbook = read_workbook(content, name="ledger.xlsx")
    stage("reading")
    (table,) = find_tables(workbook.sheets[0])
    stage("table")
    mapping = match_columns(table, fields, year=2021)
    stage("columns")
    read = read_rows(table, mapping, fields=fields, context=Context(year=2021))
    stage("values")
    matches = identify(read, known)
    stage("identity")
    dry_run = compare(read, ledger, matches=matches)
    stage("comparison")
    seconds = time.perf_counter() - began
    changes = sum(len(one.cells) for one in dry_run.of("changed"))
    return {
        "seconds": seconds,
        "stages": stages,
        "projects": len(read.rows),
        "mapped": len(read.fields),
        "faults": len(read.faults),
        "changes": changes,
        "counts": dict(dry_run.counts),
    }


def peer(content: bytes) -> dict[str, Any]:
    """pandas + openpyxl, one cell after the other; header, units and fields are given to it."""
    import pandas

    from kaigong.engines.ledgers import Misread, Unit
    from kaigong.engines.ledgers.amounts import amount
    from kaigong.engines.ledgers.days import Day, day
    from kaigong.engines.ledgers.identity import fold_code, fold_name
    from kaigong.engines.ledgers.quantities import percentage
    from kaigong.engines.ledgers.words import choice, code, name, text

    fields = ledger_fields()
    ledger = known_ledger(content)
    began = time.perf_counter()
    frame = pandas.read_excel(
        io.BytesIO(content), engine="openpyxl", header=None, skiprows=5, keep_default_na=False
    )
    frame.columns = ["number", *(one.key for one in fields)]
    unit = Unit(Decimal(10_000), "CNY")
    readers: dict[str, Callable[[Any, Any], object]] = {
        "name": lambda cell, one: name(cell),
        "code": lambda cell, one: code(cell),
        "choice": lambda cell, one: choice(cell, one.choices),
        "text": lambda cell, one: text(cell),
        "organisation": lambda cell, one: name(cell),
        "person": lambda cell, one: name(cell),
        "date": lambda cell, one: day(cell, year=2021, is_end=one.is_end),
        "amount": lambda cell, one: amount(cell, unit=unit, currency="CNY"),
        "percent": lambda cell, one: percentage(cell, in_points=False),
    }
    codes = {fold_code(one["code"]): key for key, one in ledger.items()}
    names = {fold_name(one["name"]): key for key, one in ledger.items()}
    seen_names: set[str] = set()
    seen_codes: set[str] = set()
    sums: dict[str, Decimal] = defaultdict(Decimal)
    projects = faults = changes = 0
    for _, row in frame.iterrows():
        if str(row["number"]).strip() == "合计":
            for key, computed in sums.items():
                stated = amount(row[key], unit=unit, currency="CNY")
                faults += isinstance(stated, Decimal) and abs(stated - computed) > 5000
            continue
        projects += 1
        values: dict[str, Any] = {}
        faulty = False
        for one in fields:
            value = readers[one.kind](row[one.key], one)
            if isinstance(value, Misread):
                faults += 1
                faulty = True
            else:
                values[one.key] = value
                if one.kind == "amount" and isinstance(value, Decimal):
                    sums[one.key] += value
        start, end = values.get("starts_on"), values.get("completes_on")
        if isinstance(start, Day) and isinstance(end, Day) and end.on < start.on:
            faults += 1
            faulty = True
        done, month = values.get("done"), values.get("month")
        if isinstance(done, Decimal) and isinstance(month, Decimal) and done < month:
            faults += 1
            faulty = True
        folded_name, folded_code = fold_name(values["name"]), fold_code(values["code"])
        if folded_name in seen_names or folded_code in seen_codes:
            faults += 1
            faulty = True
        seen_names.add(folded_name)
        seen_codes.add(folded_code)
        key = codes.get(folded_code) or names.get(folded_name)
        if key and not faulty:
            for one in fields:
                value = values[one.key]
                if value is not None and value != ledger[key].get(one.key):
                    changes += 1
    return {
        "seconds": time.perf_counter() - began,
        "projects": projects,
        "faults": faults,
        "changes": changes,
    }


def apart(run: Callable[[bytes], dict[str, Any]], content: bytes) -> dict[str, Any]:
    """What a side found, in a process of its own, with its processor seconds and peak of memory."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (run, content))


def _measured(run: Callable[[bytes], dict[str, Any]], content: bytes) -> dict[str, Any]:
    used = time.process_time()
    result = run(content)
    used = time.process_time() - used
    return {**result, "cpu": round(used, 3), "peak_mb": _peak_mb()}


def _peak_mb() -> int:
    """The most memory this process has held.

    What getrusage says of a new process begins with what its parent held; Linux knows better.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (held,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return round(int(held.split()[1]) / 1024)
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20)


def _seconds(result: dict[str, Any]) -> float:
    return float(result["seconds"])


def measure(rows: int = 10_000, *, turns: int = 3) -> dict[str, Any]:
    """Both sides on the same workbook; `ratio` is how many times faster ours is."""
    content = ledger_workbook(rows)
    # In turns, and the quickest of each: what else the machine does then weighs on both alike.
    rounds = [(apart(ours, content), apart(peer, content)) for _ in range(turns)]
    mine = min((pair[0] for pair in rounds), key=_seconds)
    theirs = min((pair[1] for pair in rounds), key=_seconds)
    for same in ("projects", "faults", "changes"):
        if mine[same] != theirs[same]:
            raise SystemExit(f"{same}: ours {mine[same]}, peer {theirs[same]}")
    return {
        "rows": rows,
        "columns": WIDTH,
        "file_mb": round(len(content) / 2**20, 2),
        "ours": mine,
        "peer": theirs,
        "ratio": round(theirs["seconds"] / mine["seconds"], 1),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--rows", type=int, default=10_000)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    result = measure(chosen.rows)
    if chosen.json:
        print(json.dumps(result, ensure_ascii=False))
        return
    mine, theirs = result["ours"], result["peer"]
    print(f"{result['rows']:,} rows x {result['columns']} columns, {result['file_mb']} MB")
    print(f"ours  {mine['seconds']:6.2f} s  {mine['peak_mb']:5} MB  {mine['stages']}")
    print(f"peer  {theirs['seconds']:6.2f} s  {theirs['peak_mb']:5} MB")
    print(f"{mine['projects']:,} projects, {mine['faults']:,} faults; {result['ratio']} x faster")


if __name__ == "__main__":
    main()
