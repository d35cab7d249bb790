"""What a monitor reads, and who may be one."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
import structlog
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from kaigong.config import logs

pytestmark = pytest.mark.django_db


def samples(browser: Client, **extra: Any) -> dict[tuple[str, ...], float]:
    page = browser.get("/metrics", **extra)
    assert page.status_code == 200
    return {
        (
            sample.name,
            *(f"{key}={value}" for key, value in sorted(sample.labels.items())),
        ): sample.value
        for family in text_string_to_metric_families(page.content.decode())
        for sample in family.samples
    }


def test_a_request_is_counted_by_its_view_and_status() -> None:
    browser = Client()
    key = ("kaigong_requests_total", "method=GET", "status=200", "view=web:healthz")
    before = samples(browser).get(key, 0)
    for _ in range(3):
        browser.get("/healthz")
    after = samples(browser)
    assert after[key] == before + 3
    assert after["kaigong_request_seconds_count", "view=web:healthz"] >= 3


def test_made_up_addresses_and_methods_share_one_line() -> None:
    browser = Client()
    browser.generic("BREW", "/nowhere/1/2/3")
    browser.get("/nowhere/4/5/6")
    names = " ".join(label for key in samples(browser) for label in key)
    assert "BREW" not in names
    assert "nowhere" not in names


def test_queue_and_database_are_looked_up() -> None:
    told = samples(Client())
    assert told["kaigong_tasks", "status=ready"] == 0
    assert told["kaigong_database_bytes",] > 0


@pytest.mark.parametrize(
    ("extra", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "10.0.0.9"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.9"}, 404),  # a proxy's guest
        ({"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": "Bearer s3cret"}, 200),
        ({"REMOTE_ADDR": "10.0.0.9", "HTTP_AUTHORIZATION": "Bearer other"}, 404),
    ],
)
def test_metrics_are_for_this_machine_or_who_shows_the_token(
    settings: Any, extra: dict[str, str], status: int
) -> None:
    settings.METRICS_TOKEN = "s3cret"
    assert Client().get("/metrics", **extra).status_code == status


def test_without_a_token_an_empty_one_opens_nothing(settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    answer = Client().get("/metrics", REMOTE_ADDR="10.0.0.9", HTTP_AUTHORIZATION="Bearer ")
    assert answer.status_code == 404


def test_each_line_of_the_log_names_its_request() -> None:
    lines: list[dict[str, Any]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(json.loads(self.format(record)))

    keeper = Keep()
    keeper.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=logs.LOGGING["formatters"]["lines"]["foreign_pre_chain"],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    django_log = logging.getLogger("django.request")
    django_log.addHandler(keeper)
    try:
        answer = Client().get("/nowhere/at/all/")
    finally:
        django_log.removeHandler(keeper)
    assert [line["request"] for line in lines] == [answer.headers["X-Request-Id"]]
