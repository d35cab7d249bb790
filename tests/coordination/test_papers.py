"""Papers are kept once, and read by whoever sees what they stand beside."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.http import Http404

from kaigong.accounts.models import Role
from kaigong.accounts.selectors import Standing
from kaigong.audit import clock
from kaigong.coordination.models import Paper, PaperUse, SiteVisit
from kaigong.coordination.selectors.papers import paper_for, papers_for
from kaigong.coordination.services.papers import keep_paper, put_beside
from kaigong.portfolio.services.proofs import ProofKindError
from tests.builders import TODAY, an_organisation
from tests.coordination.cast import Cast

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 as built"


@pytest.fixture
def cast() -> Cast:
    return Cast()


def _given(cast: Cast, standing: Standing, content: bytes = PDF, **named: object) -> Paper:
    file = ContentFile(content, name="图纸.pdf")
    return keep_paper(cast.zone, file=file, by=standing.user, **named)  # type: ignore[arg-type]


def test_the_same_content_is_stored_once_and_is_each_body_s_own_paper(cast: Cast) -> None:
    first = _given(cast, cast.builder, organisation=cast.firm)
    again = _given(cast, cast.builder, organisation=cast.firm)
    other = _given(cast, cast.electrician, organisation=cast.power)
    assert again == first
    assert other != first
    assert other.file.name == first.file.name


def test_what_is_no_paper_is_refused(cast: Cast) -> None:
    with pytest.raises(ProofKindError):
        _given(cast, cast.builder, b"MZ a program")
    assert not Paper.objects.exists()


def test_who_sees_the_issue_reads_its_paper_and_nobody_else(cast: Cast) -> None:
    paper = _given(cast, cast.electrician, organisation=cast.power)
    stranger = cast.somebody(Role.FIRM, an_organisation(cast.zone, "别的公司", kind="firm"))
    with pytest.raises(Http404):
        paper_for(cast.builder, paper.pk)
    put_beside(paper, cast.issue(), by=cast.electrician.user)
    assert paper_for(cast.builder, paper.pk) == paper
    assert paper_for(cast.command, paper.pk) == paper
    with pytest.raises(Http404):
        paper_for(stranger, paper.pk)


def test_a_firm_does_not_read_an_internal_paper_of_its_own_issue(cast: Cast) -> None:
    paper = _given(cast, cast.electrician, organisation=cast.power)
    put_beside(paper, cast.issue(), by=cast.electrician.user, is_internal=True)
    assert paper not in papers_for(cast.builder)
    assert paper in papers_for(cast.command)


def test_a_paper_stands_beside_one_thing_in_each_row(cast: Cast) -> None:
    paper = keep_paper(cast.zone, file=ContentFile(PDF, name="a.pdf"), by=cast.command.user)
    visit = SiteVisit.objects.create(
        zone=cast.zone, project=cast.project, visited_on=TODAY, by=cast.command.user, seen="x",
        client_key="k", recorded_at=clock.now(),
    )  # fmt: skip
    put_beside(paper, cast.issue(), by=None)
    put_beside(paper, visit, by=None)
    assert paper.uses.count() == 2
    for about in ({}, {"issue": cast.issue(title="另一件"), "visit": visit}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PaperUse.objects.create(paper=paper, at=clock.now(), **about)
