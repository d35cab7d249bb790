"""The page of the audit chain. It stands here because the audit slice lies below people."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.accounts.selectors import lines_shown_in
from kaigong.audit import words
from kaigong.audit.facts import lines_told
from kaigong.audit.models import Entry
from kaigong.errors import KaigongError
from kaigong.wording import said

PAGE = 100  # lines; older ones by the link below the table


class UnreadableFilterError(KaigongError):
    code = "accounts.unreadable-filter"
    zh = "看不懂「{text}」；日期请写成 2021-03-29 这样，行号请写成数字。"
    en = "“{text}” cannot be read; write a day like 2021-03-29 and a line as a number."


def _asked(request: InZone) -> QuerySet[Entry]:
    entries = lines_shown_in(request.zone)
    given = {name: request.GET.get(name, "").strip() for name in ("subject", "person", "act")}
    if given["subject"]:
        entries = entries.filter(subject__icontains=given["subject"])
    if given["person"]:
        entries = entries.filter(actor__username=given["person"])
    if given["act"]:
        entries = entries.filter(act__startswith=given["act"])
    text = request.GET.get("day", "").strip()
    if text:
        try:
            day = date.fromisoformat(text)
            first = datetime.combine(day, time.min, ZoneInfo(request.zone.timezone))
            entries = entries.filter(at__gte=first, at__lt=first + timedelta(days=1))
        except (ValueError, OverflowError) as error:
            raise UnreadableFilterError(text=text[:30]) from error
    return entries


@require_GET
@in_zone("audit.see_chain")
def chain(request: InZone) -> HttpResponse:
    """What was done in this zone, newest first."""
    entries = _asked(request)
    before = request.GET.get("before", "")
    if before:
        if not before.isdecimal() or len(before) > 18:
            raise UnreadableFilterError(text=before[:30])
        entries = entries.filter(id__lt=int(before))
    rows = list(entries[: PAGE + 1])
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "lines": lines_told(rows[:PAGE], request.standing),
        "older": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "query": query.urlencode(),
        "asked": request.GET,
        "acts": _choices(request.GET.get("act", "").strip()),
    }
    return render(request, "accounts/chain.html", context)


@require_GET
@in_zone("audit.see_chain")
def line(request: InZone, line: int) -> HttpResponse:
    """One line in words, and below as it was written and sealed."""
    entry = get_object_or_404(lines_shown_in(request.zone), pk=line)
    written = {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor.username if entry.actor else None,
        "act": entry.act,
        "zone": entry.zone,
        "subject": entry.subject,
        "facts": entry.facts,
        "request": entry.request,
    }
    context = {
        "line": lines_told([entry], request.standing)[0],
        "written": json.dumps(written, ensure_ascii=False, indent=2),
    }
    return render(request, "accounts/chain_line.html", context)


def _choices(asked: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """All acts by slice, as a person may choose them; a slice as a whole first."""
    found = [
        (
            words.slice_in_words(slice_name),
            [
                (f"{slice_name}.", said("全部：", "All: ") + words.slice_in_words(slice_name)),
                *acts.items(),
            ],
        )
        for slice_name, acts in words.known_acts().items()
    ]
    if asked and not any(asked == act for _, acts in found for act, _ in acts):
        found.append((said("其他", "Other"), [(asked, asked)]))  # as an address had it
    return found


class _Line:
    """A file that csv writes to and that hands each line straight on."""

    def write(self, text: str) -> str:
        return text


def _harmless(text: str) -> str:
    """A cell that Excel will not run as a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


@require_GET
@in_zone("audit.see_chain")
def chain_csv(request: InZone) -> HttpResponseBase:
    """The same lines as a table for Excel, as many as there are."""
    entries = _asked(request)
    writer = csv.writer(_Line())
    zone_time = ZoneInfo(request.zone.timezone)
    # Put into words now: the reader's language is gone when the lines are streamed.
    told = {act: text for acts in words.known_acts().values() for act, text in acts.items()}
    head = [
        said(zh, en)
        for zh, en in [
            ("行", "line"),
            ("时间", "at"),
            ("人", "person"),
            ("动作", "act"),
            ("对象", "subject"),
            ("内容", "facts"),
            ("请求", "request"),
            ("封签", "seal"),
            ("动作名称", "act in words"),
        ]
    ]

    def lines() -> Iterator[str]:
        yield "﻿" + writer.writerow(head)  # Excel reads UTF-8 only with a mark
        for entry in entries.iterator(chunk_size=1000):
            facts = json.dumps(entry.facts, ensure_ascii=False, sort_keys=True)
            at = entry.at.astimezone(zone_time).isoformat(timespec="seconds")
            who = entry.actor.username if entry.actor else ""
            cells = [str(entry.pk), at, who, entry.act, entry.subject, facts]
            name = told.get(entry.act, entry.act)
            yield writer.writerow([*map(_harmless, cells), entry.request, entry.seal, name])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    name = f"audit-{request.zone.slug}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
