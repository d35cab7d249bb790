"""What a person may see of coordination, and what waits for that person."""

from kaigong.coordination.selectors.issues import (
    first_waiting_for,
    issue_for,
    issues_for,
    issues_waiting_for,
    open_issues_for,
    turns_for,
)

__all__ = [
    "first_waiting_for",
    "issue_for",
    "issues_for",
    "issues_waiting_for",
    "open_issues_for",
    "turns_for",
]
