from django.urls import path

from kaigong.cockpit.views import command, decisions, duties, figures, search

app_name = "cockpit"
urlpatterns = [
    path("", command.command, name="command"),
    path("duties/", duties.duties, name="duties"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<slug:key>/", figures.figure, name="figure"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/ask/", decisions.ask, name="ask"),
    path("decisions/<int:number>/answer/", decisions.answer, name="answer"),
    path("search/", search.search, name="search"),
]
