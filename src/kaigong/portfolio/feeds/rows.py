"""Windows of rows, and the outline that stands round them: groups, subtotals, total."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from django.http import HttpResponse, JsonResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.accounts.models import Zone
from kaigong.errors import KaigongError
from kaigong.portfolio.columns import COLUMNS, Kind, sums_of
from kaigong.portfolio.feeds.asked import columns_asked, day_in_view, share_of_year, view_asked
from kaigong.portfolio.models import ChangeSet
from kaigong.portfolio.sheet import Bundle, Sheet, Window, together
from kaigong.web.asof import day_asked

Json = str | int | float | bool | None | dict[str, object]
ALWAYS = [
    "code",
    "name",
    "name_en",
    "is_sample",
    "has_sample_amounts",
    "lamp",
    "reason",
]  # links, tags and lamps need them


class UnreadableWindowError(KaigongError):
    code = "portfolio.unreadable-window"
    zh = "看不懂「{text}」：offset 和 limit 要写非负整数。"
    en = "“{text}” cannot be read: offset and limit are whole numbers from 0 up."


@gzip_page  # it repeats what was asked nowhere, and holds no secret of the asker
@require_GET
@in_zone("portfolio.see_ledger")
def rows(request: InZone) -> HttpResponse:
    """A window of rows: amounts as exact decimals in currency units, days in ISO."""
    sheet = Sheet(request.standing, view_asked(request))
    keys = list(dict.fromkeys([*ALWAYS, *columns_asked(request)]))
    window = sheet.window(
        keys, offset=_whole(request, "offset", 0), limit=_whole(request, "limit", 200)
    )
    return JsonResponse(
        {
            "version": version_of(request.zone),
            "offset": window.offset,
            "total": window.total,
            "keys": ["id", *keys],
            "rows": json_rows(window, keys),
        }
    )


@require_GET
@in_zone("portfolio.see_ledger")
def outline(request: InZone) -> HttpResponse:
    """Groups with their place, count, sums and lamps; the total; how old it all is."""
    view = view_asked(request)
    sheet = Sheet(request.standing, view)
    day = day_in_view(request)
    shown = sums_of(columns_asked(request))
    groups = sheet.groups(shown)
    return JsonResponse(
        {
            "groups": [
                {"key": str(bundle.key or ""), "label": bundle.label, "offset": bundle.offset}
                | _sums(bundle)
                for bundle in groups
            ],
            "total": _sums(together(groups) if groups else sheet.total(shown)),
            "months_share": round(share_of_year(view, day=day), 6),
            **age_of(request),
        }
    )


def json_rows(window: Window, keys: list[str]) -> list[list[Json]]:
    """The rows of a window with a named thing (organisation, person, sector) as id and name."""
    places = {key: place for place, key in enumerate(window.keys)}
    readers = [_reader(key, places) for key in keys]
    return [[int(str(row[0])), *(read(row) for read in readers)] for row in window.rows]


def _reader(key: str, places: dict[str, int]) -> Callable[[Sequence[object]], Json]:
    place, label = places[key], places.get(f"{key}.label")
    kind = COLUMNS[key].kind
    if label is not None:
        named = label
        return lambda row: None if row[place] is None else {"id": row[place], "name": row[named]}
    if kind is Kind.LAMP:
        reason = places["reason"]
        return lambda row: {"colour": row[place] or "green", "reason": row[reason] or ""}
    if kind is Kind.PERCENT:
        return lambda row: None if row[place] is None else f"{row[place]:.6f}"
    return lambda row: plain(row[place])


def plain(value: object) -> Json:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(value)


def _sums(bundle: Bundle) -> dict[str, object]:
    sums = {key: format(value, "f") for key, value in bundle.sums.items()}
    planned, done = bundle.sums.get("planned_amount"), bundle.sums.get("year_amount")
    if planned and done is not None:
        sums["year_share"] = f"{done / planned:.6f}"
    return {"count": bundle.count, "sums": sums, "lamps": bundle.lamps}


def version_of(zone: Zone) -> str:
    """Grows with each change of the ledger: a grid that meets another one reads anew."""
    last = ChangeSet.objects.filter(zone=zone).order_by("-pk").values_list("pk", flat=True).first()
    return str(last or 0)


def age_of(request: InZone) -> dict[str, object]:
    """As of when, and how many change sets the ledger has seen."""
    sets = ChangeSet.objects.filter(zone=request.zone)
    day = day_asked(request)
    if day:
        sets = sets.filter(at__lte=request.zone.end_of(day))
    last = sets.order_by("-at").first()
    today = day_in_view(request)
    at = request.zone.moment_there(last.at) if last else None
    words = f"{at:%Y-%m-%d %H:%M}" if at and at.date() == today else today.isoformat()
    return {"age": words, "change_sets": sets.count()}


def _whole(request: InZone, name: str, default: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise UnreadableWindowError(text=text[:20])
    return int(text)
