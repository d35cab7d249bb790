"""The pages of escalation rules: all of them, one with its trial on the past, and a new one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.accounts.models import Zone
from kaigong.coordination.forms.settings import DigestForm, RuleForm
from kaigong.coordination.models import QUIET_FROM, QUIET_UNTIL, EscalationRule, IssueCategory
from kaigong.coordination.pages.rules import sentences_of
from kaigong.coordination.selectors.rules import desk_of, rules_in
from kaigong.coordination.selectors.trials import trial_of
from kaigong.coordination.services import rules as services
from kaigong.coordination.services.escalating import set_digest_time
from kaigong.coordination.views.answers import CHANGE, SEE, back, faults, history_of
from kaigong.wording import said


@require_GET
@in_zone(SEE)
def rules(request: InZone) -> HttpResponse:
    """Every rule as a sentence, with what it said in the last month."""
    names = _categories(request.zone)
    desk = desk_of(request.zone)
    context = {
        "rows": [(rule, sentences_of(rule, names)) for rule in rules_in(request.zone)],
        "desk": desk,
        "may_change": request.standing.may(CHANGE),
        "lines": history_of(request, "coordination.rule", "coordination.digest"),
    }
    return render(request, "coordination/rules.html", context)


@require_http_methods(["GET", "POST"])
@in_zone(SEE)
def rule(request: InZone, rule: str) -> HttpResponse:
    """One rule, and what it would have said; a change is tried first, then saved."""
    found = get_object_or_404(rules_in(request.zone), key=rule)
    if request.method == "GET":
        values = {name: getattr(found, name) for name in RuleForm.base_fields if name != "version"}
        values["channel"] = found.channel_id
        values["is_digest"] = "1" if found.is_digest else ""
        form = RuleForm(initial=values | {"version": found.version}, zone=request.zone)
        return _shown(request, form, found, found)
    return _posted(request, found)


@require_http_methods(["GET", "POST"])
@in_zone(CHANGE)
def new(request: InZone) -> HttpResponse:
    """A new rule, which begins switched off."""
    if request.method == "POST":
        return _posted(request, None)
    initial = {"quiet_from": QUIET_FROM, "quiet_until": QUIET_UNTIL}
    form = RuleForm(initial=initial, zone=request.zone)
    return _shown(request, form, None, None)


@require_POST
@in_zone(CHANGE)
def switch(request: InZone, rule: str) -> HttpResponse:
    """On, from today; or off."""
    found = get_object_or_404(rules_in(request.zone), key=rule)
    is_on = request.POST.get("on") == "1"
    held = services.switch_rule(found, is_on=is_on, by=request.user)
    told = said(f"「{held}」已启用", f"“{held}” is on") if is_on else said(
        f"「{held}」已停用", f"“{held}” is off"
    )  # fmt: skip
    return back(request, "rules", told=told)


@require_POST
@in_zone(CHANGE)
def digest(request: InZone) -> HttpResponse:
    """Another hour for the digest."""
    form = DigestForm(request.POST)
    if not form.is_valid():
        return back(request, "rules", form=form)
    moment = form.cleaned_data["digest_at"]
    set_digest_time(request.zone, at=moment, by=request.user)
    return back(
        request, "rules", told=said(f"汇总改在 {moment:%H:%M}", f"Digest at {moment:%H:%M}")
    )


def _posted(request: InZone, found: EscalationRule | None) -> HttpResponse:
    form = RuleForm(request.POST, zone=request.zone)
    if not request.standing.may(CHANGE) or not form.is_valid():
        faults(request, form)
        return _shown(request, form, found, found, status=422)
    text = form.text()
    services.check_text(text)
    if request.POST.get("act") != "save":
        tried = services.trial_rule(request.zone, text)
        return _shown(request, form, found, tried, is_changed=True)
    if found is None:
        made = services.add_rule(request.zone, text=text, by=request.user)
        return redirect("coordination:rule", request.zone.slug, made.key)
    held = services.change_rule(
        found, text=text, by=request.user, seen_version=form.cleaned_data["version"]
    )
    return back(request, "rule", held.key, told=said(f"「{held}」已保存", f"“{held}” saved"))


def _shown(
    request: InZone,
    form: RuleForm,
    found: EscalationRule | None,
    tried: EscalationRule | None,
    *,
    is_changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "rule": found,
        "is_changed": is_changed,
        "sentences": sentences_of(tried, _categories(request.zone)) if tried else None,
        "trial": trial_of(request.standing, tried) if tried else None,
        "may_change": request.standing.may(CHANGE),
        "versions": found.history.select_related("history_user")[:10] if found else [],
    }
    return render(request, "coordination/rule.html", context, status=status)


def _categories(zone: Zone) -> dict[str, tuple[str, str]]:
    return {
        each.key: (each.name, each.name_en or each.name)
        for each in IssueCategory.objects.filter(zone=zone)
    }
