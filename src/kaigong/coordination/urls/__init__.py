"""The addresses of coordination under a zone's."""

from kaigong.coordination.urls import issues, papers, statistics

app_name = "coordination"
# Fixed words come before the numbers of issues, which could be any word.
urlpatterns = [*statistics.urlpatterns, *issues.urlpatterns, *papers.urlpatterns]
