from django.urls import path

from kaigong.reporting import views

app_name = "reporting"
urlpatterns = [
    path("briefing/", views.briefing, name="briefing"),
    path("briefing.docx", views.briefing_word, name="briefing_word"),
    path("briefing.pdf", views.briefing_print, name="briefing_print"),
]
