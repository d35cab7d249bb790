from django.urls import path

from kaigong.coordination.views import lists

urlpatterns = [path("issues.xlsx", lists.issues_xlsx, name="issues_xlsx")]
