from django.urls import path

from kaigong.portfolio.views import ledger

app_name = "portfolio"
urlpatterns = [
    path("ledger/", ledger.ledger, name="ledger"),
]
