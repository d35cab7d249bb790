from django.urls import path

from kaigong.portfolio.feeds import catalogue, edits, rows
from kaigong.portfolio.feeds import views as view_feeds
from kaigong.portfolio.views import exports, intake, ledger, months, plans, projects, reserve

app_name = "portfolio"
urlpatterns = [
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger.xlsx", exports.ledger_xlsx, name="ledger_xlsx"),
    path("ledger.csv", exports.ledger_csv_file, name="ledger_csv"),
    path("ledger.oc4ids.json", exports.ledger_oc4ids, name="ledger_oc4ids"),
    path("ledger/new/", ledger.add, name="add_project"),
    path("ledger/columns.json", catalogue.columns, name="ledger_columns"),
    path("ledger/rows.json", rows.rows, name="ledger_rows"),
    path("ledger/outline.json", rows.outline, name="ledger_outline"),
    path("ledger/edits.json", edits.edits, name="ledger_edits"),
    path("ledger/undo.json", edits.undo, name="ledger_undo"),
    path("ledger/views.json", view_feeds.views, name="ledger_views"),
    path("import/", intake.door, name="import"),
    path("import/<int:number>/", intake.show, name="import_run"),
    path("import/<int:number>/answer/", intake.answer, name="import_answer"),
    path("import/<int:number>/choose/", intake.choose, name="import_choose"),
    path("import/<int:number>/again/", intake.again, name="import_again"),
    path("import/<int:number>/cancel/", intake.cancel, name="import_cancel"),
    path("import/<int:number>/apply/", intake.apply, name="import_apply"),
    path("import/<int:number>/drop/", intake.drop, name="import_drop"),
    path("import/<int:number>/undo/", intake.undo, name="import_undo"),
    path("import/<int:number>/original", intake.original, name="import_original"),
    path("import/<int:number>/marked.xlsx", intake.marked, name="import_marked"),
    path("import/<int:number>/filled.xlsx", intake.filled, name="import_filled"),
    # A code may hold a slash, so what stands behind it is matched first.
    path("projects/<path:code>/history/", projects.project_history, name="project_history"),
    path("projects/<path:code>/steps/", projects.move, name="move"),
    path("projects/<path:code>/milestones/", projects.promise, name="promise"),
    path("projects/<path:code>/works/", projects.measure, name="measure"),
    path("projects/<path:code>/proofs/", projects.upload, name="upload"),
    path("projects/<path:code>/", projects.project, name="project"),
    path("milestones/<int:milestone>/done/", projects.keep_promise, name="keep_promise"),
    path("proofs/<int:proof>/", projects.proof, name="proof"),
    path("months/", months.this_month, name="this_month"),
    path("months/<str:month>/", months.month, name="month"),
    path("months/<str:month>/draft/<path:code>/", months.draft, name="draft"),
    path("months/<str:month>/report/<path:code>/", months.report, name="report"),
    path("months/<str:month>/restate/<path:code>/", months.restate, name="restate"),
    path("months/<str:month>/close/", months.close, name="close_month"),
    path("reserve/", reserve.reserve, name="reserve"),
    path("reserve/ripen/<path:code>/", reserve.ripen, name="ripen"),
    path("reserve/take/<path:code>/", reserve.take, name="take"),
    path("plans/", plans.this_year, name="this_year"),
    path("plans/<int:year>/", plans.plan, name="plan"),
    path("plans/<int:year>/lock/", plans.lock, name="lock_plan"),
    path("plans/<int:year>/set/<path:code>/", plans.set_one, name="set_plan"),
]
