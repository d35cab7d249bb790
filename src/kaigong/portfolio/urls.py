from django.urls import path

from kaigong.portfolio import views

app_name = "portfolio"
urlpatterns = [
    path("ledger/", views.ledger, name="ledger"),
]
