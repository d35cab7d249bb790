"""Minutes: read, printed, taken along as Word; the tasks as a workbook; the office's layout."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from kaigong.accounts.doors import InZone, in_zone
from kaigong.audit.services import record
from kaigong.coordination.forms.meetings import WordsForm
from kaigong.coordination.minutes.gathering import gather
from kaigong.coordination.minutes.workbook import tasks_workbook
from kaigong.coordination.models import Meeting, MeetingState
from kaigong.coordination.pages.meetings import item_rows
from kaigong.coordination.selectors.meetings import item_for, meeting_for
from kaigong.coordination.services.minutes import reword_item, written
from kaigong.coordination.views.meetings import back
from kaigong.coordination.views.taking import as_word, taken
from kaigong.web.kept_files import answer_with
from kaigong.web.word import MEDIA_TYPE
from kaigong.wording import said

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@in_zone("coordination.see_meetings")
def page(request: InZone, meeting: int) -> HttpResponse:
    """The minutes as they will be printed; a draft until they are confirmed."""
    found = meeting_for(request.standing, meeting)
    latest = found.minutes.last() if found.state == MeetingState.CONFIRMED else None
    may_reword = request.standing.may("coordination.chair_meetings") and found.state in {
        MeetingState.IN_SESSION,
        MeetingState.ENDED,
    }
    context = {
        "meeting": found,
        "minutes": gather(found, version=latest.version if latest else 0),
        "versions": list(found.minutes.select_related("confirmed_by")),
        "may_confirm": request.standing.may("coordination.chair_meetings")
        and found.state == MeetingState.ENDED,
        "may_reopen": request.standing.may("coordination.chair_meetings"),
        "may_reword": may_reword,
        "settled": [row for row in item_rows(found, request.zone.today()) if row.tasks],
        "tab": "meetings",
    }
    return render(request, "coordination/minutes.html", context)


@require_GET
@in_zone("coordination.see_meetings")
def word(request: InZone, meeting: int) -> HttpResponseBase:
    """The minutes as Word: the confirmed file where there is one (`?version=` an older), else a
    draft of now."""
    found = meeting_for(request.standing, meeting)
    asked = request.GET.get("version", "")
    kept = found.minutes.all()
    if asked.isdecimal():
        version = kept.filter(version=int(asked)).first()
    else:
        version = kept.last() if found.state == MeetingState.CONFIRMED else None
    mark = f"v{version.version}" if version else said("草稿", "draft")
    name = f"{found.year}-{found}-{said('纪要', 'minutes')}-{mark}.docx"
    answer: HttpResponseBase
    if version is not None:
        answer = answer_with(version.file, name=name, media_type=MEDIA_TYPE)
    else:
        answer = as_word(request, lambda is_plain: written(found, is_plain=is_plain), name=name)
    if answer.status_code == 200:
        record(
            "coordination.minutes.taken", by=request.user, zone=request.zone.slug,
            subject=f"meeting-{found.pk}", form="docx", version=version.version if version else 0,
        )  # fmt: skip
    return answer


@require_GET
@in_zone("coordination.see_meetings")
def workbook(request: InZone, meeting: int) -> HttpResponse:
    """The list of decisions of one meeting."""
    found = meeting_for(request.standing, meeting)
    tasks = found.tasks.select_related("meeting", "organisation", "person", "project", "issue")
    title = f"{found} · {said('议定事项', 'decisions')}"
    return taken(tasks_workbook(tasks, title=title), name=_name(found), kind=XLSX)


def _name(meeting: Meeting) -> str:
    return f"{meeting.year}-{meeting}-{said('议定事项', 'decisions')}.xlsx"


@require_POST
@in_zone("coordination.chair_meetings")
def words(request: InZone, meeting: int, item: int) -> HttpResponse:
    """What was said to an item, until the minutes are confirmed."""
    found = item_for(request.standing, meeting, item)
    form = WordsForm(request.POST)
    if form.is_valid():
        reword_item(found, words=form.cleaned_data["words"], standing=request.standing)
    return back(request, found.meeting, said("已改", "Changed"), to="minutes")
