from django.urls import path

from kaigong.coordination.views import statistics

urlpatterns = [path("issues/statistics/", statistics.statistics, name="statistics")]
