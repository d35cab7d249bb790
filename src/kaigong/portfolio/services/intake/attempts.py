"""A dry run under way: it gives signs of life, can be cancelled, and a later one overtakes it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from threading import Event, Thread

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from kaigong.accounts.models import User
from kaigong.audit.services import record
from kaigong.errors import KaigongError
from kaigong.portfolio.models import ImportRun
from kaigong.portfolio.models.intake import DryRunStep, RunState

BEAT_S = 1.0
Told = Callable[[DryRunStep, int, int], None]


class AlreadyAppliedError(KaigongError):
    code = "portfolio.already-applied"
    zh = "「{file}」已经写入台账，不再试算；要重来，请先撤销这次导入，再把文件传一次。"
    en = (
        "“{file}” is in the ledger already and is not tried again; "
        "undo this import first, then bring the file once more."
    )


class NothingToCancelError(KaigongError):
    code = "portfolio.nothing-to-cancel"
    zh = "「{file}」现在是「{state}」，没有正在进行的试算可取消。"
    en = "“{file}” is “{state}”: no dry run is under way that could be cancelled."


class AttemptEndedError(Exception):
    """This dry run is wanted no more: it was cancelled, or asked for anew. Told to nobody."""


@transaction.atomic
def begin_attempt(run: ImportRun) -> int:
    """Ask for a dry run, whatever one is under way; the number of this attempt.

    Raises:
        AlreadyAppliedError: the file is in the ledger.
    """
    run.refresh_from_db(from_queryset=ImportRun.objects.select_for_update())
    if run.state == RunState.APPLIED:
        raise AlreadyAppliedError(file=run.file_name)
    run.state = RunState.READING
    run.attempt += 1
    run.asked_at, run.beat_at, run.step, run.percent = timezone.now(), None, "", 0
    run.save(update_fields=["state", "attempt", "asked_at", "beat_at", "step", "percent"])
    return run.attempt


@transaction.atomic
def cancel_run(run: ImportRun, *, by: User | None) -> None:
    """End a dry run that is under way or waits its turn; only the file's record stays.

    Raises:
        NothingToCancelError: there is none.
    """
    run.refresh_from_db(from_queryset=ImportRun.objects.select_for_update())
    if run.state not in {RunState.READING, RunState.INTERRUPTED}:
        raise NothingToCancelError(file=run.file_name, state=RunState(run.state).label)
    run.state = RunState.CANCELLED
    run.report, run.rows, run.token = {}, [], ""
    run.step, run.percent, run.beat_at = "", 0, None
    run.save()
    record("portfolio.file.cancelled", by=by, zone=run.zone.slug, subject=run.file_name)


def interrupt(run: ImportRun) -> None:
    """Note that a dry run ended by a fault, so that nobody waits for it."""
    with contextlib.suppress(DatabaseError):  # its last sign of life grows old, and tells the same
        _mine(run).update(state=RunState.INTERRUPTED)


def held(run: ImportRun) -> ImportRun:
    """The run, held for writing the outcome of its own attempt.

    Raises:
        AttemptEndedError: it was cancelled or asked for anew meanwhile.
    """
    found = _mine(run).select_for_update().first()
    if found is None:
        raise AttemptEndedError
    return found


@contextlib.contextmanager
def attended(run: ImportRun, told: Told | None = None) -> Iterator[Told]:
    """Give signs of life while a dry run goes on; what is yielded is told of its progress.

    Raises:
        AttemptEndedError: out of the yielded call, once the attempt is wanted no more.
    """
    signs = _Signs(run)

    def hear(step: DryRunStep, done: int, of: int) -> None:
        signs.step, signs.percent = step, 100 * done // max(of, 1)
        if told is not None:
            told(step, done, of)
        if signs.is_unwanted:
            raise AttemptEndedError

    signs.give()
    # In somebody's transaction nobody else would see them, and on SQLite they would wait for it.
    thread = None if connection.in_atomic_block else Thread(target=signs.give_until, daemon=True)
    if thread is not None:
        thread.start()
    try:
        yield hear
    finally:
        signs.leaving.set()
        if thread is not None:
            thread.join()


class _Signs:
    """The signs of life of one attempt, from a thread of its own: some steps take a while."""

    def __init__(self, run: ImportRun) -> None:
        self._run = run
        self.step, self.percent = DryRunStep.OPENING, 0
        self.is_unwanted = False
        self.leaving = Event()

    def give(self) -> None:
        seen = _mine(self._run).update(
            beat_at=timezone.now(), step=self.step, percent=min(self.percent, 100)
        )
        self.is_unwanted = not seen

    def give_until(self) -> None:
        try:
            while not self.leaving.wait(BEAT_S):
                with contextlib.suppress(DatabaseError):  # busy, or full: the next one may pass
                    self.give()
        finally:
            connection.close()


def _mine(run: ImportRun) -> QuerySet[ImportRun]:
    return ImportRun.objects.filter(pk=run.pk, attempt=run.attempt, state=RunState.READING)
