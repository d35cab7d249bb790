"""The ledger in the office's own workbook, which the zone keeps so that nobody brings it again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from kaigong.accounts.models import User
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.engines import ledgers
from kaigong.errors import KaigongError
from kaigong.portfolio.cells import Names
from kaigong.portfolio.models import ImportRun, Layout
from kaigong.portfolio.models.intake import DryRunStep
from kaigong.portfolio.services.exports import Export
from kaigong.portfolio.services.intake.fields import fields
from kaigong.portfolio.services.intake.fitting import on_record
from kaigong.portfolio.services.intake.receiving import (
    LARGEST_FILE_BYTES,
    TooLargeFileError,
    content_of,
)
from kaigong.portfolio.services.intake.returning import ids_met, own_fields
from kaigong.portfolio.services.intake.trial import Wishes, try_file
from kaigong.portfolio.sheet import Sheet, View

_STEPS: list[DryRunStep] = [step for step in DryRunStep if step != DryRunStep.KEEPING]
# Reading the kept workbook and meeting its projects takes about as long as filling it.
_READING_SHARE = 0.5


class NamelessLayoutError(KaigongError):
    code = "portfolio.nameless-layout"
    zh = "版式要有名称；请写一个，如「月度大表」。"
    en = "A layout needs a name; give it one, like “Monthly ledger”."


class NoColumnsError(KaigongError):
    code = "portfolio.no-columns"
    zh = "「{file}」里没有认出项目名称列，不能作版式；请先在导入页认好列，再存为版式。"
    en = (
        "No column of project names was recognised in “{file}”, so it cannot be a layout; "
        "match its columns on the import page first, then keep it."
    )


@dataclass(frozen=True)
class InLayout:
    """A filled workbook and what is worth knowing about it."""

    content: bytes
    shown: int
    added: int
    left_out: int
    not_added: ledgers.NotAdded | None

    @property
    def words(self) -> dict[str, str]:
        """What somebody should know about it, by language; empty if nothing."""
        zh, en = [], []
        if self.left_out:
            zh.append(_LEFT_OUT["zh"].format(rows=self.left_out))
            en.append(_LEFT_OUT["en"].format(rows=self.left_out))
        if self.not_added is not None:
            zh.append(f"新项目没有插入（{self.not_added.zh}），列在第一张表")
            en.append(
                f"new projects were not put in ({self.not_added.en}); the first sheet lists them"
            )
        return {"zh": "；".join(zh), "en": "; ".join(en)} if zh else {}


_LEFT_OUT = {
    "zh": "原表里有 {rows} 行不在所见之列，已清空并隐藏，合计不含它们",
    "en": "{rows} rows of the workbook are not in what is shown: they were emptied and hidden, "
    "and no total counts them",
}


@transaction.atomic
def keep_layout(
    standing: Standing,
    *,
    name: str,
    content: bytes,
    file_name: str,
    sheet: str = "",
    answers: dict[str, object] | None = None,
) -> Layout:
    """Keep a workbook as a layout of the zone; one of the same name is replaced.

    Raises:
        NamelessLayoutError, TooLargeFileError, NoColumnsError, LedgerError: nothing was kept.
    """
    name = name.strip()[:100]
    if not name:
        raise NamelessLayoutError()
    if len(content) > LARGEST_FILE_BYTES:
        raise TooLargeFileError(
            file=file_name, megabytes=-(-len(content) // 2**20), most=LARGEST_FILE_BYTES // 2**20
        )
    wishes = Wishes(sheet=sheet, answers=_fields(answers), units=_units(answers))
    trial = try_file(content, name=file_name, standing=standing, wishes=wishes)
    if trial.mapping.column_of("name") is None:
        raise NoColumnsError(file=file_name)
    held = Layout.objects.select_for_update().filter(zone=standing.zone, name=name).first()
    layout = held or Layout(zone=standing.zone, name=name)
    layout.file_name, layout.sheet = file_name[-200:], trial.table.sheet.name
    layout.answers, layout.by, layout.at = answers or {}, standing.user, clock.now()
    replaced = layout.file.name or ""
    digest = hashlib.sha256(content).hexdigest()
    layout.file.save(f"{digest[:16]}.bin", ContentFile(content), save=False)
    layout.save()
    _clear_away(replaced)
    record(
        "portfolio.layout.kept", by=standing.user, zone=standing.zone.slug, subject=name,
        file=layout.file_name, sha256=digest,
    )  # fmt: skip
    return layout


def keep_run_as_layout(standing: Standing, run: ImportRun, *, name: str) -> Layout:
    """Keep the file of an import, with what was said about its columns."""
    return keep_layout(
        standing, name=name, content=content_of(run), file_name=run.file_name, sheet=run.sheet,
        answers=run.answers,
    )  # fmt: skip


@transaction.atomic
def drop_layout(layout: Layout, *, by: User) -> None:
    """Put a layout away, and its file; workbooks that were made with it stay where they are."""
    record("portfolio.layout.dropped", by=by, zone=layout.zone.slug, subject=layout.name)
    file = layout.file.name
    layout.delete()
    _clear_away(file)


def _clear_away(file: str) -> None:
    """Delete the file of a layout that is no more, once that is certain and nobody else has it."""

    def delete() -> None:
        kept = Layout.objects.filter(file=file).exists()
        kept = kept or ImportRun.objects.filter(file=file).exists()
        if file and not kept:
            default_storage.delete(file)

    transaction.on_commit(delete)


def in_layout(
    layout: Layout, export: Export, *, told: Callable[[float], None] = lambda _share: None
) -> InLayout:
    """The rows of a view in the office's own workbook, now or as of its day.

    Projects of the view that the workbook lacks get rows at the end of their group; those it has
    and the view does not show are emptied and hidden there, which a last sheet says.

    Args:
        told: Hears which share of the work is done, and may end it by an exception.

    Raises:
        LedgerError, NoTableError, NoSuchSheetError: the kept file cannot be read (any more).
    """
    standing, view = export.standing, export.view
    with layout.file.open("rb") as file:
        content = bytes(file.read())
    wishes = Wishes(
        sheet=layout.sheet, answers=_fields(layout.answers), units=_units(layout.answers),
        month=view.month,
    )  # fmt: skip

    def hear(step: DryRunStep, done: int, of: int) -> None:
        told((_STEPS.index(step) + done / max(of, 1)) / len(_STEPS) * _READING_SHARE)

    trial = try_file(content, name=layout.file_name, standing=standing, wishes=wishes, told=hear)
    told(_READING_SHARE)
    names = Names.of(standing.zone, year=view.month.year)
    held = on_record(standing, trial.rows, names, View(month=view.month, as_of=view.as_of))
    shown = [str(key) for key in _ids_shown(standing, view)]
    matched = {one.number: one.id for one in trial.dry_run.outcomes if one.id is not None}
    wanted = set(shown)
    met = ids_met(trial)
    new = [own_fields(held[key]) for key in shown if key not in met and key in held]
    left_out = [number for number, key in matched.items() if key not in wanted]
    made = ledgers.fill_workbook(
        content,
        trial.table,
        trial.mapping,
        {
            number: own_fields(held[key])
            for number, key in matched.items()
            if key in wanted and key in held
        },
        fields=fields(),
        context=trial.context,
        name=layout.file_name,
        new=new,
        left_out=left_out,
        remarks=_remarks(export, len(left_out)) if left_out else (),
    )
    return InLayout(made.content, len(shown), len(made.added), len(left_out), made.not_added)


def _remarks(export: Export, left_out: int) -> list[str]:
    """For a last sheet: what was asked for, and what of the workbook is not shown."""
    return [
        f"{export.zone.name}：{export.subtitle}",
        _LEFT_OUT["zh"].format(rows=left_out) + "。",
        _LEFT_OUT["en"].format(rows=left_out) + ".",
    ]


def _ids_shown(standing: Standing, view: View) -> list[object]:
    window = Sheet(standing, view).every_row(["name"])
    place = window.keys.index("id")
    return [row[place] for row in window.rows]


def _fields(answers: dict[str, object] | None) -> dict[str, str]:
    return _texts((answers or {}).get("fields"))


def _units(answers: dict[str, object] | None) -> dict[str, str]:
    return _texts((answers or {}).get("units"))


def _texts(said: object) -> dict[str, str]:
    return {str(key): str(text) for key, text in said.items()} if isinstance(said, dict) else {}
