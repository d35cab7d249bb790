"""Many start-up conditions pasted from a sheet: tried first, written at once, taken back whole.

A cell goes the way that a person would go by hand, move by move, with the same rights and the same
refusals. The trial makes these very moves and takes them back, so it promises nothing that the
writing would not do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from kaigong.accounts.models import Organisation, OrganisationKind
from kaigong.accounts.selectors import Standing, organisations_in
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.coordination.condition_errors import (
    ConditionMovedMeanwhileError,
    NobodyToAskError,
    PasteUndoneError,
    SettledCapacityError,
    TooManyPastedError,
    UnreadableCellError,
)
from kaigong.coordination.condition_words import Wanted, Wish, wish_of
from kaigong.coordination.models import (
    Condition,
    ConditionKind,
    ConditionPaste,
    ConditionState,
    ConditionTurn,
    PastedCell,
)
from kaigong.coordination.pages.conditions import capacity_words, shown_cell
from kaigong.coordination.selectors.conditions import usual_owners
from kaigong.coordination.services.conditions import make_condition_move
from kaigong.errors import KaigongError
from kaigong.portfolio.services.lamps import judge_projects
from kaigong.wording import explain, said

if TYPE_CHECKING:
    from kaigong.portfolio.models import Project

MOST_CELLS = 600
# What a paste changes of a row, and taking it back restores.
KEPT = (
    "state", "owner_id", "asked_on", "answer_due_on", "promised_on", "first_promised_on",
    "provided_on", "capacity_asked", "capacity_given",
)  # fmt: skip
_DAYS = ("asked_on", "answer_due_on", "promised_on", "first_promised_on", "provided_on")
_UNTOUCHED = (ConditionState.UNASKED, ConditionState.UNNEEDED)
_ANSWERED = (ConditionState.PROMISED, ConditionState.PROVIDED)


@dataclass(frozen=True)
class Given:
    """One cell of a sheet under a project and a kind."""

    project: Project
    kind: ConditionKind
    text: str


@dataclass(frozen=True)
class Tried:
    """What a cell would do: `fault` is why it cannot, `after` what it would say."""

    given: Given
    before: str
    after: str
    fault: str = ""

    @property
    def is_change(self) -> bool:
        return not self.fault and self.before != self.after


@dataclass
class _Pasting:
    """One pass over some cells, on somebody's behalf."""

    standing: Standing
    today: date
    bodies: Mapping[str, Organisation]
    owners: Mapping[int, int]
    held: dict[tuple[int, int], Condition] = field(default_factory=dict)

    @classmethod
    def of(cls, standing: Standing, given: Sequence[Given]) -> _Pasting:
        kinds = {each.kind.pk: each.kind for each in given}
        rows = Condition.objects.filter(
            project__in={each.project.pk for each in given}, kind__in=list(kinds)
        ).select_related("owner", "kind")
        return cls(
            standing,
            standing.zone.today(),
            {
                name: body
                for body in organisations_in(standing.zone).exclude(kind=OrganisationKind.FIRM)
                for name in (body.name, body.name_en)
                if name
            },
            usual_owners(standing.zone, kinds.values()),
            {(row.project_id, row.kind_id): row for row in rows},
        )

    def tried(self, given: Given, *, most_version: int | None = None) -> Tried:
        """Go the way of one cell; a refusal leaves everything as it was."""
        held = self.held.get((given.project.pk, given.kind.pk))
        before = self._shown(given.kind, held)
        if given.text.strip() in {before, self._words(given.kind, held)}:
            return Tried(given, before, before)
        try:
            with transaction.atomic():
                made = self._go(given, held, most_version)
        except KaigongError as error:
            return Tried(given, before, before, explain(error))
        return Tried(given, before, self._shown(given.kind, made) if made else before)

    def _words(self, kind: ConditionKind, held: Condition | None) -> str:
        return shown_cell(kind, held, start=None, today=self.today).text

    def _shown(self, kind: ConditionKind, held: Condition | None) -> str:
        return f"{self._words(kind, held)} {capacity_words(kind, held) if held else ''}".strip()

    def _go(self, given: Given, held: Condition | None, seen: int | None) -> Condition | None:
        wish = wish_of(given.text, today=self.today, units=given.kind.units)
        if wish.wanted is Wanted.UNKNOWN:
            raise UnreadableCellError(text=given.text[:40])
        wish = _less_what_stands(wish, held)
        if seen == 0:
            _refuse_newcomer(given, held)
            seen = None
        owner = self._owner(wish, given, held)
        made = held
        for key, needs in _way(wish, held, owner):
            made = make_condition_move(
                given.project, given.kind, key, standing=self.standing, seen_version=seen, **needs
            )
            seen = made.version
        return made

    def _owner(self, wish: Wish, given: Given, held: Condition | None) -> Organisation | None:
        """Who is to be asked: named in the cell, else who owes it, else who usually does."""
        if wish.wanted is Wanted.BODY:
            if wish.words not in self.bodies:
                raise UnreadableCellError(text=wish.words[:40])
            return self.bodies[wish.words]
        if held is not None and held.owner is not None:
            return held.owner
        usual = self.owners.get(given.kind.pk)
        found = next((each for each in self.bodies.values() if each.pk == usual), None)
        state = held.state if held else ConditionState.UNASKED
        is_to_ask = wish.wanted in {Wanted.ASKED, Wanted.PROMISED, Wanted.THERE}
        if found is None and is_to_ask and state in _UNTOUCHED:
            raise NobodyToAskError(kind=given.kind)
        return found


def _refuse_newcomer(given: Given, held: Condition | None) -> None:
    """Where the person saw nothing, somebody has begun something meanwhile."""
    if held is not None:
        latest = held.turns.select_related("by").last()
        raise ConditionMovedMeanwhileError(
            project=given.project, kind=given.kind,
            who=latest.by if latest and latest.by else "?",
            state=ConditionState(held.state).label,
        )  # fmt: skip


def _less_what_stands(wish: Wish, held: Condition | None) -> Wish:
    """The wish without a capacity that stands already; alone, it may be the one that is shown."""
    if held is None:
        return wish
    is_shown = held.state in _ANSWERED and held.capacity_given is None
    is_shown = is_shown and wish.asked is None and wish.given == held.capacity_asked
    return replace(
        wish,
        asked=None if wish.asked == held.capacity_asked else wish.asked,
        given=None if is_shown or wish.given == held.capacity_given else wish.given,
    )


def _way(
    wish: Wish, held: Condition | None, owner: Organisation | None
) -> list[tuple[str, dict[str, Any]]]:
    """The moves from where a condition stands to where a cell wants it.

    Raises:
        SettledCapacityError: the cell wants another capacity than what was answered already.
    """
    state = held.state if held else ConditionState.UNASKED
    reason = said("按表格粘贴", "pasted from a sheet")
    ask: list[tuple[str, dict[str, Any]]] = [("ask", {"owner": owner, "capacity": wish.asked})]
    first = ask if state in _UNTOUCHED or (state == ConditionState.ASKED and wish.asked) else []
    if wish.wanted in {Wanted.ASKED, Wanted.BODY}:
        is_so = state == ConditionState.ASKED and held is not None and held.owner == owner
        return [] if is_so and wish.asked is None else ask
    if wish.asked is not None and not first and wish.wanted is not Wanted.SPARED:
        raise SettledCapacityError(capacity=wish.asked)
    if wish.wanted is Wanted.SPARED:
        return [] if state == ConditionState.UNNEEDED else [("spare", {"words": reason})]
    if wish.wanted is Wanted.THERE:
        if state == ConditionState.PROVIDED and held and wish.day in {None, held.provided_on}:
            if wish.given is not None:
                raise SettledCapacityError(capacity=wish.given)
            return []
        needs = {"day": wish.day, "words": reason, "capacity": wish.given}
        return [*first, ("provide", needs)]
    if wish.wanted is Wanted.PROMISED:
        if state == ConditionState.PROMISED and held is not None:
            if held.promised_on == wish.day and wish.given is None:
                return []
            needs = {"day": wish.day, "words": reason, "capacity": wish.given}
            return [("postpone", needs)]
        return [*first, ("promise", {"day": wish.day, "capacity": wish.given})]
    return []


def try_paste(given: Sequence[Given], *, standing: Standing) -> list[Tried]:
    """What some cells would do; nothing is written.

    Raises:
        TooManyPastedError: more cells than are pasted at once.
    """
    _refuse_too_many(given)
    with transaction.atomic():
        pasting = _Pasting.of(standing, given)
        tried = [pasting.tried(each) for each in given]
        transaction.set_rollback(True)
    return tried


@transaction.atomic
def paste_conditions(
    given: Sequence[Given], *, standing: Standing, seen: Mapping[tuple[int, int], int]
) -> tuple[ConditionPaste | None, list[Tried]]:
    """Write the cells that have no fault, as one paste.

    Args:
        seen: By project and kind, the version that the person had before the eyes.

    Returns:
        The paste, none where nothing changed, and what became of each cell.

    Raises:
        TooManyPastedError: nothing is written.
    """
    _refuse_too_many(given)
    pasting = _Pasting.of(standing, given)
    before = {key: _kept(row) for key, row in pasting.held.items()}
    tried = [
        pasting.tried(each, most_version=seen.get((each.project.pk, each.kind.pk)))
        for each in given
    ]
    changed = [each.given for each in tried if each.is_change]
    if not changed:
        return None, tried
    paste = ConditionPaste.objects.create(zone=standing.zone, by=standing.user, at=clock.now())
    for each in changed:
        row = Condition.objects.get(project=each.project, kind=each.kind)
        PastedCell.objects.create(
            paste=paste, condition=row, version=row.version,
            before=before.get((each.project.pk, each.kind.pk), {}),
        )  # fmt: skip
    judge_projects(standing.zone, sorted({each.project.pk for each in changed}))
    record(
        "coordination.conditions.pasted", by=standing.user, zone=standing.zone.slug,
        subject=f"paste-{paste.pk}", count=len(changed),
    )  # fmt: skip
    return paste, tried


@transaction.atomic
def undo_paste(paste: ConditionPaste, *, standing: Standing) -> tuple[int, int]:
    """Put back what a paste changed; what somebody moved since stays as it is.

    Returns:
        How many cells were put back, and how many were not.

    Raises:
        PasteUndoneError: it was taken back already.
    """
    held = ConditionPaste.objects.select_for_update(of=("self",)).get(pk=paste.pk)
    if held.undone_at is not None:
        raise PasteUndoneError()
    moment, back, left = clock.now(), [], 0
    for cell in held.cells.all():
        row = Condition.objects.select_for_update(of=("self",)).get(pk=cell.condition_id)
        if row.version != cell.version:
            left += 1
            continue
        _restore(row, cell.before)
        before, row.moved_at, row.version = row.state, moment, row.version + 1
        row.state = cell.before.get("state", ConditionState.UNASKED)
        row.save()
        ConditionTurn.objects.create(
            condition=row, move="", before=before, after=row.state, at=moment, by=standing.user,
            words=said("撤销粘贴", "The paste was taken back"),
        )  # fmt: skip
        back.append(row.project_id)
    held.undone_at, held.undone_by = moment, standing.user
    held.save()
    judge_projects(standing.zone, sorted(set(back)))
    record(
        "coordination.conditions.unpasted", by=standing.user, zone=standing.zone.slug,
        subject=f"paste-{held.pk}", count=len(back), left=left,
    )  # fmt: skip
    return len(back), left


def _refuse_too_many(given: Sequence[Given]) -> None:
    if len(given) > MOST_CELLS:
        raise TooManyPastedError(count=len(given), most=MOST_CELLS)


def _kept(row: Condition) -> dict[str, str | int | None]:
    kept: dict[str, str | int | None] = {}
    for name in KEPT:
        value = getattr(row, name)
        kept[name] = value if value is None or isinstance(value, int) else str(value)
    return kept


def _restore(row: Condition, before: Mapping[str, Any]) -> None:
    """Set the fields as they were; a row that the paste began is one that was never asked."""
    for name in KEPT:
        if name == "state":
            continue
        value = before.get(name)
        if name in _DAYS and value is not None:
            value = date.fromisoformat(value)
        setattr(row, name, value)
