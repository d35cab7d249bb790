"""What a monitor reads at `/metrics`, as Prometheus text.

Counters of several web processes are added up through files in `PROMETHEUS_MULTIPROC_DIR`, which
`kaigong serve` sets before it starts them; a single process keeps them in memory.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django_tasks_db.models import DBTaskResult
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

GetResponse = Callable[[HttpRequest], HttpResponse]

REQUESTS = Counter("kaigong_requests", "Requests answered", ["view", "method", "status"])
SECONDS = Histogram(
    "kaigong_request_seconds",
    "Time from a request's arrival to its answer",
    ["view"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Measuring:
    """Count each request and its time by the name of its view, never by its address."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = self.get_response(request)
        # Addresses hold codes of projects; and made-up ones would fill the memory.
        view = request.resolver_match.view_name if request.resolver_match else "none"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(view or "unnamed", method, response.status_code).inc()
        SECONDS.labels(view or "unnamed").observe(time.perf_counter() - start)
        return response


class _State(Collector):
    """What is looked up when somebody asks: the queue and the size of the database."""

    def collect(self) -> Iterator[Metric]:
        queue = GaugeMetricFamily("kaigong_tasks", "Background tasks", labels=["status"])
        for status in ("READY", "RUNNING", "FAILED"):
            queue.add_metric([status.lower()], DBTaskResult.objects.filter(status=status).count())
        yield queue
        yield GaugeMetricFamily(
            "kaigong_database_bytes", "Size of the database", value=_database_bytes()
        )


def _database_bytes() -> int:
    question = (
        "SELECT pg_database_size(current_database())"
        if connection.vendor == "postgresql"
        else "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])


def _may_read(request: HttpRequest) -> bool:
    """Whoever shows the token; without one, only this machine itself and not through a proxy."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    token: str = settings.METRICS_TOKEN
    if token and hmac.compare_digest(shown, token.encode()):
        return True
    is_forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and not is_forwarded


@require_GET
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """All metrics; for a stranger the page does not exist."""
    if not _may_read(request):
        raise Http404
    registry: CollectorRegistry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    state = CollectorRegistry()
    state.register(_State())
    return HttpResponse(
        generate_latest(registry) + generate_latest(state), content_type=CONTENT_TYPE_LATEST
    )
