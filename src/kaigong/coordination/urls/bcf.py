from django.urls import path

from kaigong.coordination.views import bcf

urlpatterns = [
    path("issues.bcf", bcf.issues_bcf, name="issues_bcf"),
    path("issues/bcf/", bcf.door, name="bcf"),
    path("issues/bcf/<int:bcf_run>/", bcf.show, name="bcf_run"),
    path("issues/bcf/<int:bcf_run>/apply/", bcf.apply, name="apply_bcf"),
]
