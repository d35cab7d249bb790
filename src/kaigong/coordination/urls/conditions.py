from django.urls import path

from kaigong.coordination.views import condition_pastes, conditions

urlpatterns = [
    path("conditions/", conditions.conditions, name="conditions"),
    path("conditions.xlsx", conditions.conditions_xlsx, name="conditions_xlsx"),
    path("condition-kinds/", conditions.kinds, name="condition_kinds"),
    path("conditions/paste/", condition_pastes.paste, name="paste_conditions"),
    path("conditions/pastes/<int:own>/", condition_pastes.one, name="condition_paste"),
    path("conditions/pastes/<int:own>/undo/", condition_pastes.undo, name="undo_paste"),
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
