"""The addresses of coordination under a zone's."""

from kaigong.coordination.urls import (
    bcf,
    conditions,
    firm,
    imports,
    issues,
    lists,
    meetings,
    papers,
    service,
    settings,
    statistics,
    webhooks,
)

app_name = "coordination"
# Fixed words come before the numbers of issues, which could be any word.
urlpatterns = [
    *bcf.urlpatterns,
    *firm.urlpatterns,
    *statistics.urlpatterns,
    *lists.urlpatterns,
    *imports.urlpatterns,
    *papers.urlpatterns,
    *webhooks.urlpatterns,
    *conditions.urlpatterns,
    *meetings.urlpatterns,
    *issues.urlpatterns,
    *service.urlpatterns,
    *settings.urlpatterns,
]
