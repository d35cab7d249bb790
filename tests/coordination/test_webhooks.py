"""Webhooks: signed, in order for each issue, tried again, sent anew, never to our own network."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kaigong.accounts.models import Role
from kaigong.audit import clock
from kaigong.audit.models import Entry
from kaigong.coordination import hooks, reach
from kaigong.coordination.models import IssueState, Letter, LetterState, Webhook
from kaigong.coordination.outgoing import LETTER_PAUSES
from kaigong.coordination.reach import AddressNotReachableError, target_of
from kaigong.coordination.sending import call_sender, call_sender_if_due
from kaigong.coordination.services.issues import remark_on_issue
from kaigong.coordination.services.late_tasks import note_all_late_tasks
from kaigong.coordination.services.questions import ask_firm
from kaigong.coordination.services.tasks import (
    claim_task,
    confirm_task,
    move_task_deadline,
    send_task_back,
)
from kaigong.coordination.services.webhooks import (
    EventlessWebhookError,
    end_webhook,
    enter_webhook,
    replay_letters,
    resume_webhook,
    send_due,
)
from tests.builders import TODAY
from tests.coordination.cast import Cast
from tests.coordination.test_meetings import decided, in_session

pytestmark = pytest.mark.django_db


class Listener:
    """A server of somebody else: it keeps what it is told, and can be made to fail."""

    def __init__(self) -> None:
        self.told: list[tuple[dict[str, str], str]] = []
        self.answers: list[int] = []  # of the next requests; then 204
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status = listener.answers.pop(0) if listener.answers else 204
                if status < 300:
                    listener.told.append((dict(self.headers.items()), body))
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """In silence."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/hook?x=1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def events(self) -> list[str]:
        return [
            f"{news['event']} {news.get('move', '')}".strip()
            for news in (json.loads(body) for _, body in self.told)
        ]


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def cast(settings: Any) -> Cast:
    found = Cast()
    settings.WEBHOOKS_INSIDE = {found.zone.slug}
    return found


def hook_of(cast: Cast, listener: Listener, *events: str) -> tuple[Webhook, str]:
    chosen = events or ("issue.raised", "issue.moved")
    administrator = cast.somebody(Role.ADMINISTRATOR).user
    return enter_webhook(cast.zone, address=listener.address, events=chosen, by=administrator)


def later(days: float = 2) -> Any:
    return patch.object(clock, "now", return_value=clock.now() + timedelta(days=days))


def test_a_letter_is_signed_and_says_what_happened(cast: Cast, listener: Listener) -> None:
    _, secret = hook_of(cast, listener)
    issue = cast.in_state(IssueState.ASSIGNED)
    send_due()
    assert listener.events == ["issue.raised", "issue.moved assign"]
    headers, body = listener.told[1]
    words = f"{headers['Kaigong-Timestamp']}.{body}".encode()
    expected = hmac.new(secret.encode(), words, hashlib.sha256).hexdigest()
    assert headers["Kaigong-Signature"] == f"v1={expected}"
    news = json.loads(body)
    assert (news["zone"], news["before"]) == (cast.zone.slug, "raised")
    assert news["issue"]["number"] == issue.number
    assert news["issue"]["lead"] == "供电公司"
    assert secret not in json.dumps(list(Webhook.objects.values()), default=str)
    assert secret not in json.dumps(list(Entry.objects.values("facts")), default=str)
    assert send_due() is None
    assert len(listener.told) == 2


def test_what_fails_is_tried_again_and_nothing_of_that_issue_overtakes(
    cast: Cast, listener: Listener
) -> None:
    hook_of(cast, listener)
    listener.answers = [500, 204, 302]
    cast.in_state(IssueState.ACCEPTED)  # its first letter fails
    cast.issue(title="另一件")  # another thing goes meanwhile
    again = send_due()
    assert listener.events == ["issue.raised"]
    assert json.loads(listener.told[0][1])["issue"]["title"] == "另一件"
    assert again is not None
    first = Letter.objects.earliest("id")
    assert (first.attempts, first.status, first.state) == (1, 500, LetterState.WAITING)
    assert first.next_at == again
    with later(1):
        send_due()  # a redirection is no success, and is not followed
        assert len(listener.told) == 1
    with later(2):
        send_due()
    assert listener.events[1:] == ["issue.raised", "issue.moved assign", "issue.moved accept"]
    numbers = [int(headers["Kaigong-Delivery"]) for headers, _ in listener.told[1:]]
    assert numbers == sorted(numbers)


def test_after_the_last_try_the_webhook_pauses_and_loses_nothing(
    cast: Cast, listener: Listener
) -> None:
    webhook, _ = hook_of(cast, listener)
    cast.in_state(IssueState.ASSIGNED)
    listener.answers = [503] * (len(LETTER_PAUSES) + 1)
    for day in range(len(LETTER_PAUSES) + 3):
        with later(2 * day):
            send_due()
    webhook.refresh_from_db()
    assert webhook.paused_at is not None
    assert listener.told == []
    assert listener.answers == []  # and no try beyond the last
    assert Entry.objects.filter(act="coordination.webhook.paused").count() == 1
    administrator = cast.somebody(Role.ADMINISTRATOR).user
    resume_webhook(webhook, by=administrator)
    send_due()
    assert listener.events == ["issue.raised", "issue.moved assign"]
    end_webhook(webhook, by=administrator)
    cast.issue()
    assert Letter.objects.count() == 2


def test_letters_are_sent_anew_from_one_on(cast: Cast, listener: Listener) -> None:
    webhook, _ = hook_of(cast, listener)
    cast.in_state(IssueState.ACCEPTED)
    send_due()
    second = Letter.objects.order_by("id")[1]
    administrator = cast.somebody(Role.ADMINISTRATOR).user
    assert replay_letters(webhook, since=second, by=administrator) == 2
    assert replay_letters(webhook, since=second, by=administrator, only=True) == 1
    send_due()
    assert listener.events[3:] == ["issue.moved assign", "issue.moved accept", "issue.moved assign"]
    assert listener.told[3][1] == listener.told[1][1]  # the very words of then
    assert listener.told[3][0]["Kaigong-Replay-Of"] == str(second.pk)


def test_only_what_was_chosen_is_told(cast: Cast, listener: Listener) -> None:
    hook_of(cast, listener, "question.asked")
    with pytest.raises(EventlessWebhookError):
        hook_of(cast, listener, "nothing")
    cast.in_state(IssueState.ASSIGNED)
    ask_firm(project=cast.project, text="何时？", due_on=TODAY, standing=cast.command)
    send_due()
    assert listener.events == ["question.asked"]
    assert json.loads(listener.told[0][1])["question"]["firm"] == "长发集团"


def test_a_letter_in_another_workers_hands_is_left_until_that_worker_is_dead(
    cast: Cast, listener: Listener
) -> None:
    hook_of(cast, listener)
    cast.in_state(IssueState.ASSIGNED)
    first = Letter.objects.earliest("id")
    held = {"claim": "another", "claimed_at": clock.now() - timedelta(seconds=10)}
    Letter.objects.filter(pk=first.pk).update(**held)
    send_due()
    assert listener.told == []
    with later(0.01):
        send_due()
    assert len(listener.told) == 2


def test_the_worker_is_called_once_and_comes_again_by_itself(
    cast: Cast, listener: Listener, django_capture_on_commit_callbacks: Any
) -> None:
    hook_of(cast, listener)
    queued = DBTaskResult.objects.filter(task_path__endswith="send_letters")
    with django_capture_on_commit_callbacks(execute=True):
        cast.in_state(IssueState.ASSIGNED)
    assert queued.count() == 1
    assert call_sender_if_due() is False  # it stands in the queue
    queued.update(status=TaskResultStatus.SUCCESSFUL)
    assert call_sender_if_due() is True
    soon = clock.now() + timedelta(minutes=5)
    queued.update(status=TaskResultStatus.SUCCESSFUL)
    assert [call_sender(at=soon), call_sender(at=soon), call_sender()] == [True, False, True]


@pytest.mark.parametrize(
    ("address", "ips"),
    [
        ("https://127.0.0.1/", None),
        ("https://[::1]/", None),
        ("https://10.1.2.3/", None),
        ("https://169.254.169.254/latest", None),
        ("https://[::ffff:192.168.1.1]/", None),
        ("https://[64:ff9b::a00:1]/", None),
        ("https://100.64.0.1/", None),
        ("https://0.0.0.0/", None),
        ("https://inner.example.org/", ["10.0.0.7"]),
        ("https://both.example.org/", ["93.184.216.34", "127.0.0.1"]),
        ("http://public.example.org/", ["93.184.216.34"]),
        ("https://me:pass@public.example.org/", ["93.184.216.34"]),
        ("ftp://public.example.org/", ["93.184.216.34"]),
        ("https:///x", None),
        ("https://public.example.org:99999/", None),
    ],
)
def test_no_address_leads_into_our_own_network(address: str, ips: list[str] | None) -> None:
    look_up = reach.socket.getaddrinfo
    if ips:
        with patch.object(reach.socket, "getaddrinfo") as asked:
            asked.return_value = [(2, 1, 6, "", (ip, 443)) for ip in ips]
            with pytest.raises(AddressNotReachableError):
                target_of(address, inside=False)
    else:
        assert look_up is reach.socket.getaddrinfo
        with pytest.raises(AddressNotReachableError):
            target_of(address, inside=False)


def test_a_name_that_turns_inward_later_is_refused_at_the_sending(
    cast: Cast, listener: Listener, settings: Any
) -> None:
    hook_of(cast, listener)
    cast.issue()
    settings.WEBHOOKS_INSIDE = set()
    send_due()
    letter = Letter.objects.get()
    assert (listener.told, letter.state, letter.status) == ([], LetterState.WAITING, None)
    assert "https" in letter.error


def test_the_pages_enter_an_address_show_the_secret_once_and_replay(
    cast: Cast, listener: Listener
) -> None:
    desk = Client()
    desk.force_login(cast.somebody(Role.ADMINISTRATOR).user)
    home = f"/{cast.zone.slug}/webhooks/"
    given = {"address": listener.address, "events": ["issue.raised"]}
    page = desk.post(home, given).content.decode()
    webhook = Webhook.objects.get()
    secret = hooks.secret_of(webhook.salt)
    assert secret in page
    assert secret not in desk.get(home).content.decode()
    cast.issue()
    send_due()
    letter = Letter.objects.get()
    assert "issue.raised" in desk.get(f"{home}{webhook.pk}/").content.decode()
    desk.post(f"{home}{webhook.pk}/replay/{letter.pk}/", {"only": "1"})
    send_due()
    assert len(listener.told) == 2
    refused = desk.post(home, given | {"address": "ftp://x"})
    assert refused.status_code == 422
    desk.post(f"{home}{webhook.pk}/end/")
    webhook.refresh_from_db()
    assert webhook.ended_at is not None


def test_what_becomes_of_a_decision_is_told_in_its_order(cast: Cast, listener: Listener) -> None:
    events = ("decided", "moved", "due-moved", "late", "done")
    hook_of(cast, listener, *(f"decision.{each}" for each in events))
    _, item = in_session(cast)
    task = decided(cast, item)  # by 2 April
    move_task_deadline(task, to=date(2021, 4, 6), reason="停电窗口改期", standing=cast.command)
    cast.zone.stands_on = date(2021, 4, 7)
    cast.zone.save()
    assert (note_all_late_tasks(), note_all_late_tasks()) == (1, 0)
    claim_task(task, words="已送电", standing=cast.electrician)
    send_task_back(task, words="没有照片", standing=cast.command)
    claim_task(task, words="已送电，见照片", standing=cast.electrician)
    confirm_task(task, standing=cast.command)
    send_due()
    assert listener.events == [
        "decision.decided", "decision.due-moved", "decision.late", "decision.moved",
        "decision.moved", "decision.moved", "decision.done",
    ]  # fmt: skip
    news = [json.loads(body) for _, body in listener.told]
    assert (news[1]["before"], news[1]["decision"]["due_on"]) == ("2021-04-02", "2021-04-06")
    assert (news[2]["by"], news[2]["decision"]["is_late"]) == (None, True)
    assert [(each["before"], each["decision"]["state"]) for each in news[3:]] == [
        ("open", "claimed"), ("claimed", "open"), ("open", "claimed"), ("claimed", "done"),
    ]  # fmt: skip
    assert news[0]["decision"]["issue"] == task.issue.number  # type: ignore[union-attr]
    assert Letter.objects.values_list("subject", flat=True).distinct().get() == (
        f"decision-{task.pk}"
    )


def test_a_decision_that_passes_its_later_day_too_is_told_again(
    cast: Cast, listener: Listener
) -> None:
    hook_of(cast, listener, "decision.late")
    _, item = in_session(cast)
    task = decided(cast, item)
    for day, later_day in ((7, 8), (12, 13)):
        cast.zone.stands_on = date(2021, 4, day)
        cast.zone.save()
        note_all_late_tasks()
        standing = cast.somebody(Role.COMMAND)
        move_task_deadline(task, to=date(2021, 4, later_day), reason="再等", standing=standing)
    send_due()
    assert listener.events == ["decision.late"] * 2


def test_a_remark_is_told_with_whether_firms_may_read_it(cast: Cast, listener: Listener) -> None:
    hook_of(cast, listener, "issue.remarked")
    issue = cast.issue()
    remark_on_issue(issue, standing=cast.command, words="先看现场", is_internal=True)
    remark_on_issue(issue, standing=cast.builder, words="等你们")
    send_due()
    news = [json.loads(body)["remark"] for _, body in listener.told]
    assert [(each["words"], each["is_internal"]) for each in news] == [
        ("先看现场", True), ("等你们", False),
    ]  # fmt: skip
    assert news[1]["acting_for"] == "长发集团"
