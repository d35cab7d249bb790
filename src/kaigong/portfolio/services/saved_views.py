"""Keeping a way of looking at the ledger, and dropping it again."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from kaigong.accounts.selectors import Standing
from kaigong.audit.services import record
from kaigong.errors import KaigongError
from kaigong.portfolio.models import SavedView

MOST_VIEWS = 50  # of one person in a zone
STATE_KEYS = frozenset({"columns", "sort", "filter", "group", "widths"})


class NamelessViewError(KaigongError):
    code = "portfolio.nameless-view"
    zh = "视图没有名称；请起一个不超过 100 字的名字。"
    en = "The view has no name; give it one of at most 100 letters."


class TooManyViewsError(KaigongError):
    code = "portfolio.too-many-views"
    zh = "已有 {count} 个视图；请先删掉不用的。"
    en = "There are {count} views already; delete one that is not used."


class NotYourViewError(KaigongError):
    code = "portfolio.not-your-view"
    zh = "视图「{name}」不是你的；只有存它的人或本单位的人能删。"
    en = "The view “{name}” is not yours; its owner or the office's people may delete it."


@transaction.atomic
def keep_view(
    standing: Standing, *, name: str, state: Mapping[str, object], is_office: bool
) -> SavedView:
    """Keep a view for oneself, or for the office one acts for."""
    name = name.strip()
    if not name or len(name) > 100:
        raise NamelessViewError
    count = SavedView.objects.filter(zone=standing.zone, user=standing.user).count()
    if count >= MOST_VIEWS and not is_office:
        raise TooManyViewsError(count=count)
    is_shared = is_office and standing.may("portfolio.edit_ledger")
    view = SavedView.objects.create(
        zone=standing.zone,
        user=None if is_shared else standing.user,
        organisation=standing.memberships[0].organisation if is_shared else None,
        name=name,
        state={key: value for key, value in state.items() if key in STATE_KEYS},
    )
    record(
        "portfolio.view.kept",
        by=standing.user,
        zone=standing.zone.slug,
        subject=str(view.pk),
        name=name,
        is_office=is_shared,
    )
    return view


@transaction.atomic
def drop_view(standing: Standing, view: SavedView) -> None:
    """Delete a view of one's own or of one's office.

    Raises:
        NotYourViewError: it belongs to somebody else.
    """
    is_offices = view.organisation_id in standing.organisation_ids and standing.may(
        "portfolio.edit_ledger"
    )
    if view.user_id != standing.user.pk and not is_offices:
        raise NotYourViewError(name=view.name)
    subject = str(view.pk)
    view.delete()
    record(
        "portfolio.view.dropped",
        by=standing.user,
        zone=standing.zone.slug,
        subject=subject,
        name=view.name,
    )
