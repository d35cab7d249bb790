"""Which questions to firms a person may see, which wait for an answer, and how firms rate."""

from __future__ import annotations

from django.db.models import Avg, Count, Q, QuerySet
from django.http import Http404

from kaigong.accounts.models import Organisation
from kaigong.accounts.rights import Reach
from kaigong.accounts.selectors import Standing
from kaigong.coordination.models import Issue, Question, Rating
from kaigong.coordination.selectors.issues import issues_for
from kaigong.coordination.services.ratings import RATED_IN
from kaigong.portfolio.selectors import projects_for


def questions_for(standing: Standing) -> QuerySet[Question]:
    """The questions that a person may see: a firm those asked of it, an officer those of one's
    projects, issues and body."""
    found = Question.objects.filter(zone=standing.zone)
    if not standing.may("coordination.see_issues"):
        return found.none()
    if standing.reach is Reach.ZONE:
        return found
    mine = Q(organisation__in=standing.organisation_ids)
    if standing.reach is not Reach.OWN:
        mine |= Q(asked_by=standing.user) | Q(asked_for__in=standing.organisation_ids)
        mine |= Q(project__in=projects_for(standing).values("pk"))
        mine |= Q(issue__in=issues_for(standing).values("pk"))
    return found.filter(mine)


def question_for(standing: Standing, key: int) -> Question:
    """One question.

    Raises:
        Http404: no such question, or not for this person; the two cannot be told apart.
    """
    found = _with_names(questions_for(standing)).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def questions_to_answer(standing: Standing) -> QuerySet[Question]:
    """What a person's own bodies were asked and have not answered, the nearest day first."""
    open_ones = Question.objects.filter(
        zone=standing.zone,
        organisation__in=standing.organisation_ids,
        answered_at=None,
        withdrawn_at=None,
    )
    return _with_names(open_ones).order_by("due_on", "id")


def questions_about(standing: Standing, **which: object) -> QuerySet[Question]:
    """The questions of an issue or a project, open ones first."""
    found = _with_names(questions_for(standing)).filter(withdrawn_at=None, **which)
    return found.order_by("-answered_at", "due_on", "id").prefetch_related("papers__paper")


def _with_names(found: QuerySet[Question]) -> QuerySet[Question]:
    return found.select_related(
        "zone", "organisation", "project", "issue", "asked_by", "asked_for", "answered_by"
    )


def issues_to_rate(standing: Standing) -> QuerySet[Issue]:
    """What was solved for a person's firms and not rated by them, the latest first."""
    return (
        Issue.objects.filter(
            zone=standing.zone,
            raised_for__in=standing.organisation_ids,
            state__in=RATED_IN,
            lead__isnull=False,
            ratings=None,
        )
        .select_related("lead")
        .order_by("-verified_at", "-id")
    )


def ratings_by_department(standing: Standing) -> list[dict[str, object]]:
    """How firms rate each department: how often, the mean, and how many of each score.

    Departments in the order of the list of organisations; a person is named nowhere.
    """
    if not standing.may("coordination.dispatch_issues"):
        return []
    ratings = Rating.objects.filter(issue__zone=standing.zone)
    scores = {f"of_{score}": Count("pk", filter=Q(score=score)) for score in range(1, 6)}
    sums = ratings.order_by().values("lead").annotate(n=Count("pk"), mean=Avg("score"), **scores)
    bodies = Organisation.objects.in_bulk([row["lead"] for row in sums])
    found: list[dict[str, object]] = [
        {
            "department": bodies[row["lead"]],
            "count": row["n"],
            "mean": round(row["mean"], 1),
            "scores": [row[f"of_{score}"] for score in range(5, 0, -1)],
        }
        for row in sums
    ]
    return sorted(found, key=lambda row: str(row["department"]))


def words_of_ratings(standing: Standing) -> QuerySet[Rating]:
    """What firms wrote beside their scores, the newest first; for the command office."""
    if not standing.may("coordination.dispatch_issues"):
        return Rating.objects.none()
    return (
        Rating.objects.filter(issue__zone=standing.zone)
        .exclude(words="")
        .select_related("issue", "lead")
    )
