"""What escalation puts on pages below: messages, settings, lamps and figures of projects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Min, Q
from django.urls import reverse

from kaigong.accounts.selectors import Standing
from kaigong.coordination.lamps import issue_lamps
from kaigong.coordination.models import IssueState
from kaigong.coordination.selectors import open_issues_for
from kaigong.coordination.selectors.messages import unread_for
from kaigong.portfolio import registries
from kaigong.portfolio.registries import Duty, OpenProject, ShownFigure
from kaigong.web import rail
from kaigong.wording import said, say


def unread_messages(standing: Standing, today: date) -> Iterator[Duty]:
    """One row for all messages that a person has not looked at."""
    if count := unread_for(standing):
        yield Duty(
            key="messages",
            due_on=today,
            what=said(f"{count} 条新消息", f"{count} new messages"),
            why=said(
                "升级规则说的，和与你有关的通知", "what the rules of escalation say, and notices"
            ),
            verb=said("去看", "Read"),
            url=reverse("coordination:messages", args=[standing.zone.slug]),
        )


def open_issues_figure(opened: OpenProject) -> ShownFigure | None:
    """How many issues stand in a project's way, and how many are late."""
    if opened.is_past or not opened.standing.may("coordination.see_issues"):
        return None
    is_claimed = Q(state__in=[IssueState.CLAIMED, IssueState.VERIFIED])
    late = Q(solution_due_on__lt=opened.today) & ~is_claimed
    late |= Q(state=IssueState.ASSIGNED, acceptance_due_on__lt=opened.today)
    found = open_issues_for(opened.standing).filter(project=opened.project).order_by()
    told = found.aggregate(
        count=Count("pk"), late=Count("pk", filter=late), oldest=Min("raised_at")
    )
    if not told["count"]:
        return None
    days = (opened.today - opened.zone.moment_there(told["oldest"]).date()).days
    return ShownFigure(
        label=say("未销号问题", "Open issues"),
        value=str(told["count"]),
        unit=said("件", ""),
        comparison=said(f"其中逾期 {told['late']} 件", f"{told['late']} of them late"),
        age=said(f"最久 {max(0, days)} 天", f"oldest {max(0, days)} days"),
        url="#issues",
    )


rail.register(
    rail.Word(
        say("消息", "Messages"), "coordination:messages", right="coordination.see_issues", order=17
    )
)
for order, (text, url_name) in enumerate(
    (
        (say("问题类别", "Issue categories"), "coordination:categories"),
        (say("升级规则", "Escalation"), "coordination:rules"),
        (say("通知渠道", "Channels"), "coordination:channels"),
    )
):
    rail.register_setting(
        rail.Word(text, url_name, right="coordination.see_settings", order=40 + order)
    )
rail.register_setting(
    rail.Word(
        say("Word 模板", "Word layouts"),
        "coordination:word_layouts",
        right="coordination.keep_layouts",
        order=45,
    )
)
registries.duties.register(registries.DutySource("messages", 16, unread_messages))
registries.lamps.register(registries.LampSource("issues", 10, issue_lamps))
registries.figures.register(registries.FigureSource("issues", 40, open_issues_figure))
