"""Decisions: what waits, what was decided, asking and answering."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.cockpit import selectors, services
from kaigong.cockpit.command_page import due_decision
from kaigong.cockpit.forms import AnswerForm, AskForm
from kaigong.cockpit.models import DecisionState
from kaigong.portfolio.moments import Look
from kaigong.web.asof import day_asked
from kaigong.wording import said


@require_GET
@in_zone("cockpit.see_duties")
def decisions(request: InZone) -> HttpResponse:
    """What waits and what was decided, for who may see it."""
    day = day_asked(request)
    look = Look.at(request.zone, day)
    waiting = selectors.decisions_waiting(request.standing, as_of=look.as_of)
    made = selectors.decisions_for(request.standing).exclude(state=DecisionState.WAITING)
    if look.as_of is not None:
        made = made.filter(decided_at__lte=look.as_of)
    context = {
        "waiting": [due_decision(each, look, request.zone) for each in waiting],
        "made": made.order_by("-decided_at")[:200],
        "as_of": day,
        "may_decide": request.standing.may("cockpit.decide") and not day,
        "may_ask": request.standing.may("cockpit.ask_decision") and not day,
        "contradictions": selectors.contradictions_in(request.standing)
        if request.standing.may("cockpit.see_command")
        else [],
    }
    return render(request, "cockpit/decisions.html", context)


@require_http_methods(["GET", "POST"])
@in_zone("cockpit.ask_decision")
def ask(request: InZone) -> HttpResponse:
    """Put a question before a leader."""
    form = AskForm(request.POST if request.method == "POST" else None, zone=request.zone)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        offered = [given["first"], *([given["second"]] if given["second"] else [])]
        options: list[services.Option] = [
            {"key": f"option-{number}", "zh": text, "en": text}
            for number, text in enumerate(offered, start=1)
        ]
        services.ask_for_decision(
            request.zone,
            title=given["title"],
            why=given["why"],
            due_at=given["due_at"],
            asked_of=given["asked_of"],
            options=options,
            by=request.user,
        )
        messages.success(request, said("已提请决定", "Put up for decision"))
        return redirect("cockpit:decisions", zone=request.zone.slug)
    return render(request, "cockpit/ask.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@in_zone("cockpit.decide")
def answer(request: InZone, number: int) -> HttpResponse:
    """Give an answer, or return the question with a reason."""
    decision = get_object_or_404(selectors.decisions_for(request.standing), pk=number)
    form = AnswerForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {"answer": "", "reason": ""}
    if given["answer"]:
        services.decide(decision, answer=given["answer"], reason=given["reason"], by=request.user)
        messages.success(request, said(f"已答复：{decision}", f"Answered: {decision}"))
    else:
        services.return_decision(decision, reason=given["reason"], by=request.user)
        messages.success(request, said(f"已退回：{decision}", f"Returned: {decision}"))
    return redirect(_back(request))


def _back(request: InZone) -> str:
    """The page the answer was given on; a foreign address leads to the list instead."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return target
    return f"/{request.zone.slug}/decisions/"
