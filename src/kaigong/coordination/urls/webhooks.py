from django.urls import path

from kaigong.coordination.views import webhooks

urlpatterns = [
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/<int:webhook>/", webhooks.webhook, name="webhook"),
    path("webhooks/<int:webhook>/end/", webhooks.end, name="end_webhook"),
    path("webhooks/<int:webhook>/resume/", webhooks.resume, name="resume_webhook"),
    path("webhooks/<int:webhook>/replay/<int:letter>/", webhooks.replay, name="replay_letter"),
]
