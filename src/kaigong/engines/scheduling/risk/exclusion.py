"""Analysis by exclusion: each risk left out in turn, and all else as it was.

The others draw the same numbers with and without it, so the difference is the risk's own and not
chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kaigong.engines.scheduling.risk.columns import columns_of
from kaigong.engines.scheduling.risk.errors import UnknownRiskError
from kaigong.engines.scheduling.risk.forecast import Forecast
from kaigong.engines.scheduling.risk.model import RiskModel
from kaigong.engines.scheduling.risk.simulation import Run, finishes, simulated


@dataclass(frozen=True, eq=False)
class Exclusion:
    """What leaving one risk out would change.

    Attributes:
        risk: Its code.
        base: The forecast with all risks.
        without: The forecast without this one, scenario by scenario the same otherwise.
    """

    risk: str
    base: Forecast
    without: Forecast

    def gain(self, share: float = 0.8) -> float:
        """Time won at a quantile, in units; negative for a chance that is given up."""
        return self.base.quantile(share) - self.without.quantile(share)

    @property
    def mean_gain(self) -> float:
        """Time won on average."""
        return self.base.mean - self.without.mean

    def chances_gained(self) -> dict[str, float]:
        """How much likelier each promise would be kept."""
        before, after = self.base.chances(), self.without.chances()
        return {name: after[name] - before[name] for name in before}


def by_exclusion(
    model: RiskModel, run: Run, *, risks: Sequence[str] | None = None, share: float = 0.8
) -> tuple[Exclusion, ...]:
    """Each risk left out in turn, the greatest gain first.

    Args:
        risks: Which ones; all without it.
        share: The quantile by whose gain they are ranked.

    Raises:
        UnknownRiskError: the register has no such risk.
    """
    known = [risk.key for risk in model.risks]
    columns, base = columns_of(model), simulated(model, run)
    names = list(dict.fromkeys(model.milestones.values()))
    found = []
    for key in known if risks is None else risks:
        if key not in known:
            raise UnknownRiskError(key=key, known="、".join(known))
        off = np.zeros(columns.event_from.size, np.bool_)
        off[known.index(key)] = True
        finish, kept = finishes(columns, run, range(run.groups), off=off)
        without = replace(
            base,
            finishes=finish[: run.scenarios],
            milestones={
                name: kept[names.index(number), : run.scenarios]
                for name, number in model.milestones.items()
            },
        )
        found.append(Exclusion(key, base, without))
    return tuple(sorted(found, key=lambda each: -each.gain(share)))
