from django.urls import path

from kaigong.coordination.views import lists

urlpatterns = [
    path("issues.xlsx", lists.issues_xlsx, name="issues_xlsx"),
    path("issues.docx", lists.issues_docx, name="issues_docx"),
    path("issues/<slug:issue>/word/", lists.issue_docx, name="issue_docx"),
]
