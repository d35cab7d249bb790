from django.urls import path

from kaigong.coordination.views import meetings, minutes, sessions, tasks, visits

_ONE, _ITEM = "meetings/<int:meeting>/", "meetings/<int:meeting>/items/<int:item>/"
urlpatterns = [
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.new, name="new_meeting"),
    path(_ONE, meetings.meeting, name="meeting"),
    path(f"{_ONE}change/", meetings.change, name="change_meeting"),
    path(f"{_ONE}step/<slug:step>/", meetings.step, name="meeting_step"),
    path(f"{_ONE}draw/", meetings.draw, name="draw_agenda"),
    path(f"{_ONE}send/", meetings.send, name="send_agenda"),
    path(f"{_ONE}order/", meetings.order, name="order_agenda"),
    path(f"{_ONE}add/", meetings.add, name="add_item"),
    path(f"{_ONE}call/", meetings.call, name="call_to_meeting"),
    path(f"{_ONE}attendance/<int:attendance>/", meetings.presence, name="note_presence"),
    path(f"{_ITEM}move/<slug:way>/", meetings.move, name="move_item"),
    path(f"{_ITEM}drop/", meetings.drop, name="drop_item"),
    path(f"{_ITEM}restore/", meetings.restore, name="restore_item"),
    path(f"{_ONE}session/", sessions.session, name="session"),
    path(f"{_ITEM}open/", sessions.open_, name="open_item"),
    path(f"{_ITEM}decide/", sessions.decide, name="decide_item"),
    path(f"{_ITEM}settle/", sessions.settle, name="settle_item"),
    path(f"{_ITEM}words/", minutes.words, name="reword_item"),
    path(f"{_ONE}minutes/", minutes.page, name="minutes"),
    path(f"{_ONE}minutes/word/", minutes.word, name="minutes_word"),
    path(f"{_ONE}tasks.xlsx", minutes.workbook, name="meeting_tasks_workbook"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/tasks.xlsx", tasks.workbook, name="tasks_workbook"),
    path("tasks/<int:task>/", tasks.task, name="task"),
    path("tasks/<int:task>/claim/", tasks.claim, name="claim_task"),
    path("tasks/<int:task>/deadline/", tasks.deadline, name="move_task_deadline"),
    path("tasks/<int:task>/judge/<slug:verdict>/", tasks.judge, name="judge_task"),
    path("visits/", visits.visits, name="visits"),
    path("visits/new/", visits.new, name="new_visit"),
    path("visits/<int:visit>/", visits.visit, name="visit"),
]
