"""What is wrong with an XER as a whole: cut off, no tables, tables whose rows cannot be read."""

from __future__ import annotations

from kaigong.engines.scheduling.files.encodings import decoded
from kaigong.engines.scheduling.files.errors import (
    CutXerError,
    MissingXerFieldError,
    MissingXerTableError,
    NoXerTableError,
    StrayXerWorkError,
    UnreadXerRowsError,
)
from kaigong.engines.scheduling.files.projects import Remark
from kaigong.engines.scheduling.files.xer_tables import Tables, tables_of
from kaigong.errors import KaigongError

# Without these tables and fields there is no plan to be read.
_NEEDED = {"PROJECT": "proj_id", "TASK": "task_id"}


def remarks_of(tables: Tables) -> list[Remark]:
    """That a file is read in part alone: it ends early, or has rows outside of its tables."""
    found = []
    if is_cut(tables):
        line, name = len(tables.lines), _last_table(tables)
        found.append(
            Remark(
                f"文件在第 {line} 行（{name} 表）就断了，没有结尾的 %E："
                "后面的没有读到，请重新导出。",
                f"The file breaks off at line {line} (table {name}), without the %E at its end:"
                " what came behind it is missing; export it again.",
            )
        )
    for table, line, count in tables.unread:
        found.append(
            Remark(
                f"{table} 表从第 {line} 行起的 {count} 行没有读入："
                "前面没有 %F，或字段与前一张同名表不同。",
                f"Table {table}: {count} rows from line {line} on are left out, for no %F stands"
                " before them, or other fields than in the table of that name before.",
            )
        )
    return found


def is_cut(tables: Tables) -> bool:
    """Whether the text ends before its last table does."""
    last = next((line for line in reversed(tables.lines) if line.strip()), "")
    return bool(tables.tables) and not last.startswith("%E")


def flaw_of(content: bytes, *, name: str) -> KaigongError | None:
    """Why nothing to be planned was found in an XER; none where it says itself that there is none.

    Args:
        name: How the file is called.
    """
    text, _ = decoded(content)
    tables = tables_of(text)
    if not any(table.places for table in tables.tables.values()) and not tables.unread:
        return _no_table(tables, name)
    for table, line, _count in tables.unread:
        if table in _NEEDED:
            return UnreadXerRowsError(name=name, table=table, line=line)
    if is_cut(tables):
        return CutXerError(name=name, line=len(tables.lines), table=_last_table(tables))
    if "PROJECT" not in tables.tables:
        return MissingXerTableError(name=name, table="PROJECT", known=", ".join(tables.tables))
    for table, field in _NEEDED.items():
        found = tables[table]
        if found.texts and field not in found.places:
            return MissingXerFieldError(name=name, table=table, line=found.line, field=field)
    work = tables["TASK"]
    for line, row in work.each():
        project = work.value(row, "proj_id")
        return StrayXerWorkError(name=name, line=line, project=project)
    return None


def _no_table(tables: Tables, name: str) -> NoXerTableError:
    """With the first line behind the head that should have begun one."""
    lines = ((at, line.strip()) for at, line in enumerate(tables.lines, 1))
    behind = (each for each in lines if each[1] and not each[1].startswith("ERMHDR"))
    line, text = next(behind, (1, "ERMHDR"))
    return NoXerTableError(name=name, line=line, begins=text[:40])


def _last_table(tables: Tables) -> str:
    marks = (line[2:].strip() for line in reversed(tables.lines) if line.startswith("%T"))
    return next(marks, "—")
