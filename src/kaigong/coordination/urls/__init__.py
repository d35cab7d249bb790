"""The addresses of coordination under a zone's."""

from kaigong.coordination.urls import firm, issues, papers, statistics

app_name = "coordination"
# Fixed words come before the numbers of issues, which could be any word.
urlpatterns = [*firm.urlpatterns, *statistics.urlpatterns, *issues.urlpatterns, *papers.urlpatterns]
