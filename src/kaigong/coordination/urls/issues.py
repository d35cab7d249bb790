from django.urls import path

from kaigong.coordination.views import acts, issues, raising

urlpatterns = [
    path("issues/", issues.issues, name="issues"),
    path("issues/new/", raising.new, name="new_issue"),
    path("issues/alike/", raising.alike, name="alike_issues"),
    path("issues/<slug:issue>/", issues.issue, name="issue"),
    path("issues/<slug:issue>/move/<slug:move>/", acts.move, name="move"),
    path("issues/<slug:issue>/remark/", acts.remark, name="remark"),
    path("issues/<slug:issue>/deadline/", acts.deadline, name="deadline"),
    path("issues/<slug:issue>/help/", acts.ask_help, name="ask_help"),
    path("issues/<slug:issue>/help/answer/", acts.answer_help, name="answer_help"),
]
