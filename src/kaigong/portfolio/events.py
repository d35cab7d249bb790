"""The news of the ledger. Sent inside the transaction of the act, so all of it happens or none."""

from __future__ import annotations

from django.dispatch import Signal

# Each is sent with `zone` and `by`, and with what is named behind it.
project_added = Signal()  # project
stage_moved = Signal()  # project, step, before
plan_set = Signal()  # project, plan
plans_set = Signal()  # project_ids
plan_locked = Signal()  # lock
taken_into_plan = Signal()  # project, plan
month_reported = Signal()  # project, report
round_reported = Signal()  # month, project_ids
month_closed = Signal()  # close
month_restated = Signal()  # project, report, restatement
milestone_set = Signal()  # project, milestone
milestone_done = Signal()  # project, milestone
cells_changed = Signal()  # change_set, project_ids
notices_changed = Signal()  # a holiday notice was kept or withdrawn
