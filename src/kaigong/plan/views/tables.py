"""The outline of a plan as a workbook and as CSV."""

from __future__ import annotations

from django.http import FileResponse
from django.views.decorators.http import require_GET

from kaigong.accounts.doors import InZone, in_zone
from kaigong.plan.pages.tables import plan_table, resources_table
from kaigong.plan.selectors.past import plan_on
from kaigong.plan.selectors.plans import open_plan
from kaigong.plan.table_workbooks import as_attachment, table_csv, table_workbook
from kaigong.web.asof import day_asked
from kaigong.wording import said


@require_GET
@in_zone("plan.see_plans")
def plan_xlsx(request: InZone, code: str) -> FileResponse:
    """The rows of the plan's page, `?way=forward` as there; `?folded=` the summaries closed."""
    return _sent(request, code, "xlsx")


@require_GET
@in_zone("plan.see_plans")
def plan_csv(request: InZone, code: str) -> FileResponse:
    """The same rows as CSV."""
    return _sent(request, code, "csv")


def _sent(request: InZone, code: str, form: str) -> FileResponse:
    opened = plan_on(open_plan(request.standing, code), day_asked(request))
    folded = set(request.GET.getlist("folded"))
    is_backward = request.GET.get("way") != "forward"
    table = plan_table(opened, is_backward=is_backward, folded=folded)
    whose = opened.project.code
    if form == "csv":
        content = table_csv(table, standing=request.standing, project=whose)
    else:
        beside = [resources_table(opened)] if opened.plan.resources else []
        content = table_workbook(table, standing=request.standing, project=whose, beside=beside)
    return as_attachment(content, f"{opened.project.code}-{said('施工计划', 'plan')}.{form}")
