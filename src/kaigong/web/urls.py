from django.urls import path

from kaigong.web import phone, views
from kaigong.web.metrics import metrics

app_name = "web"
urlpatterns = [
    path("language/", views.choose_language, name="language"),
    path("theme/", views.choose_theme, name="theme"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("sw", phone.worker, name="worker"),
    path("manifest", phone.manifest, name="manifest"),
    path("me/outbox/", phone.outbox, name="outbox"),
    path("me/outbox/ticket/", phone.ticket, name="ticket"),
    path("metrics", metrics, name="metrics"),
]
