"""How figures of a target tree read: in the indicator's unit, with a lamp in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kaigong.plan.indicators import Indicator
from kaigong.plan.target_tree import TargetTree, amount_of
from kaigong.portfolio.headline import Unit
from kaigong.web.amounts import plain, shown_amount, table_unit
from kaigong.wording import said

# As the lamps of projects: done over what was due, `engines/lamps/rules.toml`, behind-plan.
RED_BELOW, AMBER_BELOW = Decimal("0.7"), Decimal("0.9")


@dataclass(frozen=True)
class Lamp:
    """A judgement in a shape and a word; empty words are on track."""

    colour: str
    words: str


@dataclass(frozen=True)
class Figures:
    """Figures of one indicator as people read them; whole hundredths go in.

    Attributes:
        largest: By which the unit of the table is chosen, in the currency unit.
    """

    is_money: bool
    currency: str
    largest: Decimal

    @classmethod
    def of(cls, indicator: Indicator, *, currency: str, largest: int) -> Figures:
        return cls(indicator.unit is Unit.AMOUNT, currency, amount_of(largest))

    @property
    def unit(self) -> str:
        return table_unit(self.largest, self.currency).name if self.is_money else said("个", "")

    def digits(self, hundredths: int) -> str:
        amount = amount_of(hundredths)
        if not self.is_money:
            return plain(f"{amount:,.2f}")
        key = table_unit(self.largest, self.currency).key
        return shown_amount(amount, currency=self.currency, unit=key).digits

    def exact(self, hundredths: int) -> str:
        """In the unit of the table, and no digit lost: what a proof is read by."""
        amount = amount_of(hundredths)
        if self.is_money:
            amount /= table_unit(self.largest, self.currency).size
        return plain(f"{amount:,f}")

    def told(self, hundredths: int) -> str:
        """As in the table, but never rounded to nothing."""
        digits = self.digits(hundredths)
        is_nothing = hundredths and not digits.strip("0.,-")
        return self.exact(hundredths) if is_nothing else digits


def to_date(figures: Figures, due: int, done: int, *, has_months: bool = True) -> Lamp:
    """How what was done stands to what was due by now.

    Args:
        has_months: Whether the target falls on months at all.
    """
    if not has_months:
        return Lamp("grey", said("没有月目标", "no month targets"))
    if due <= 0:
        return Lamp("green", said("未到期", "not due yet"))
    share = Decimal(done) / Decimal(due)
    behind = figures.told(due - done)
    if share < RED_BELOW:
        return Lamp("red", said(f"落后，欠 {behind}", f"behind by {behind}"))
    if share < AMBER_BELOW:
        return Lamp("amber", said(f"偏慢，欠 {behind}", f"slow, {behind} short"))
    return Lamp("green", said("按期", "on track"))


@dataclass(frozen=True)
class ProofLine:
    """One line of the proof, in words; red where what was set does not fit what lies below."""

    words: str
    holds: bool
    is_red: bool


def proof_of(tree: TargetTree, node: int, figures: Figures, parts: str) -> ProofLine:
    """`parts` names the children: 5 fronts, 32 projects."""
    proof = tree.targets.proof(node)
    rest = figures.exact(abs(proof.not_broken_down))
    sign = "−" if proof.not_broken_down < 0 else "+"
    children, target = figures.exact(proof.of_children), figures.exact(proof.target)
    unit = figures.unit and f" {figures.unit}"
    return ProofLine(
        said(
            f"{parts}合计 {children} {sign} 未分解 {rest} = 目标 {target}{unit}",
            f"{parts} {children} {sign} not broken down {rest} = target {target}{unit}",
        ),
        proof.holds,
        tree.differs(node),
    )


def difference_of(tree: TargetTree, node: int, figures: Figures) -> str:
    """Why a rest is red."""
    rest = int(tree.targets.not_broken_down[node, 0])
    size = f"{figures.exact(abs(rest))} {figures.unit}".strip()
    if rest < 0:
        return said(f"下面合计比目标多 {size}", f"what lies below exceeds the target by {size}")
    return said(f"目标比下面合计多 {size}", f"the target exceeds what lies below by {size}")
