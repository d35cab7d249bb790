"""A plan as a file: written back into the one it came from, or as one of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from kaigong.engines.scheduling import Network, files
from kaigong.engines.scheduling.files import Format, StoredDates, Written, lost_in_ifc, written_ifc
from kaigong.engines.scheduling.schedule import Reckoned, Schedule
from kaigong.plan.errors import NoOriginError
from kaigong.plan.file_networks import network_sent_back, outlined
from kaigong.plan.file_resources import scarce_of
from kaigong.plan.file_rows import rows_of
from kaigong.plan.models import PlanFile
from kaigong.plan.moments import moment_of
from kaigong.plan.resources import resources_of
from kaigong.plan.resources_sent_back import ScarceBack
from kaigong.plan.selectors.files import origin_of, project_in, read_kept
from kaigong.plan.selectors.plans import OpenPlan

IN_PLACE, IFC = "origin", "ifc"
SUFFIXES = {"xer": ".xer", "pmxml": ".xml", "mspdi": ".xml", "mpp": ".xml", IFC: ".ifc"}


def plan_as_file(opened: OpenPlan, into: str) -> Written:
    """A plan as a file, and what that file cannot hold.

    Args:
        into: `origin` writes into the file that the plan came from; else a format: xer, pmxml,
            mspdi, ifc.

    Raises:
        NoOriginError: the plan came from no file.
        UnwrittenFormatError: such files cannot be written.
        KaigongError: the plan cannot be reckoned.
    """
    if into == IN_PLACE:
        origin = origin_of(opened.plan)
        if origin is None:
            raise NoOriginError(project=opened.project)
        return _written_back(opened, origin)
    names = {each.key: str(each) for each in resources_of(opened.plan)}
    network = outlined(opened.network, opened.rows, names)
    stored = {each.key: _dates(each) for each in opened.schedule}
    if into == IFC:
        return Written(written_ifc(network, stored), lost_in_ifc(network))
    try:
        format_ = Format(into)
    except ValueError:
        raise files.UnwrittenFormatError(format=into) from None
    return files.write(network, format=format_, stored=stored)


def _written_back(opened: OpenPlan, origin: PlanFile) -> Written:
    """Only what was changed here since is written, and the dates that moved by it.

    What the plan has of resources and the file has not is among what is lost: it stays here.
    """
    file = read_kept(origin)
    project = project_in(file, origin.chosen)
    read, start = rows_of(project), project.network.start
    resources = resources_of(opened.plan)
    taken = {key: mine for key, mine in origin.resources.items() if mine in opened.plan.resources}
    scarce = ScarceBack(taken, scarce_of(project, read))
    network = network_sent_back(
        project.network,
        read,
        opened.rows,
        {(before, after, kind): lag for before, after, kind, lag in opened.links},
        calendars=origin.calendars,
        definitions=opened.calendars,
        scarce=scarce,
    )
    if opened.plan.data_date is not None:
        network.data_date = moment_of(opened.plan.data_date)
    stored = _moved(project.network, network, project.stored)
    written = files.write_changes(
        file,
        {project.key: network},
        stored={project.key: stored},
        limits=scarce.limits(resources, start),
    )
    return replace(written, lost=(*written.lost, *scarce.left_here(resources)))


def _moved(
    before: Network, after: Network, stored: Mapping[str, StoredDates]
) -> dict[str, StoredDates]:
    """The stored dates that are not the program's any more: ours, where ours moved."""
    was, now = before.run(), after.run()
    moved = {}
    for each in now:
        ours = _dates(each)
        old = stored.get(each.key)
        if old is None:
            moved[each.key] = ours
        elif not _is_at(was, each.key, ours):
            moved[each.key] = old._replace(
                **{name: value for name, value in ours._asdict().items() if value is not None}
            )
    return moved


def _is_at(schedule: Schedule, key: str, dates: StoredDates) -> bool:
    return key in schedule.number and _dates(schedule[key]) == dates


def _dates(found: Reckoned) -> StoredDates:
    """Our dates as a file stores them."""
    activity = found.activity
    start: datetime = activity.started or found.early.start
    if activity.finished:
        return StoredDates(start=start, finish=activity.finished)
    return StoredDates(
        early_start=found.early.start,
        early_finish=found.early.finish,
        late_start=found.late.start,
        late_finish=found.late.finish,
        start=start,
        finish=found.early.finish,
        total_float=found.total_float,
        is_critical=found.is_critical,
    )
