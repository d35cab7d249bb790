"""The plan as it is edited in its outline: one small request for each edit, the new dates back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.plan.duration_words import minutes_in
from kaigong.plan.errors import UnreadableEditError
from kaigong.plan.link_words import links_in
from kaigong.plan.models import Activity, LinkKind, ReasonCode
from kaigong.plan.pages.plan_chart import chart_of
from kaigong.plan.pages.plan_head import head_of
from kaigong.plan.selectors.plans import OpenPlan, open_plan
from kaigong.plan.services import outline
from kaigong.plan.services.activities import (
    ActivityWords,
    change_activity,
    remove_activities,
    words_of,
)
from kaigong.plan.services.outline import Asking
from kaigong.plan.services.undoing import undo_own
from kaigong.wording import is_chinese, said

Dates = tuple[int | None, int | None]
MOST_KEYS = 2_000
MOST_LETTERS = 500


@dataclass(frozen=True)
class Asked:
    """One request: the plan as it stands, what is to be done, and who asks."""

    opened: OpenPlan
    given: Mapping[str, object]
    by: Asking

    def text(self, name: str) -> str:
        """A text of the request, empty where it says none.

        Raises:
            UnreadableEditError: it is no text, or too long for a cell.
        """
        value = self.given.get(name, "")
        if not isinstance(value, str) or len(value) > MOST_LETTERS:
            raise UnreadableEditError(what=name)
        return value

    def minute(self, name: str) -> int:
        """A minute of the wall clock.

        Raises:
            UnreadableEditError: it is none.
        """
        value = self.given.get(name)
        if not isinstance(value, int) or not 0 <= value < 2**31:
            raise UnreadableEditError(what=name)
        return value

    def keys(self) -> list[str]:
        """The rows that the act is about.

        Raises:
            UnreadableEditError: none, or something else than codes.
        """
        keys = self.given.get("keys")
        if not isinstance(keys, list) or not 0 < len(keys) <= MOST_KEYS:
            raise UnreadableEditError(what="keys")
        if not all(isinstance(key, str) for key in keys):
            raise UnreadableEditError(what="keys")
        return keys

    def row(self) -> Activity:
        """The row that the act is about.

        Raises:
            NoSuchActivityError: somebody has taken it out.
        """
        return self.opened.row(self.text("key"))


def _name(asked: Asked) -> str:
    name = asked.text("text").strip()
    if not name:
        raise UnreadableEditError(what="name")
    row = asked.row()
    words = replace(words_of(row), links=None)
    # In English a name is the English one; the zone's own stays what it is.
    words = replace(words, name=name[:200]) if is_chinese() else replace(words, name_en=name[:200])
    return _changed(asked, row, words)


def _duration(asked: Asked) -> str:
    row = asked.row()
    minutes = minutes_in(asked.text("text"), per_day=asked.opened.per_day(row))
    return _changed(asked, row, replace(words_of(row), duration=minutes, links=None))


def _after(asked: Asked) -> str:
    row = asked.row()
    known = [each.key for each in asked.opened.rows]
    links = links_in(asked.text("text"), per_day=asked.opened.per_day(row), known=known)
    return _changed(asked, row, replace(words_of(row), links=tuple(links)))


def _changed(asked: Asked, row: Activity, words: ActivityWords) -> str:
    change_activity(
        asked.opened.plan,
        row.key,
        words,
        standing=asked.by.standing,
        seen_version=asked.by.seen_version,
        reason=asked.by.reason,
        why=asked.by.why,
    )
    return row.key


def _done(asked: Asked) -> str:
    outline.report_done(asked.opened.plan, asked.row(), asked.text("text"), by=asked.by)
    return asked.text("key")


def _add(asked: Asked) -> str:
    opened, after = asked.opened, asked.text("key")
    per_day = opened.per_day(opened.row(after)) if after else opened.minutes_per_day
    return outline.add_below(opened.plan, after, per_day=per_day, by=asked.by).key


def _indent(asked: Asked) -> str:
    outline.indent_activities(asked.opened.plan, asked.keys(), by=asked.by)
    return ""


def _outdent(asked: Asked) -> str:
    outline.outdent_activities(asked.opened.plan, asked.keys(), by=asked.by)
    return ""


def _up(asked: Asked) -> str:
    outline.move_activities(asked.opened.plan, asked.keys(), is_up=True, by=asked.by)
    return ""


def _down(asked: Asked) -> str:
    outline.move_activities(asked.opened.plan, asked.keys(), is_up=False, by=asked.by)
    return ""


def _remove(asked: Asked) -> str:
    remove_activities(
        asked.opened.plan,
        asked.keys(),
        standing=asked.by.standing,
        seen_version=asked.by.seen_version,
        reason=asked.by.reason,
        why=asked.by.why,
    )
    return ""


def _drag(asked: Asked) -> str:
    ends = {"start": asked.minute("start"), "finish": asked.minute("finish")}
    outline.drag_activity(asked.opened.plan, asked.text("key"), **ends, by=asked.by)
    return asked.text("key")


def _link(asked: Asked) -> str:
    kind = asked.text("kind")
    if kind not in LinkKind.values:
        raise UnreadableEditError(what="kind")
    after = asked.text("after")
    outline.draw_link(asked.opened.plan, asked.text("before"), after, kind, by=asked.by)
    return after


def _undo(asked: Asked) -> str:
    undo_own(asked.opened.plan, standing=asked.by.standing)
    return ""


def _redo(asked: Asked) -> str:
    undo_own(asked.opened.plan, standing=asked.by.standing, is_again=True)
    return ""


# What the outline may ask for; each does it and says the key of the row to stand on.
ACTS: dict[str, Callable[[Asked], str]] = {
    "name": _name,
    "duration": _duration,
    "after": _after,
    "done": _done,
    "add": _add,
    "indent": _indent,
    "outdent": _outdent,
    "up": _up,
    "down": _down,
    "remove": _remove,
    "drag": _drag,
    "link": _link,
    "undo": _undo,
    "redo": _redo,
}


@require_POST
@in_zone("plan.edit_plans")
def edit(request: InZone, code: str) -> HttpResponse:
    """Do one edit and answer with the dates that come of it; a trial is answered and not kept."""
    opened = open_plan(request.standing, code)
    given = _given(request)
    act = ACTS.get(str(given.get("act")))
    if act is None:
        raise UnreadableEditError(what="act")
    before = {row.key: (row.early_start, row.early_finish) for row in opened.work}
    with transaction.atomic():
        chosen = act(Asked(opened, given, _asking(request, given)))
        after = open_plan(request.standing, code)
        answer = _answer(request, before, after)
        if given.get("trial") is True:
            transaction.set_rollback(True)
    return JsonResponse({**answer, "chosen": chosen})


def _given(request: InZone) -> Mapping[str, object]:
    if request.content_type != "application/json":
        raise UnreadableEditError(what="JSON")
    try:
        given = json.loads(request.body)
    except ValueError:
        raise UnreadableEditError(what="JSON") from None
    if not isinstance(given, dict):
        raise UnreadableEditError(what="JSON")
    return given


def _asking(request: InZone, given: Mapping[str, object]) -> Asking:
    version, reason, why = given.get("version"), given.get("reason", ""), given.get("why", "")
    if not isinstance(version, int) or not isinstance(why, str):
        raise UnreadableEditError(what="version")
    if reason not in ReasonCode.values:
        raise UnreadableEditError(what="reason")
    return Asking(request.standing, version, str(reason), why[:300])


def _answer(request: InZone, before: Mapping[str, Dates], after: OpenPlan) -> dict[str, object]:
    """The new feed, the parts of the page that figures of the plan stand in, and what moved."""
    dates = {row.key: (row.early_start, row.early_finish) for row in after.work}
    moved = sum(before.get(key, own) != own for key, own in dates.items())
    is_backward = request.GET.get("way") != "forward"
    context = {
        "zone": request.zone,
        "project": after.project,
        "plan": after.plan,
        "head": head_of(after) if after.rows else None,
        "edits": after.edits(),
        "today": request.zone.today(),
        "may_edit": True,
    }
    pieces = {
        name: render_to_string(f"plan/schedule.html#{name}", context, request=request)
        for name in ("head", "age", "edits")
    }
    told = said(f"{moved} 项日期变动", f"{moved} dates moved") if moved else ""
    return {
        "feed": chart_of(after, is_backward=is_backward, is_edited=True).as_feed(),
        "pieces": pieces,
        "told": told,
    }
