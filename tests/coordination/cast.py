"""The people of the tests: a firm, two utilities and the command office of one zone."""

from __future__ import annotations

from typing import Any

from kaigong.accounts.models import Organisation, Role
from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import Issue, IssueState
from kaigong.coordination.services.categories import begin_categories
from kaigong.coordination.services.issues import move_issue, raise_issue
from kaigong.portfolio.models import Project
from tests.builders import a_person, a_project, a_standing, a_zone, an_organisation

# By which moves an issue comes into a state.
PATHS: dict[IssueState, list[str]] = {
    IssueState.RAISED: [],
    IssueState.TRIAGED: ["triage"],
    IssueState.ASSIGNED: ["assign"],
    IssueState.ACCEPTED: ["assign", "accept"],
    IssueState.WORKING: ["assign", "accept", "begin"],
    IssueState.CLAIMED: ["assign", "accept", "begin", "claim"],
    IssueState.VERIFIED: ["assign", "accept", "claim", "verify"],
    IssueState.CLOSED: ["assign", "accept", "claim", "verify", "close"],
    IssueState.WITHDRAWN: ["withdraw"],
}


class Cast:
    """A zone on Monday 29 March 2021 with a firm, a power company, and the command office."""

    def __init__(self) -> None:
        self.zone = a_zone()
        self.power = an_organisation(self.zone, "供电公司", kind="utility")
        self.water = an_organisation(self.zone, "水务公司", kind="utility")
        self.firm = an_organisation(self.zone, "长发集团", kind="firm")
        self.categories = {each.key: each for each in begin_categories(self.zone, by=None)}
        self.project: Project = a_project(self.zone, investor=self.firm)
        self.command = self.somebody(Role.COMMAND)
        self.electrician = self.somebody(Role.DEPARTMENT, self.power)
        self.plumber = self.somebody(Role.DEPARTMENT, self.water)
        self.builder = self.somebody(Role.FIRM, self.firm)

    def somebody(self, role: Role, body: Organisation | None = None) -> Standing:
        return a_standing(a_person(self.zone, role, organisation=body), self.zone)

    def issue(self, **given: Any) -> Issue:
        values = {
            "title": "施工用电未接通",
            "category": self.categories["power"],
            "project": self.project,
            "raised_for": self.firm,
            "by": self.builder.user,
        }
        return raise_issue(self.zone, **values | given)

    def in_state(self, state: IssueState) -> Issue:
        """An issue that was led there by its own moves."""
        issue = self.issue()
        for key in PATHS[state]:
            self.step(issue, key)
        return issue

    def step(self, issue: Issue, key: str) -> Issue:
        who = {
            "triage": self.command,
            "assign": self.command,
            "close": self.command,
            "verify": self.builder,
            "send_back": self.builder,
            "reopen": self.builder,
            "withdraw": self.builder,
        }.get(key, self.electrician)
        lead = self.power if key == "assign" else None
        return move_issue(issue, key, standing=who, lead=lead, words="变压器已到位")
