"""The zone's projects and bodies by every name that a list may call them."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from django.db.models import Model

from kaigong.accounts.models import Organisation
from kaigong.accounts.selectors import Standing, organisations_in
from kaigong.engines import ledgers
from kaigong.engines.ledgers.folding import folded
from kaigong.portfolio.selectors import projects_for

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

ALIKE = 0.6  # how alike a known name must be to be proposed


Named = TypeVar("Named", bound=Model)


@dataclass
class Lookup(Generic[Named]):
    """Things by their folded names; a name that two of them have names neither."""

    fold: Callable[[str], str]
    by_name: defaultdict[str, dict[int, Named]] = field(default_factory=lambda: defaultdict(dict))
    _proposed: dict[str, str] = field(default_factory=dict)

    def learn(self, thing: Named, names: Iterable[str]) -> None:
        for name in names:
            if word := self.fold(name):
                self.by_name[word][thing.pk] = thing

    def found(self, name: str) -> list[Named]:
        """What a name may mean: one thing, none, or several."""
        return list(self.by_name.get(self.fold(name), {}).values())

    def proposal(self, name: str) -> str:
        """The known name that is most like an unknown one; empty where none is."""
        word = self.fold(name)
        if word not in self._proposed:
            near = [each for each in self.by_name if word in each or each in word]
            if len(near) != 1 or len(word) < 2:
                near = difflib.get_close_matches(word, list(self.by_name), n=1, cutoff=ALIKE)
            things = list(self.by_name[near[0]].values()) if near else []
            self._proposed[word] = str(getattr(things[0], "name", "")) if len(things) == 1 else ""
        return self._proposed[word]


@dataclass(frozen=True)
class Names:
    """The projects that a person sees and the bodies of a zone, and how each is written."""

    projects: Lookup[Project]
    codes: dict[str, Project]
    bodies: Lookup[Organisation]
    project_names: dict[int, str]
    body_names: dict[int, str]

    @classmethod
    def of(cls, standing: Standing) -> Names:
        projects: Lookup[Project] = Lookup(ledgers.fold_name)
        codes: dict[str, Project] = {}
        project_names: dict[int, str] = {}
        for project in projects_for(standing).prefetch_related("aliases"):
            aliases = [alias.name for alias in project.aliases.all()]
            projects.learn(project, [project.name, project.name_en, *aliases])
            codes[ledgers.fold_code(project.code)] = project
            project_names[project.pk] = project.name
        bodies: Lookup[Organisation] = Lookup(folded)
        body_names: dict[int, str] = {}
        for body in organisations_in(standing.zone, with_closed=True):
            bodies.learn(body, [body.name, body.name_en])
            body_names[body.pk] = body.name
        return cls(projects, codes, bodies, project_names, body_names)
