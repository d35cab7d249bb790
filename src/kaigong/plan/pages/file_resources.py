"""The resources of a scheduler's file on the page of its dry run, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kaigong.plan.later_numbers import later_of
from kaigong.plan.resources import Resource
from kaigong.wording import said, say

_KINDS = {
    "labour": say("人工", "Labour"),
    "machine": say("机械", "Machine"),
    "work": say("人工或机械", "People or machines"),
}


@dataclass(frozen=True)
class FileResourceShown:
    """One resource that could be scarce, as the dry run told it."""

    told: Mapping[str, Any]
    is_chosen: bool

    @property
    def kind(self) -> str:
        return str(_KINDS[self.told["kind"]])

    @property
    def is_short(self) -> bool:
        return bool(self.told["missing"])

    @property
    def is_remarkable(self) -> bool:
        """Whether it is shown at once: chosen, exceeded, or with a limit that somebody set."""
        return self.is_chosen or self.is_short or not self.told["is_usual"]

    @property
    def limit(self) -> str:
        """The number, and whether somebody has set it as far as the file tells."""
        number = _in_words(self.told["there"], self.told["later"])
        if not self.told["is_stated"]:
            return said(f"文件没写，按 {number} 算", f"not stated, taken as {number}")
        if self.told["is_usual"]:
            return said(
                f"写着 {number}，没人定过也是这样写", f"says {number}, as where nobody set one"
            )
        return said(f"写明 {number}", f"states {number}")

    @property
    def peak(self) -> str:
        return f"{self.told['peak']:.10g}"

    @property
    def missing(self) -> str:
        return f"{self.told['missing']:.10g}"

    @property
    def kept(self) -> list[str]:
        """What of it in the plan changes, what was set here and stays, and what does not fit."""
        taken = self.told["taken"] or {}
        found = []
        if left := self.told.get("later_left"):
            first = len(self.told["later"])
            found.append(
                said(
                    f"数量变 {first + left} 次，计划里只装前 {first} 次，后 {left} 次仍留在文件里",
                    f"of {first + left} later numbers a plan takes the first {first};"
                    f" the other {left} stay in the file",
                )
            )
        if taken.get("is_shared"):
            found.append(said("是共用资源，数量由区里登记", "shared: the zone states its number"))
        if was := taken.get("was"):
            number = _in_words(self.told["there"], self.told["later"])
            found.append(
                said(
                    f"计划里的 {_in_words(*was)} 改为 {number}",
                    f"the plan's {_in_words(*was)} becomes {number}",
                )
            )
        if stays := taken.get("stays"):
            number = _in_words(*stays)
            found.append(
                said(f"计划里的 {number} 是这里定的，保留", f"the plan's own {number} stays")
            )
        if count := taken.get("needs_kept"):
            found.append(
                said(
                    f"{count} 项工作的需用量是这里定的，保留",
                    f"needs of {count} activities were set here and stay",
                )
            )
        return found


@dataclass(frozen=True)
class FileResourcesShown:
    """All of them: first what is remarkable, the rest folded away.

    Attributes:
        unused: How many no activity uses.
        gone: Names of those that the plan took from the last issue and that this one has not got.
        is_cut: Whether a need of a chosen one has more decimals than a plan keeps.
    """

    first: Sequence[FileResourceShown]
    rest: Sequence[FileResourceShown]
    unused: int
    gone: Sequence[str]
    is_cut: bool

    def __bool__(self) -> bool:
        return bool(self.first or self.rest or self.gone)

    @property
    def short(self) -> int:
        return sum(each.is_short for each in self.first)


def file_resources_shown(
    report: Mapping[str, Any], chosen: Mapping[str, str]
) -> FileResourcesShown:
    """The resources of a dry run; one of before this was told has none."""
    told = report.get("resources", {"told": (), "unused": 0, "gone": (), "names": {}})
    every = [FileResourceShown(each, each["key"] in chosen) for each in told["told"]]
    return FileResourcesShown(
        [each for each in every if each.is_remarkable],
        [each for each in every if not each.is_remarkable],
        told["unused"],
        [said(name, name_en or name) for name, name_en in told["gone"]],
        any(each.is_chosen and each.told["is_cut"] for each in every),
    )


def _in_words(there: float, later: list[list[object]]) -> str:
    return Resource("", "", there=there, later=later_of(later)).stated
