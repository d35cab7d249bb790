from django.urls import path

from kaigong.coordination.views import conditions

urlpatterns = [
    path("conditions/", conditions.conditions, name="conditions"),
    path("conditions.xlsx", conditions.conditions_xlsx, name="conditions_xlsx"),
    path("condition-kinds/", conditions.kinds, name="condition_kinds"),
    path("conditions/<path:code>/ask/", conditions.ask, name="ask_conditions"),
    path(
        "conditions/<path:code>/<slug:kind>/move/<slug:move>/",
        conditions.move,
        name="move_condition",
    ),
    path("conditions/<path:code>/<slug:kind>/remark/", conditions.remark, name="remark_condition"),
    path(
        "conditions/<path:code>/<slug:kind>/issue/", conditions.raise_from, name="condition_issue"
    ),
    path("conditions/<path:code>/", conditions.project_conditions, name="conditions_of"),
]
