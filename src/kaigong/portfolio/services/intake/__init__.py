"""The door: a workbook comes in, is tried, applied as one, and undone as one."""

from kaigong.portfolio.services.intake.applying import apply_run, drop_run, undo_run
from kaigong.portfolio.services.intake.attempts import (
    AttemptEndedError,
    begin_attempt,
    cancel_run,
)
from kaigong.portfolio.services.intake.beside import counted as counted_beside
from kaigong.portfolio.services.intake.receiving import answer_run, choose, receive_file, try_run
from kaigong.portfolio.services.intake.returning import filled_original, marked_original

__all__ = [
    "AttemptEndedError",
    "answer_run",
    "apply_run",
    "begin_attempt",
    "cancel_run",
    "choose",
    "counted_beside",
    "drop_run",
    "filled_original",
    "marked_original",
    "receive_file",
    "try_run",
    "undo_run",
]
