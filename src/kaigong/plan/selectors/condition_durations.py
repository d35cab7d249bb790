"""What cleared start-up conditions 开工要素 teach of how long each kind of them takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaigong.accounts.models import Zone
from kaigong.coordination.selectors.condition_times import ConditionTime, condition_times
from kaigong.coordination.selectors.conditions import condition_kinds_of
from kaigong.engines.waiting import LEAST, Case, Learned, Quantiles, experience_of
from kaigong.wording import said


@dataclass(frozen=True)
class KnownCondition:
    """A kind of condition with the working days it takes, and the cases that say so.

    Attributes:
        learned: From all its cases, those still owed as longer than so far; none below five that
            are there.
    """

    key: str
    name: str
    name_en: str
    cases: Sequence[ConditionTime]
    learned: Learned | None

    def __str__(self) -> str:
        return said(self.name, self.name_en or self.name)

    @property
    def closed(self) -> int:
        return sum(case.is_provided for case in self.cases)

    @property
    def running(self) -> int:
        return len(self.cases) - self.closed

    @property
    def samples(self) -> int:
        return sum(case.condition.is_sample for case in self.cases)

    @property
    def days(self) -> Quantiles | None:
        return self.learned.days if self.learned else None

    @property
    def is_beyond(self) -> bool:
        return bool(self.learned and self.learned.is_beyond)


def known_conditions(zone: Zone) -> list[KnownCondition]:
    """The kinds that a zone asks for, in their order, with what is known of each.

    Nothing was planned for a condition, so what is compared is the days themselves.
    """
    cases = condition_times(zone)
    experience = experience_of(
        Case(each.kind.key, "", 1.0, float(each.days), each.is_provided) for each in cases
    )
    kinds = {each.key: each for each in condition_kinds_of(zone)}
    kinds |= {each.kind.key: each.kind for each in cases if each.kind.key not in kinds}
    return [
        KnownCondition(
            kind.key,
            kind.name,
            kind.name_en,
            [each for each in cases if each.kind.key == kind.key],
            experience.kinds.get(kind.key),
        )
        for kind in kinds.values()
    ]


def is_enough(known: KnownCondition) -> bool:
    """Whether so many are there that their days may be planned with."""
    return known.closed >= LEAST and known.days is not None
