"""Rules against facts: the worst lamp wins, the others are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from kaigong.engines.lamps.measures import MEASURES, Fact, Floats, ProjectFacts
from kaigong.engines.lamps.rules import LampColour, LampRule


@dataclass(frozen=True)
class LitLamp:
    """A rule that lights on one project: its colour and the facts that the reason names."""

    colour: LampColour
    rule: LampRule
    facts: Mapping[str, Fact]


@dataclass(frozen=True)
class Judgement:
    """The lamps of many projects.

    `colours` has shape (projects,) with the worst colour of each; `lit` holds, by place of the
    project, every lamp that is lit, the worst first. A place that is not in it is green.
    """

    colours: npt.NDArray[np.int64]
    lit: Mapping[int, tuple[LitLamp, ...]] = field(default_factory=dict)


def judged(projects: ProjectFacts, *, rules: Sequence[LampRule], on: date) -> Judgement:
    """The lamp of every project on a day.

    Args:
        projects: What is on record, as columns.
        rules: The versions in force; see `rules_in_force`. Of two lamps of one colour the rule that
            stands first in this order wins.
        on: The day of the judgement.

    Returns:
        Colours of shape (projects,), and the lit lamps of those that are not green.
    """
    colours = np.full(len(projects), int(LampColour.GREEN), dtype=np.int64)
    lit: dict[int, list[LitLamp]] = {}
    for rule in rules:
        measured = MEASURES[rule.measure](projects, on)
        reached = _reached(measured.values, rule)
        np.minimum(colours, reached, out=colours)
        for place in np.flatnonzero(reached < LampColour.GREEN).tolist():
            lamp = LitLamp(LampColour(int(reached[place])), rule, measured.facts(place))
            lit.setdefault(place, []).append(lamp)
    ordered = {
        place: tuple(sorted(lamps, key=lambda lamp: lamp.colour))
        for place, lamps in sorted(lit.items())
    }
    return Judgement(colours, ordered)


def _reached(values: Floats, rule: LampRule) -> npt.NDArray[np.int64]:
    """The colour that each value reaches under a rule; NaN reaches none."""
    colours = np.full(len(values), int(LampColour.GREEN), dtype=np.int64)
    for colour, threshold in reversed(rule.thresholds):  # the worst is written last
        reaches = values >= threshold if rule.is_reached_above else values < threshold
        colours[reaches] = int(colour)
    return colours
