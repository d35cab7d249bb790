"""Moving a project through its life, one dated and proven step at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.files.base import File
from django.db import transaction

from kaigong.accounts.models import User
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.errors import KaigongError
from kaigong.portfolio.events import stage_moved
from kaigong.portfolio.lifecycle import ORDER, StepFacts, Way, unmet, way_of
from kaigong.portfolio.models import Project, Stage, StageStep
from kaigong.portfolio.services.proofs import keep_proof


class NoSuchStepError(KaigongError):
    code = "portfolio.no-such-step"
    zh = "「{project}」不能从「{before}」直接到「{after}」；请按生命周期逐步推进。"
    en = "“{project}” cannot go from “{before}” straight to “{after}”; take the steps between."


class MovedMeanwhileError(KaigongError):
    code = "portfolio.moved-meanwhile"
    zh = "「{project}」刚被移到「{now}」，你打开时是「{seen}」；请重新看一遍再决定。"
    en = "“{project}” was just moved to “{now}”; you saw “{seen}”. Look again, then decide."


class UnmetConditionsError(KaigongError):
    """`conditions` holds a pair (zh, en) for each condition that is not met."""

    code = "portfolio.unmet-conditions"
    zh = "「{project}」还不能进入「{after}」：{conditions}。"
    en = "“{project}” cannot enter “{after}” yet: {conditions}."

    def in_language(self, language: str) -> str:
        pairs = self.facts["conditions"]
        assert isinstance(pairs, list | tuple)  # noqa: S101  (this module raises it)
        is_zh = language.startswith("zh")
        joined = ("；" if is_zh else "; ").join(zh if is_zh else en for zh, en in pairs)
        text = self.zh if is_zh else self.en
        return text.format(**(self.facts | {"conditions": joined}))


def stage_called(word: str) -> Stage:
    """The stage that a word stands for in the database, such as `started`."""
    return Stage(word)


def steps_in_force(project: Project) -> list[StageStep]:
    """The steps that were not taken back, in the order in which they were recorded."""
    return list(project.steps.filter(taken_back_at=None).order_by("id"))


def stage_before_halt(steps: Sequence[StageStep]) -> Stage | None:
    """The stage in which a project was suspended, if its steps are on record."""
    for step in reversed(steps):
        if step.stage not in (Stage.SUSPENDED, Stage.CANCELLED):
            return Stage(step.stage)
    return None


@transaction.atomic
def move_to_stage(
    project: Project,
    *,
    stage: Stage,
    on: date,
    by: User | None,
    reason: str = "",
    proof: File[bytes] | None = None,
    seen: Stage | None = None,
) -> StageStep:
    """Let a project enter a stage on a day; a step back takes back the steps that were wrong.

    Raises:
        NoSuchStepError: this stage may not follow that one.
        UnmetConditionsError: with every condition that does not hold.
        MovedMeanwhileError: `seen` is no longer the project's stage.
    """
    held = Project.objects.select_for_update().select_related("zone").get(pk=project.pk)
    before = Stage(held.stage)
    if seen is not None and seen != before:
        raise MovedMeanwhileError(project=held, now=before.label, seen=Stage(seen).label)
    way = way_of(before, stage)
    if way is None:
        raise NoSuchStepError(project=held, before=before.label, after=stage.label)
    steps = steps_in_force(held)
    _check(held, steps, before=before, after=stage, on=on, reason=reason)
    if way is Way.CORRECTION:
        step = _go_back(held, steps, stage=stage, on=on, by=by, reason=reason)
    else:
        step = _enter(held, stage=stage, on=on, by=by, reason=reason)
    _set_dates(held, stage=stage, way=way, on=on)
    if proof is not None:
        keep_proof(held, file=proof, step=step, by=by)
    record(
        "portfolio.project.moved",
        by=by,
        zone=held.zone.slug,
        subject=held.code,
        before=before.value,
        after=stage.value,
        on=on,
        way=way.value,
        reason=reason,
    )
    stage_moved.send(sender=Project, zone=held.zone, by=by, project=held, step=step, before=before)
    project.refresh_from_db()
    return step


def _check(
    project: Project,
    steps: Sequence[StageStep],
    *,
    before: Stage,
    after: Stage,
    on: date,
    reason: str,
) -> None:
    facts = StepFacts(
        before=before,
        after=after,
        on=on,
        today=project.zone.today(),
        reason=reason,
        last_entered_on=steps[-1].entered_on if steps else None,
        stage_before_halt=stage_before_halt(steps),
        has_somebody=bool(
            project.lead_department_id or project.task_force_id or project.service_officer_id
        ),
        has_party=bool(project.investor_id or project.lead_department_id),
        total_amount=project.total_amount,
        started_on=project.started_on,
        completed_on=project.completed_on,
    )
    missing = unmet(facts)
    if missing:
        pairs = [(condition.zh, condition.en) for condition in missing]
        raise UnmetConditionsError(project=project, after=after.label, conditions=pairs)


def _enter(project: Project, *, stage: Stage, on: date, by: User | None, reason: str) -> StageStep:
    return StageStep.objects.create(
        project=project,
        stage=stage,
        entered_on=on,
        by=by,
        recorded_at=clock.now(),
        reason=reason,
    )


def _go_back(
    project: Project,
    steps: Sequence[StageStep],
    *,
    stage: Stage,
    on: date,
    by: User | None,
    reason: str,
) -> StageStep:
    """Take back every step recorded after the stage was entered; they stay on record as wrong."""
    kept = [place for place, step in enumerate(steps) if step.stage == stage]
    # Steps that never were recorded (an imported ledger) leave nothing to go back to: enter anew.
    wrong = steps[kept[-1] + 1 :] if kept else [each for each in steps if _is_after(each, stage)]
    for step in wrong:
        step.taken_back_at, step.taken_back_by = clock.now(), by
        step.taken_back_reason = reason
        step.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_reason"])
    if kept:
        return steps[kept[-1]]
    return _enter(project, stage=stage, on=on, by=by, reason=reason)


def _is_after(step: StageStep, stage: Stage) -> bool:
    entered = Stage(step.stage)
    return entered not in ORDER or ORDER.index(entered) > ORDER.index(stage)


def _set_dates(project: Project, *, stage: Stage, way: Way, on: date) -> None:
    project.stage = stage
    if way is Way.FORWARD and stage is Stage.STARTED:
        project.started_on = on
    if way is Way.FORWARD and stage is Stage.COMPLETED:
        project.completed_on = on
    if way is Way.CORRECTION:
        if ORDER.index(stage) < ORDER.index(Stage.STARTED):
            project.started_on = None
        if ORDER.index(stage) < ORDER.index(Stage.COMPLETED):
            project.completed_on = None
    project.version += 1
    project.save(update_fields=["stage", "started_on", "completed_on", "version"])
