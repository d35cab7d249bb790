"""Today's figures back into the office's workbook, against openpyxl: load, set cells, save.

Run: python -m benchmarks.filling [--rows 10000]

Both sides get the same workbook of 60 columns (merged three-row header, totals by SUM) and the
same new values for three columns of every row. The peer is told which cells; our side finds the
table, matches the columns, reads what stands there and writes only what differs, and its totals
carry their result. Both files are read again and every cell has to be the same, else this fails.
Each side runs in a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import argparse
import io
from decimal import Decimal
from typing import Any

from benchmarks.ledger_dry_run import WIDTH, apart, ledger_fields, ledger_workbook
from benchmarks.timing import agree

# What is filled, by field key: its column in the workbook, and the unit it is written in.
FILLED = {"total": 10, "plan": 11, "done": 13}
FIRST_ROW = 6
WAN = 10_000


def workbook(rows: int) -> bytes:
    """The ledger of the dry run, its total reckoned by formulas as an office would."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(ledger_workbook(rows)))
    page = book["项目大表"]
    for column in FILLED.values():
        letter = openpyxl.utils.get_column_letter(column)
        page.cell(
            FIRST_ROW + rows, column
        ).value = f"=SUM({letter}{FIRST_ROW}:{letter}{FIRST_ROW + rows - 1})"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _amount(number: int, place: int) -> int:
    """Of the row `number`, in 万元: none is what stood there."""
    return 200_000 + number * 3 + place


def ours(content: bytes) -> dict[str, Any]:
    import time

    from kaigong.engines.ledgers import (
        Context,
        fill_workbook,
        find_tables,
        match_columns,
        read_workbook,
    )

    fields = ledger_fields()
    began = time.perf_counter()
    (table,) = find_tables(read_workbook(content, name="ledger.xlsx").sheets[0])
    mapping = match_columns(table, fields, year=2021)
    values = {
        row.number: {
            key: Decimal(_amount(row.number, place) * WAN) for place, key in enumerate(FILLED)
        }
        for row in table.data_rows()
    }
    made = fill_workbook(content, table, mapping, values, fields=fields, context=Context(year=2021))
    return {"seconds": time.perf_counter() - began, "content": made.content}


def peer(content: bytes) -> dict[str, Any]:
    import time

    import openpyxl

    began = time.perf_counter()
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book["项目大表"]
    for number in range(FIRST_ROW, page.max_row):  # the last is the total
        for place, column in enumerate(FILLED.values()):
            page.cell(number, column).value = _amount(number, place)
    stream = io.BytesIO()
    book.save(stream)
    return {"seconds": time.perf_counter() - began, "content": stream.getvalue()}


def cells(content: bytes) -> list[list[Any]]:
    """Every cell of a file as an independent reader finds it, formulas as their text."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return [list(row) for row in book["项目大表"].iter_rows(values_only=True)]


def totals(content: bytes, rows: int) -> list[Any]:
    """The stored results of the total row."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    (row,) = book["项目大表"].iter_rows(
        min_row=FIRST_ROW + rows, max_row=FIRST_ROW + rows, values_only=True
    )
    return [row[column - 1] for column in FILLED.values()]


def measure(rows: int = 10_000, *, turns: int = 3) -> dict[str, Any]:
    """Both sides on the same workbook: the quickest turn of each, and its peak of memory."""
    content = workbook(rows)
    # In turns, and the quickest of each: what else the machine does then weighs on both alike.
    rounds = [(apart(ours, content), apart(peer, content)) for _ in range(turns)]
    mine, theirs = (
        min((pair[side] for pair in rounds), key=lambda one: float(one["seconds"]))
        for side in (0, 1)
    )
    agree("filling", cells(mine["content"]), cells(theirs["content"]))
    numbers = range(FIRST_ROW, FIRST_ROW + rows)
    wanted = [sum(_amount(number, place) for number in numbers) for place in range(len(FILLED))]
    agree("filling, totals", totals(mine["content"], rows), wanted)
    sides = {"ours": mine, "openpyxl, load, set cells, save": theirs}
    return {
        "rows": rows,
        "columns": WIDTH,
        "file_mb": round(len(content) / 2**20, 2),
        "seconds": {
            name: {"wall": round(one["seconds"], 3), "cpu": one["cpu"]}
            for name, one in sides.items()
        },
        "peak_mb": {name: one["peak_mb"] for name, one in sides.items()},
    }


def main() -> None:
    from benchmarks.__main__ import lines

    options = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    options.add_argument("--rows", type=int, default=10_000)
    for line in lines(measure(options.parse_args().rows)):
        print(line)


if __name__ == "__main__":
    main()
