"""The addresses of plans under a zone's."""

from django.urls import path

from kaigong.plan.views import calendars, checks, durations, files, forecast, schedule, war_map

app_name = "plan"
urlpatterns = [
    path("forecast/", forecast.forecast, name="forecast"),
    path("forecast/make/", forecast.make, name="make_forecast"),
    path("forecast/calibration/", forecast.calibration, name="calibration"),
    path("forecast/what-if/<path:code>/", forecast.what_if, name="what_if"),
    path("forecast.xlsx", forecast.forecast_xlsx, name="forecast_xlsx"),
    path("forecast/issues/<slug:issue>/tie/", forecast.tie, name="tie_issue"),
    path("war-map/", war_map.war_map, name="war_map"),
    path("war-map.json", war_map.war_map_feed, name="war_map_feed"),
    path("settings/durations/", durations.durations, name="durations"),
    path("settings/calendars/", calendars.calendars, name="calendars"),
    path("settings/calendars/begin/", calendars.begin, name="begin_calendars"),
    path("settings/calendars/<slug:key>/", calendars.change, name="set_calendar"),
    path("schedules/<path:code>/files/<int:file>/try/", files.try_file, name="try_file"),
    path("schedules/<path:code>/files/<int:file>/accept/", files.accept_file, name="accept_file"),
    path("schedules/<path:code>/files/<int:file>/discard/", files.discard_file, name="discard"),
    path("schedules/<path:code>/files/<int:file>/original/", files.original_file, name="original"),
    path("schedules/<path:code>/files/<int:file>/", files.plan_file, name="plan_file"),
    path("schedules/<path:code>/files/as/<slug:into>/", files.send_file, name="send_file"),
    path("schedules/<path:code>/files/bring/", files.bring_file, name="bring_file"),
    path("schedules/<path:code>/files/", files.plan_files, name="plan_files"),
    path("schedules/<path:code>/feed.json", schedule.schedule_feed, name="schedule_feed"),
    path("schedules/<path:code>/remedies/accept/", checks.accept_way, name="accept_remedy"),
    path("schedules/<path:code>/check/", checks.check, name="check"),
    path("schedules/<path:code>/remedies/", schedule.remedies, name="remedies"),
    path("schedules/<path:code>/draw/", schedule.draw, name="draw"),
    path("schedules/<path:code>/add/", schedule.add, name="add_activity"),
    path("schedules/<path:code>/lock/", schedule.lock, name="lock"),
    path("schedules/<path:code>/rows/<str:key>/", schedule.change, name="change_activity"),
    path("schedules/<path:code>/rows/<str:key>/remove/", schedule.remove, name="remove_activity"),
    path("schedules/<path:code>/rows/<str:key>/progress/", schedule.progress, name="progress"),
    path(
        "schedules/<path:code>/rows/<str:key>/effects/",
        schedule.change,
        {"is_trial": True},
        name="change_effects",
    ),
    path(
        "schedules/<path:code>/rows/<str:key>/remove/effects/",
        schedule.remove,
        {"is_trial": True},
        name="remove_effects",
    ),
    path(
        "schedules/<path:code>/rows/<str:key>/progress/effects/",
        schedule.progress,
        {"is_trial": True},
        name="progress_effects",
    ),
    path("schedules/<path:code>/edits/<int:number>/undo/", schedule.undo, name="undo_edit"),
    path("schedules/<path:code>/", schedule.schedule, name="schedule"),
]
