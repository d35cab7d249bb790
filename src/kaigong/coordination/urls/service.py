from django.urls import path

from kaigong.coordination.views import service

urlpatterns = [
    path("week/", service.week, name="week"),
    path("officers/", service.officers, name="officers"),
    path("officers/assign/", service.assign, name="assign_officers"),
    path("officers/substitute/", service.substitute, name="name_substitute"),
    path("officers/substitute/end/", service.end_standing_in, name="end_substitute"),
    path("service/<path:code>/contact/", service.contact, name="log_contact"),
    path("service/<path:code>/step/", service.step_done, name="finish_step"),
    path("service/<path:code>/mandate/", service.mandate, name="keep_mandate"),
    path("service/<path:code>/", service.service, name="service"),
    path("dealings/<path:code>/", service.dealings, name="dealings"),
    path("hand-overs/new/", service.new_hand_over, name="new_hand_over"),
    path("hand-overs/<int:hand_over>/", service.hand_over, name="hand_over"),
    path("hand-overs/<int:hand_over>/undo/", service.undo, name="undo_hand_over"),
    path("hand-overs/<int:hand_over>/answer/", service.answer, name="answer_hand_over"),
]
