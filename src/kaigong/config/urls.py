"""Every address of the house. Zones come last: a zone's slug is the first word of its addresses."""

from django.urls import include, path

from kaigong.cockpit.views.first import first_page
from kaigong.config.api import api
from kaigong.portfolio.views.calendar import calendar

urlpatterns = [
    path("", first_page, name="first"),
    path("", include("kaigong.web.urls")),
    path("accounts/", include("kaigong.accounts.urls")),
    path("api/v1/", api.urls),
    path("me/calendar/<str:secret>.ics", calendar, name="calendar"),
    path("<slug:zone>/", include("kaigong.accounts.zone_urls")),
    path("<slug:zone>/", include("kaigong.portfolio.urls")),
    path("<slug:zone>/", include("kaigong.coordination.urls")),
    path("<slug:zone>/", include("kaigong.plan.urls")),
    path("<slug:zone>/", include("kaigong.reporting.urls")),
    path("<slug:zone>/", include("kaigong.cockpit.urls")),
]

handler400 = "kaigong.web.refusals.unreadable"
handler403 = "kaigong.web.refusals.not_permitted"
handler404 = "kaigong.web.refusals.not_found"
handler500 = "kaigong.web.refusals.fault"
