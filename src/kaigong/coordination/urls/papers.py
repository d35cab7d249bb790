from django.urls import path

from kaigong.coordination.views import papers

urlpatterns = [path("papers/<int:paper>/", papers.paper, name="paper")]
