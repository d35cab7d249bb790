from django.urls import path

from kaigong.coordination.views import firm, questions

urlpatterns = [
    path("firm/", firm.home, name="firm"),
    path("firm/papers/", firm.papers, name="firm_papers"),
    path("firm/papers/<int:firm_paper>/use/", firm.use_paper, name="use_paper"),
    path("firm/ask/<path:code>/", questions.ask_about_project, name="ask_about_project"),
    path("issues/<slug:issue>/ask/", questions.ask_in_issue, name="ask_in_issue"),
    path("issues/<slug:issue>/rate/", firm.rate, name="rate"),
    path("questions/<int:question>/", questions.question, name="question"),
    path("questions/<int:question>/answer/", questions.answer, name="answer_question"),
    path("questions/<int:question>/withdraw/", questions.withdraw, name="withdraw_question"),
    path("ratings/", questions.ratings, name="ratings"),
]
