from django.urls import path

from kaigong.coordination.views import imports

urlpatterns = [
    path("issues/import/", imports.door, name="issue_imports"),
    path("issues/import/<int:issue_import>/", imports.show, name="issue_import"),
    path("issues/import/<int:issue_import>/answer/", imports.answer, name="answer_import"),
    path("issues/import/<int:issue_import>/apply/", imports.apply, name="apply_import"),
    path("issues/import/<int:issue_import>/undo/", imports.undo, name="undo_import"),
    path("issues/import/<int:issue_import>/marked.xlsx", imports.marked, name="marked_import"),
]
