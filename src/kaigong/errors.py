"""The one module that everybody may import: errors that help, in both languages."""

from __future__ import annotations

import errno
from string import Formatter
from typing import ClassVar


class KaigongError(Exception):
    """Something a person can put right: it says what is wrong and what to do next.

    A subclass names its `code` (`slice.what-is-wrong`), and one text in each language that states
    the same facts. The facts are given by keyword and kept, so that a page can show more than the
    sentence.

    Example:
        class EndedTermError(KaigongError):
            code = "valuation.ended-term"
            zh = "土地使用权剩余 {years} 年，无法估价；请核对出让合同的终止日期。"
            en = "{years} years of land-use right remain, so no value; check the contract's end."
    """

    code: ClassVar[str] = "kaigong"
    zh: ClassVar[str] = "出错了。"
    en: ClassVar[str] = "Something is wrong."

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.in_language("en"))

    def in_language(self, language: str) -> str:
        """The sentence in `zh…` or, for any other language, in English."""
        text = self.zh if language.startswith("zh") else self.en
        return text.format(**self.facts)

    @classmethod
    def named_facts(cls, language: str) -> set[str]:
        """The facts that the text of a language names."""
        text = cls.zh if language.startswith("zh") else cls.en
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuilt, (type(self), self.facts))


def _rebuilt(kind: type[KaigongError], facts: dict[str, object]) -> KaigongError:
    return kind(**facts)


class NoRoomError(KaigongError):
    code = "kaigong.no-room"
    zh = "磁盘已满，没有写入，数据没有改动；请腾出空间，再做一次。"
    en = "There is no room left on the disk; nothing was written. Make room, then do it again."


class DatabaseAwayError(KaigongError):
    code = "kaigong.database-away"
    zh = (
        "数据库没有应答。这一步要么全部写入，要么没有写入：请稍候，看一看再做。"
        "一直如此，请管理员查看数据库的日志和磁盘。"
    )
    en = (
        "The database does not answer. This step was kept whole or not at all: wait a moment, "
        "look, then do it again. If it stays so, have the administrator see to its log and disk."
    )


class NoTablesError(KaigongError):
    code = "kaigong.no-tables"
    zh = (
        "数据库还没有建好，或者比这个版本旧；请运行 kaigong migrate"
        "（空目录用 kaigong start，会一并建好）。"
    )
    en = (
        "The database has not been made yet, or is older than this version; run kaigong migrate "
        "(in an empty folder kaigong start makes it too)."
    )


# EFBIG: a quota or a limit on the size of files, which is as full to who writes.
_FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# SHMSIZE: without a byte left a connection cannot even make its shared index beside the database.
_FULL_SQLITE, _FULL_POSTGRESQL = {"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"}, "53100"


def is_full_disk(error: BaseException | None) -> bool:
    """Whether a full disk lies behind an error of the system or of a database."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL_DISK:
            return True
        if getattr(error, "sqlite_errorname", "") in _FULL_SQLITE:
            return True
        if getattr(error, "sqlstate", "") == _FULL_POSTGRESQL:
            return True
        error = error.__cause__ or error.__context__
    return False


# Stopped by its administrator, after a crash, starting up; 08: the connection itself.
_AWAY_POSTGRESQL = ("57P01", "57P02", "57P03", "08")
_UNDEFINED_TABLE = "42P01"


def outage_of(error: BaseException | None) -> KaigongError | None:
    """What a person is told of an error that no code of ours can help: no room, or no database."""
    if is_full_disk(error):
        return NoRoomError()
    while error is not None:
        if _lacks_a_table(error):
            return NoTablesError()
        if _is_of_the_driver(error):
            state = str(getattr(error, "sqlstate", None) or "")
            if not state or state.startswith(_AWAY_POSTGRESQL):
                return DatabaseAwayError()
        error = error.__cause__ or error.__context__
    return None


def _lacks_a_table(error: BaseException) -> bool:
    """A table that is not there, as before the database is made; no slip in a statement of ours.

    SQLite has one code for all errors of a statement, so its words have to tell. PostgreSQL has the
    same one for a name that the statement's FROM does not hold, which is a bug.
    """
    if getattr(error, "sqlite_errorname", "") == "SQLITE_ERROR":
        return str(error).startswith("no such table")
    is_undefined = getattr(error, "sqlstate", "") == _UNDEFINED_TABLE
    return is_undefined and "FROM" not in str(error).partition("\n")[0]


def _is_of_the_driver(error: BaseException) -> bool:
    """Whether PostgreSQL's driver calls it a matter of running it; here nothing may be imported."""
    return any(
        kind.__name__ == "OperationalError" and kind.__module__.startswith("psycopg")
        for kind in type(error).__mro__
    )
