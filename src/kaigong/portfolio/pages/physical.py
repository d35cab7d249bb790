"""Physical progress: work items against their dates, and one box for each real thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kaigong.portfolio.models import Colour, WorkItem
from kaigong.portfolio.selectors.dossier import Dossier
from kaigong.wording import said

MOST_BOXES = 60  # more of them say no more than a number
SOON_DAYS = 14


@dataclass(frozen=True)
class ShownItem:
    """A work item as its row shows it; `colour` is empty where nothing is to be judged."""

    item: WorkItem
    done: Decimal | None
    share: float | None
    colour: str
    words: str

    @property
    def is_done(self) -> bool:
        return self.done is not None and self.done >= self.item.quantity


def shown_items(dossier: Dossier) -> list[ShownItem]:
    """The work items of a project with what was read and how they stand against their dates."""
    rows = []
    for item in dossier.work_items:
        done = dossier.readings.get(item.pk)
        share = float(done / item.quantity) if done is not None and item.quantity else None
        colour, words = _judged(item, done, dossier.opened.today)
        rows.append(ShownItem(item, done, share, colour, words))
    return rows


def _judged(item: WorkItem, done: Decimal | None, today: date) -> tuple[str, str]:
    if done is not None and done >= item.quantity:
        return Colour.GREEN, said("完成", "Done")
    if item.due_on is None:
        return "", ""
    days = (item.due_on - today).days
    if days < 0:
        return Colour.RED, said(f"晚 {-days} 天", f"{-days} days late")
    if days <= SOON_DAYS:
        return Colour.AMBER, said(f"还有 {days} 天", f"{days} days left")
    return "", ""


@dataclass(frozen=True)
class Boxes:
    """One box for each real thing: `solid` reached the furthest work item, `begun` an earlier."""

    unit: str
    furthest: str
    before: str
    solid: int
    begun: int
    total: int

    @property
    def kinds(self) -> list[str]:
        """The class of each box, first to last."""
        rest = self.total - self.solid - self.begun
        return ["top"] * self.solid + [""] * self.begun + ["none"] * rest


def boxes_of(items: list[ShownItem]) -> Boxes | None:
    """The boxes of a project whose work items count the same number of whole pieces.

    The ledger knows how many, not which: the boxes fill from the first on.
    """
    counted = [row for row in items if _is_counted(row.item)]
    if not counted:
        return None
    last = counted[-1].item
    same = [row for row in counted if (row.item.unit, row.item.quantity) == _measure(last)]
    begun = [row for row in same if row.done]
    if not begun:
        return Boxes(last.unit, same[-1].item.name, "", 0, 0, int(last.quantity))
    furthest = begun[-1]
    earlier = [row for row in begun[:-1] if row.done is not None]
    solid = int(furthest.done or 0)
    most = max(earlier, key=lambda row: (row.done or 0, row.item.place), default=None)
    return Boxes(
        unit=last.unit,
        furthest=furthest.item.name,
        before=most.item.name if most and int(most.done or 0) > solid else "",
        solid=solid,
        begun=max(int(most.done or 0) - solid, 0) if most else 0,
        total=int(last.quantity),
    )


def _measure(item: WorkItem) -> tuple[str, Decimal]:
    return item.unit, item.quantity


def _is_counted(item: WorkItem) -> bool:
    is_whole = item.quantity == item.quantity.to_integral_value()
    return item.unit != "%" and is_whole and 1 < item.quantity <= MOST_BOXES
