"""The addresses of coordination under a zone's."""

from kaigong.coordination.urls import conditions, firm, issues, meetings, papers, statistics

app_name = "coordination"
# Fixed words come before the numbers of issues, which could be any word.
urlpatterns = [
    *firm.urlpatterns,
    *statistics.urlpatterns,
    *conditions.urlpatterns,
    *issues.urlpatterns,
    *papers.urlpatterns,
    *meetings.urlpatterns,
]
