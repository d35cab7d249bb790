"""The news of coordination. Sent inside the transaction of the act."""

from __future__ import annotations

from django.dispatch import Signal

# Each is sent with `zone`, `issue` and `by`.
issue_raised = Signal()
issue_joined = Signal()  # turn: somebody met the same
issue_moved = Signal()  # move, before
issue_remarked = Signal()  # turn
deadline_moved = Signal()
help_asked = Signal()  # help
help_answered = Signal()  # help
question_asked = Signal()  # question, without `issue`: it may be about a project
question_answered = Signal()  # question, without `issue`
issues_brought = Signal()  # issues and run, without `issue`: a list came in as a whole
condition_moved = Signal()  # sent with zone, condition, by; move, before

# Each is sent with `zone` and `by`, and `meeting` or `task` or `visit`.
meeting_planned = Signal()
meeting_moved = Signal()  # meeting: another hour or place
meeting_called_off = Signal()  # meeting, reason
agenda_sent = Signal()  # meeting, version, items
called_to_meeting = Signal()  # meeting, attendance
meeting_begun = Signal()
meeting_decided = Signal()  # meeting, task
meeting_ended = Signal()
minutes_confirmed = Signal()  # meeting, minutes
task_moved = Signal()  # task, before: claimed, confirmed, sent back, withdrawn, replaced
task_due_moved = Signal()  # task, before: the day it had
task_late = Signal()  # task
visit_recorded = Signal()  # visit
