"""One row of an office's list, understood: what it states, and the issue that it would become."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kaigong.accounts.models import Organisation, OrganisationKind, Zone
from kaigong.audit import clock
from kaigong.coordination.life import OVER
from kaigong.coordination.models import Issue, IssueCategory, IssueState, IssueTurn, Severity
from kaigong.coordination.services.import_columns import in_both, says_nothing
from kaigong.coordination.services.import_names import Lookup, Named, Names
from kaigong.engines import ledgers
from kaigong.engines.ledgers.faults import Weight
from kaigong.engines.ledgers.folding import folded
from kaigong.portfolio.selectors.calendars import calendar_of
from kaigong.wording import said

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

EARLIEST = date(1990, 1, 1)  # no zone keeps issues of before
LONGEST_TITLE, LONGEST_NUMBER = 200, 60
# What stands under this key is a kind of issue that fits whatever names no other.
ANY_KIND = "other"
WITHOUT_LEAD = {IssueState.RAISED, IssueState.TRIAGED, IssueState.WITHDRAWN}


@dataclass
class Draft:
    """A row: what it says, by field, and the key that tells it from all others of its list.

    Attributes:
        stated: What the row says; what it leaves blank is absent. Projects, bodies and categories
            are here as their keys, days as dates.
        beside: What the row says that no field holds, by heading.
    """

    row: int
    key: str
    number: str
    stated: dict[str, object] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    project: Project | None = None
    category: IssueCategory | None = None
    lead: Organisation | None = None
    raised_for: Organisation | None = None

    @property
    def title(self) -> str:
        return str(self.stated.get("title", ""))

    def day(self, name: str) -> date | None:
        found = self.stated.get(name)
        return found if isinstance(found, date) else None

    @property
    def state(self) -> IssueState:
        """What the row says, or what follows from what it says."""
        if "state" in self.stated:
            return IssueState(str(self.stated["state"]))
        if "closed_on" in self.stated:
            return IssueState.CLOSED
        return IssueState.ASSIGNED if self.lead else IssueState.RAISED


class Reader:
    """Reads the rows of one list, and keeps what is at fault in them."""

    def __init__(
        self, zone: Zone, rows: ledgers.LedgerRows, names: Names, kinds: Mapping[str, IssueCategory]
    ) -> None:
        self.zone, self.names, self.kinds = zone, names, kinds
        self.today = zone.today()
        self.faults: list[ledgers.Fault] = []
        self.left_to_us: Counter[str] = Counter()  # blank in new rows, and filled by a rule
        self._heavy = 0  # faults that keep a row out
        self._rows = rows
        self._calendar = calendar_of(zone)
        self._due = cache(self._calendar.due)

    def draft_of(self, row: ledgers.LedgerRow) -> Draft | None:
        """What a row says; None where something in it is at fault."""
        before = self._heavy
        words = {key: value for key, value in row.values.items() if isinstance(value, str)}
        days = {
            key: value.on for key, value in row.values.items() if isinstance(value, ledgers.Day)
        }
        draft = Draft(row.number, "", words.get("number", ""), {**words, **days})
        draft.stated.pop("number", None)
        draft.beside = {
            heading: text for heading, text in row.extras.items() if not says_nothing(heading)
        }
        if row.group:
            draft.beside[said("分组", "Group")] = " / ".join(row.group)
        self._shorten(draft)
        self._name(draft, words)
        for name in ("raised_on", "closed_on", "due_on"):
            self._check_day(draft, name)
        if "severity" in words:
            draft.stated["severity"] = int(words["severity"])
        draft.key = _key(draft)
        return None if self._heavy > before or row.is_rejected else draft

    def check_new(self, draft: Draft) -> bool:
        """Whether a row says enough to become an issue; what it lacks is a fault."""
        before = self._heavy
        if draft.category is None:
            draft.category = self.kinds.get(ANY_KIND)
            if draft.category is None:
                names = "、".join(each.name for each in self.kinds.values() if not each.closed_at)
                self._fault(
                    draft.row, "category", "", "coordination.list-no-category",
                    f"没有写类别；请填：{names}。",
                    f"The category is missing; use one of: {names}.",
                )  # fmt: skip
        if draft.category and draft.category.closed_at is not None and draft.state not in OVER:
            name, name_en = in_both(draft.category)
            self._fault(
                draft.row, "category", name, "coordination.list-closed-category",
                f"类别「{name}」已停用；请换一个类别。",
                f"The category “{name_en}” is closed; choose another.",
            )  # fmt: skip
        self._check_state(draft)
        raised_on = draft.day("raised_on")
        is_reckoned = "due_on" not in draft.stated and draft.state not in WITHOUT_LEAD
        if is_reckoned and raised_on and raised_on < self._calendar.first:
            self._fault(
                draft.row, "due_on", "", "coordination.list-no-deadline",
                f"{self._calendar.first.year} 年以前的算不出期限；请写办理期限。",
                f"No deadline can be reckoned before {self._calendar.first.year}; write it.",
            )  # fmt: skip
        if self._heavy > before:
            return False
        for name in ("category", "raised_on"):
            self.left_to_us[name] += name not in draft.stated
        self.left_to_us["due_on"] += is_reckoned
        return True

    def note_twice(self, draft: Draft, first: int) -> None:
        """A row that says what an earlier one said: the same number, or all the same without."""
        if draft.number:
            zh, en = f"编号与第 {first} 行相同", f"It has the number of row {first}"
        else:
            zh = f"题目、项目和提出日期都与第 {first} 行相同"
            en = f"It has the title, project and day of row {first}"
        self._fault(
            draft.row, "number" if draft.number else "title", draft.number or draft.title,
            "coordination.list-twice", f"{zh}；是同一个问题就删去一行，不是就改得能区分。",
            f"{en}; delete one if they are one issue, tell them apart if not.",
        )  # fmt: skip

    def issue_of(self, draft: Draft, *, number: str, moment: datetime) -> Issue:
        """The issue that a checked row becomes, not saved.

        Where the row names no day to solve it by, it is reckoned from the day it was raised by the
        category's working days, as an assignment would have done.
        """
        if draft.category is None:
            raise ValueError(f"row {draft.row} was not checked")
        state, closed_on = draft.state, draft.day("closed_on")
        raised_on = draft.day("raised_on") or self.today
        issue = Issue(
            zone=self.zone, number=number, project=draft.project, title=draft.title,
            text=str(draft.stated.get("text", "")), category=draft.category,
            severity=int(str(draft.stated.get("severity", int(Severity.ORDINARY)))),
            location=str(draft.stated.get("location", "")), raised_for=draft.raised_for,
            raised_at=self._noon(raised_on), moved_at=moment, state=state, lead=draft.lead,
            closed_at=self._noon(closed_on) if closed_on else None,
            solution_due_on=draft.day("due_on"),
        )  # fmt: skip
        if state not in WITHOUT_LEAD and issue.solution_due_on is None:
            issue.solution_from = raised_on
            issue.solution_days = draft.category.days_for(issue.severity)
            due = self._due(raised_on, issue.solution_days)
            issue.solution_due_on, issue.is_due_provisional = due.on, due.is_provisional
        elif issue.solution_due_on:
            issue.is_due_provisional = issue.solution_due_on >= self._calendar.provisional_from
        if state == IssueState.ASSIGNED:
            issue.assigned_at = moment
            issue.acceptance_days = draft.category.acceptance_days
            accept = self._due(self.today, issue.acceptance_days)
            issue.acceptance_due_on = accept.on
            issue.is_acceptance_provisional = accept.is_provisional
        if state in {IssueState.CLAIMED, IssueState.VERIFIED}:
            issue.claimed_at = moment
        if state == IssueState.VERIFIED:
            issue.verified_at = moment
        return issue

    def turn_of(self, draft: Draft, issue: Issue, *, list_name: str) -> IssueTurn:
        """The first turn of an imported issue: from which row it came, and what no field holds."""
        number = said(f"，编号 {draft.number}", f", number {draft.number}") if draft.number else ""
        told = said(
            f"导自「{list_name}」第 {draft.row} 行{number}",
            f"From “{list_name}”, row {draft.row}{number}",
        )
        beside = [f"{heading}：{text}" for heading, text in draft.beside.items()]
        return IssueTurn(
            issue=issue, move="", before=issue.state, after=issue.state, at=issue.moved_at,
            words="\n".join([told, *beside]), is_internal=True,
        )  # fmt: skip

    def differences(self, draft: Draft, issue: Issue) -> list[tuple[str, str, str]]:
        """Where a row says something else than the issue: field, on record, in the row."""
        told = []
        for name, theirs in draft.stated.items():
            ours = self._on_record(issue, name)
            is_text = isinstance(theirs, str) and name in {"title", "text", "location"}
            same = _plain(str(ours)) == _plain(str(theirs)) if is_text else ours == theirs
            if not same:
                told.append((name, self._shown(name, ours), self._shown(name, theirs)))
        return told

    def _on_record(self, issue: Issue, name: str) -> object:
        moments = {"raised_on": issue.raised_at, "closed_on": issue.closed_at}
        if name in moments:
            moment = moments[name]
            return self.zone.moment_there(moment).date() if moment else None
        keys = {
            "project": issue.project_id, "category": issue.category_id, "lead": issue.lead_id,
            "raised_for": issue.raised_for_id, "due_on": issue.solution_due_on,
        }  # fmt: skip
        return keys[name] if name in keys else getattr(issue, name)

    def _shown(self, name: str, value: object) -> str:
        if value is None:
            return ""
        if name == "state":
            return str(value)
        if name == "category":
            return next((str(each) for each in self.kinds.values() if each.pk == value), "")
        written = {
            "project": self.names.project_names,
            "lead": self.names.body_names,
            "raised_for": self.names.body_names,
        }
        return written[name].get(int(str(value)), "") if name in written else str(value)

    def _noon(self, day: date) -> datetime:
        """A moment of a day that is that day in the zone, and not after now."""
        noon = datetime.combine(day, time(12), tzinfo=ZoneInfo(self.zone.timezone))
        return noon if self.zone.stands_on else min(noon, clock.now())

    def _shorten(self, draft: Draft) -> None:
        """One line for the title; a long one goes whole into the text."""
        whole = draft.title
        title = " ".join(whole.split())
        if len(title) > LONGEST_TITLE:
            title = f"{title[: LONGEST_TITLE - 1]}…"
            draft.stated["text"] = "\n".join(
                filter(None, [whole, str(draft.stated.get("text", ""))])
            )
            self._fault(
                draft.row, "title", whole, "coordination.list-long-title",
                "题目太长，已截短，全文放进说明。",
                "The title is long: it was cut, and stands whole among the details.",
                weight="remark",
            )  # fmt: skip
        draft.stated["title"] = title
        if "text" in draft.stated:
            draft.stated["text"] = str(draft.stated["text"]).strip()
        if "location" in draft.stated:
            draft.stated["location"] = " ".join(str(draft.stated["location"]).split())
        limits = {
            "number": (draft.number, LONGEST_NUMBER),
            "location": (str(draft.stated.get("location", "")), 200),
        }
        for name, (text, most) in limits.items():
            if len(text) > most:
                self._fault(
                    draft.row, name, text, "coordination.list-too-long",
                    f"太长，最多 {most} 个字。", f"It is too long; {most} characters at most.",
                )  # fmt: skip

    def _name(self, draft: Draft, words: Mapping[str, str]) -> None:
        """Projects, bodies and categories by their names."""
        if called := words.get("project"):
            draft.project = self.names.codes.get(ledgers.fold_code(called)) or self._one(
                draft, "project", called, self.names.projects
            )
            draft.stated["project"] = draft.project.pk if draft.project else None
        if called := words.get("lead"):
            draft.lead = self._one(draft, "lead", called, self.names.bodies)
            draft.stated["lead"] = draft.lead.pk if draft.lead else None
        if called := words.get("raised_for"):
            bodies = self.names.bodies.found(called)
            del draft.stated["raised_for"]
            if len(bodies) == 1:
                draft.raised_for = bodies[0]
                draft.stated["raised_for"] = bodies[0].pk
            else:
                draft.beside[said("提出单位", "Raised by")] = called
                self._fault(
                    draft.row, "raised_for", called, "coordination.list-unknown-raiser",
                    f"园区里没有「{called}」，原文记在问题的第一条记录里。",
                    f"The zone has no “{called}”; the words are kept with the issue.",
                    proposal=self.names.bodies.proposal(called), weight="remark",
                )  # fmt: skip
        if called := words.get("category"):
            draft.category = self.kinds[called]
            draft.stated["category"] = draft.category.pk

    def _check_day(self, draft: Draft, name: str) -> None:
        day = draft.day(name)
        if day and name != "due_on" and day > self.today:
            self._fault(
                draft.row, name, str(day), "coordination.list-future-day",
                f"「{day}」还没有到；请核对日期。", f"{day} is yet to come; check the date.",
            )  # fmt: skip
        if day and day < EARLIEST:
            self._fault(
                draft.row, name, str(day), "coordination.list-early-day",
                f"「{day}」太早；请核对年份。", f"{day} is too early; check the year.",
            )  # fmt: skip

    def _one(self, draft: Draft, name: str, called: str, among: Lookup[Named]) -> Named | None:
        found = among.found(called)
        if len(found) == 1:
            return found[0]
        if found:
            self._fault(
                draft.row, name, called, "coordination.list-unclear-name",
                f"「{called}」不止一个；请写编码或全称。",
                f"More than one is called “{called}”; write the code or the whole name.",
            )  # fmt: skip
        else:
            what = ("项目", "project") if name == "project" else ("单位", "body")
            self._fault(
                draft.row, name, called, f"coordination.list-unknown-{what[1]}",
                f"没有叫「{called}」的{what[0]}；请改成台账里的名称，或先登记。",
                f"No {what[1]} is called “{called}”; write its name on record, or enter it first.",
                proposal=among.proposal(called),
            )  # fmt: skip
        return None

    def _check_state(self, draft: Draft) -> None:
        state, (zh, en) = draft.state, in_both(draft.state.label)
        if state not in WITHOUT_LEAD and draft.lead is None:
            self._fault(
                draft.row, "lead", "", "coordination.list-no-lead",
                f"状态是「{zh}」，要写牵头部门。", f"It is “{en}” and needs its lead department.",
            )  # fmt: skip
        if draft.lead and draft.lead.kind == OrganisationKind.FIRM:
            self._fault(
                draft.row, "lead", draft.lead.name, "coordination.list-firm-leads",
                "企业不能牵头；请写部门或水电气等单位。",
                "A firm cannot lead; write a department or a utility.",
            )  # fmt: skip
        if draft.lead and draft.lead.closed_at is not None and state not in OVER:
            self._fault(
                draft.row, "lead", draft.lead.name, "coordination.list-closed-body",
                "这个单位已撤销，不能再交办给它；请写接手的单位。",
                "This body is closed and takes no more issues; write who took over.",
            )  # fmt: skip
        if state in OVER and draft.day("closed_on") is None:
            self._fault(
                draft.row, "closed_on", "", "coordination.list-no-closing-day",
                f"状态是「{zh}」，要写销号日期。", f"It is “{en}” and needs the day it was closed.",
            )  # fmt: skip
        if state not in OVER and draft.day("closed_on"):
            self._fault(
                draft.row, "state", zh, "coordination.list-closed-and-open",
                f"写了销号日期，状态却是「{zh}」；请改一个。",
                f"It has a closing day and is “{en}”; change one of the two.",
            )  # fmt: skip

    def _fault(
        self,
        row: int,
        name: str,
        raw: str,
        code: str,
        zh: str,
        en: str,
        *,
        proposal: str = "",
        weight: Weight = "cell",
    ) -> None:
        self._heavy += weight != "remark"
        self.faults.append(
            ledgers.Fault(
                sheet=self._rows.sheet, row=row, column_letter=self._rows.letters.get(name, ""),
                heading=self._rows.headings.get(name, ""), field=name, raw=raw[:200], code=code,
                zh=zh, en=en, proposal=proposal, weight=weight,
            )
        )  # fmt: skip


def _plain(text: str) -> str:
    return " ".join(text.split())


def _key(draft: Draft) -> str:
    if draft.number:
        return ledgers.fold_code(draft.number)
    told = [folded(draft.title), str(draft.stated.get("project", "")), str(draft.day("raised_on"))]
    return f"~{hashlib.sha256('|'.join(told).encode()).hexdigest()[:40]}"
