"""Links across plans 接口节点: how an activity of another project is written, and who may read it.

An activity of another plan is called by its project and its own code, "JY-2020-0002/A30". Who may
not see that project reads "?1", "?2" in its place, in the order of the codes, and may write it so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kaigong.accounts.models import Zone
from kaigong.accounts.selectors import Standing
from kaigong.plan.models import Activity
from kaigong.portfolio.selectors import projects_for
from kaigong.wording import said

SIGN = "/"
HIDDEN = "?"


def called(code: str, key: str) -> str:
    """An activity as other plans call it."""
    return f"{code}{SIGN}{key}"


def code_and_key(name: str) -> tuple[str, str]:
    """The project's code and the activity's own; without a sign the code is empty."""
    code, _, key = name.rpartition(SIGN)
    return code, key


def activities_called(zone: Zone, names: Iterable[str]) -> dict[str, Activity]:
    """The activities of other plans by name; those that are not there are left out."""
    asked = {name: code_and_key(name) for name in names}
    if not asked:
        return {}
    rows = Activity.objects.filter(
        sub_plan__project__zone=zone,
        sub_plan__project__code__in={code for code, _ in asked.values()},
        key__in={key for _, key in asked.values()},
    ).select_related("sub_plan__project")
    found = {called(row.sub_plan.project.code, row.key): row for row in rows}
    return {name: found[name] for name in asked if name in found}


def hidden_among(standing: Standing, names: Iterable[str]) -> dict[str, str]:
    """What stands in place of the names that a person may not read: "?1" and so on, by name."""
    by_code = {name: code_and_key(name)[0] for name in sorted(names)}
    if not by_code:
        return {}
    seen = set()
    if standing.may("plan.see_plans"):
        asked = projects_for(standing).filter(code__in=set(by_code.values()))
        seen = set(asked.values_list("code", flat=True))
    unseen = [name for name, code in by_code.items() if code not in seen]
    return {name: f"{HIDDEN}{number}" for number, name in enumerate(unseen, start=1)}


def nameless() -> str:
    """An interface milestone whose project the reader may not see."""
    return said("另一个项目的节点", "another project's milestone")


def shown_names(others: Mapping[str, Activity], hidden: Mapping[str, str]) -> dict[str, str]:
    """Names of activities of other plans in words, by name."""
    return {
        name: nameless() if name in hidden else f"{row.sub_plan.project} {row}"
        for name, row in others.items()
    }
