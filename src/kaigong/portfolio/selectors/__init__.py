"""Reading the ledger on somebody's behalf."""

from kaigong.portfolio.selectors.projects import project_for, projects_for

__all__ = ["project_for", "projects_for"]
