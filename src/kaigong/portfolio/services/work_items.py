"""The parts of the works that are measured: their unit, their quantity, their latest finish."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from kaigong.accounts.models import User
from kaigong.audit.services import record
from kaigong.errors import KaigongError
from kaigong.portfolio.models import Project, WorkItem, WorkItemReading
from kaigong.portfolio.services.reports import named
from kaigong.web.amounts import plain


class QuantityBelowReportedError(KaigongError):
    code = "portfolio.quantity-below-reported"
    zh = (
        "「{item}」{month} 已报完成 {reported} {unit}，工程量不能减到 {quantity} {unit}；"
        "请先核对月报。工程量确实减少的，请统计人员写明原因后改。"
    )
    en = (
        "“{item}” was reported as {reported} {unit} done in {month}, so its quantity cannot fall "
        "to {quantity} {unit}. Check that report; if the works did shrink, the statistician "
        "changes it with a reason."
    )


class UnitOfReportedItemError(KaigongError):
    code = "portfolio.unit-of-reported-item"
    zh = "「{item}」{month} 已按「{unit}」报过 {reported}，不能改单位；请另设一道工序。"
    en = "“{item}” was reported in {month} as {reported} {unit}; its unit stays. Add another item."


@transaction.atomic
def set_work_item(
    project: Project,
    *,
    name: str,
    unit: str = "%",
    quantity: Decimal = Decimal(100),
    place: int = 0,
    due_on: date | None = None,
    reason: str = "",
    by: User | None,
    is_sample: bool = False,
) -> WorkItem:
    """Say what part of the works is measured, in which unit and up to which quantity.

    Args:
        reason: Why the quantity may be less than what was reported; the caller has checked that
            the person may restate.

    Raises:
        QuantityBelowReportedError: more was reported already, and no reason is given.
        UnitOfReportedItemError: what was reported would be read in another unit.
    """
    held = WorkItem.objects.select_for_update().filter(project=project, name=name).first()
    if held is not None:
        _hold_against_reports(held, unit=unit, quantity=quantity, reason=reason)
    before = None if held is None else _stated(held)
    item = held or WorkItem(project=project, name=name, is_sample=is_sample)
    item.unit, item.quantity, item.place, item.due_on = unit, quantity, place, due_on
    item.full_clean()
    if before == _stated(item):
        return item
    # The history names who is answerable, also where no request tells it: imports, the demo.
    item._history_user = by  # type: ignore[attr-defined]  # read by simple_history
    item._change_reason = reason.strip()[:100] or None  # type: ignore[attr-defined]
    item.save()
    record(
        "portfolio.work_item.set",
        by=by,
        zone=project.zone.slug,
        subject=project.code,
        name=name,
        before=before,
        after=_stated(item),
        reason=reason.strip(),
    )
    return item


def _stated(item: WorkItem) -> dict[str, object]:
    quantity = f"{item.quantity:.3f}"
    return {"quantity": quantity, "unit": item.unit, "due_on": item.due_on, "place": item.place}


def _hold_against_reports(item: WorkItem, *, unit: str, quantity: Decimal, reason: str) -> None:
    readings = WorkItemReading.objects.filter(item=item).select_related("report")
    most = readings.order_by("-done_quantity", "report__month").first()
    if most is None:
        return
    said = {
        "item": item.name,
        "month": named(most.report.month),
        "reported": plain(most.done_quantity),
        "unit": item.unit,
    }
    if unit != item.unit:
        raise UnitOfReportedItemError(**said)
    if quantity < most.done_quantity and not reason.strip():
        raise QuantityBelowReportedError(**said, quantity=plain(quantity))
