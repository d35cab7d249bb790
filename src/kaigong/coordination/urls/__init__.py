"""The addresses of coordination under a zone's."""

from kaigong.coordination.urls import issues, papers

app_name = "coordination"
urlpatterns = [*issues.urlpatterns, *papers.urlpatterns]
