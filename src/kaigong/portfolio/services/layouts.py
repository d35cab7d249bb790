"""The ledger in the office's own workbook, which the zone keeps so that nobody brings it again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction

from kaigong.accounts.models import User
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.audit.services import record
from kaigong.engines import ledgers
from kaigong.errors import KaigongError
from kaigong.portfolio.cells import Names
from kaigong.portfolio.models import ImportRun, Layout
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
    hidden: int
    not_added: ledgers.NotAdded | None


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
    digest = hashlib.sha256(content).hexdigest()
    layout.file.save(f"{digest[:16]}.bin", ContentFile(content), save=False)
    layout.save()
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
    """Put a layout away; files that were made with it stay where they are."""
    record("portfolio.layout.dropped", by=by, zone=layout.zone.slug, subject=layout.name)
    layout.delete()


def in_layout(layout: Layout, export: Export) -> InLayout:
    """The rows of a view in the office's own workbook, now or as of its day.

    Projects of the view that the workbook lacks get rows at the end of their group; those it has
    and the view does not show are hidden there, not taken out, so that nothing of it is lost.

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
    trial = try_file(content, name=layout.file_name, standing=standing, wishes=wishes)
    names = Names.of(standing.zone, year=view.month.year)
    held = on_record(standing, trial.rows, names, View(month=view.month, as_of=view.as_of))
    shown = [str(key) for key in _ids_shown(standing, view)]
    matched = {one.number: one.id for one in trial.dry_run.outcomes if one.id is not None}
    wanted = set(shown)
    met = ids_met(trial)
    new = [own_fields(held[key]) for key in shown if key not in met and key in held]
    hidden = [number for number, key in matched.items() if key not in wanted]
    made = ledgers.fill_workbook(
        content,
        trial.table,
        trial.mapping,
        {number: own_fields(held[key]) for number, key in matched.items() if key in held},
        fields=fields(),
        context=trial.context,
        name=layout.file_name,
        new=new,
        hidden=hidden,
    )
    return InLayout(made.content, len(shown), len(made.added), len(hidden), made.not_added)


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
