"""Who somebody is, in which zone, and how far he or she sees."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from kaigong.accounts.models import (
    Invitation,
    Membership,
    Organisation,
    OrganisationKind,
    Role,
    User,
    Zone,
)
from kaigong.accounts.rights import REACH, RIGHTS, Reach
from kaigong.accounts.services.sign_ins import OF_UNKNOWN_NAMES
from kaigong.audit.models import Entry


class Standing:
    """What a person is in one zone: roles, organisations, and so rights and reach."""

    def __init__(self, user: User, zone: Zone, memberships: Iterable[Membership]) -> None:
        self.user = user
        self.zone = zone
        self.memberships = list(memberships)

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(membership.role) for membership in self.memberships)

    def may(self, right: str) -> bool:
        """Whether one of the person's roles has the right; an unknown right is a bug and loud."""
        return bool(RIGHTS[right].roles & self.roles)

    @cached_property
    def reach(self) -> Reach:
        """How far the person sees: the widest of the roles'."""
        order = [Reach.OWN, Reach.CIRCLE, Reach.ZONE]
        return max((REACH[role] for role in self.roles), key=order.index, default=Reach.OWN)

    @cached_property
    def organisation_ids(self) -> frozenset[int]:
        """The organisations the person acts for, without their parts."""
        return frozenset(membership.organisation_id for membership in self.memberships)


def zones_for(user: User | AnonymousUser) -> QuerySet[Zone]:
    """The zones in which a person has a role."""
    if not user.is_authenticated:
        return Zone.objects.none()
    return Zone.objects.filter(organisations__memberships__user=user).distinct()


def standing_in(user: User | AnonymousUser, slug: str) -> Standing:
    """A person's standing in a zone; a zone without one does not exist for that person.

    Raises:
        Http404: no such zone, or no role in it. The two cannot be told apart.
    """
    if not user.is_authenticated:
        raise Http404
    memberships = list(
        Membership.objects.filter(user=user, organisation__zone__slug=slug).select_related(
            "organisation__zone"
        )
    )
    if not memberships:
        raise Http404
    return Standing(user, memberships[0].organisation.zone, memberships)


def organisations_in(
    zone: Zone, *, kinds: Iterable[str] = (), with_closed: bool = False
) -> QuerySet[Organisation]:
    """The organisations of a zone, of some kinds or of all; closed ones only when asked for."""
    found = Organisation.objects.filter(zone=zone)
    if not with_closed:
        found = found.filter(closed_at=None)
    return found.filter(kind__in=list(kinds)) if kinds else found


# Slices above say which firms a person looks after; each gives a condition on organisations.
FIRMS_IN_CARE: list[Callable[[Standing], Q]] = []


def firms_to_invite(standing: Standing) -> QuerySet[Organisation]:
    """The firms whose people somebody may invite: all, or those that he or she looks after."""
    firms = organisations_in(standing.zone, kinds=[OrganisationKind.FIRM]).order_by("name")
    if not standing.may("accounts.invite_firms"):
        return firms.none()
    if standing.roles & {Role.ADMINISTRATOR, Role.COMMAND}:
        return firms
    in_care = Q(pk=None)
    for care in FIRMS_IN_CARE:
        in_care |= care(standing)
    return firms.filter(in_care)


def invitations_for(standing: Standing) -> QuerySet[Invitation]:
    """The invitations of the firms that somebody may invite, the newest first."""
    return Invitation.objects.filter(
        zone=standing.zone, organisation__in=firms_to_invite(standing).order_by().values("pk")
    ).select_related("organisation", "made_by", "used_by", "revoked_by")


def bodies_seen(standing: Standing) -> QuerySet[Organisation]:
    """The organisations that a person may know of: of the firms, a firm's people know their own."""
    found = organisations_in(standing.zone)
    if standing.reach is not Reach.OWN:
        return found
    return found.filter(~Q(kind=OrganisationKind.FIRM) | Q(pk__in=standing.organisation_ids))


def people_seen(standing: Standing) -> QuerySet[User]:
    """The people that a person may know of: those of the bodies that he or she may know of."""
    found = people_in(standing.zone)
    if standing.reach is not Reach.OWN:
        return found
    return found.filter(memberships__organisation__in=bodies_seen(standing).order_by().values("pk"))


@dataclass(frozen=True)
class Branch:
    """An organisation in its tree: how deep it stands and how many people act for it."""

    organisation: Organisation
    depth: int
    people: int

    @property
    def indent(self) -> range:
        return range(self.depth)


def tree_of(zone: Zone) -> list[Branch]:
    """All organisations of a zone, each below its parent, in the order in which a tree is read."""
    appointed = Membership.objects.filter(organisation__zone=zone).values_list("organisation_id")
    people = dict(appointed.annotate(Count("user", distinct=True)).order_by())
    below: dict[int | None, list[Organisation]] = {}
    for row in organisations_in(zone, with_closed=True):
        below.setdefault(row.parent_id, []).append(row)
    order: list[Branch] = []

    def walk(parent_id: int | None, depth: int) -> None:
        for row in below.get(parent_id, ()):
            order.append(Branch(row, depth, people.get(row.pk, 0)))
            walk(row.pk, depth + 1)

    walk(None, 0)
    return order


def people_in(zone: Zone) -> QuerySet[User]:
    """The people who have a role in a zone."""
    return (
        User.objects.filter(memberships__organisation__zone=zone)
        .distinct()
        .order_by("display_name")
    )


def memberships_in(zone: Zone) -> QuerySet[Membership]:
    """All roles that people hold in a zone."""
    return Membership.objects.filter(organisation__zone=zone).select_related("organisation", "user")


def people_without_role() -> QuerySet[User]:
    """People whom the identity provider let in and who wait for an administrator."""
    return User.objects.filter(memberships=None, is_active=True).order_by("username")


def memberships_of(user: User, *, zone: Zone) -> QuerySet[Membership]:
    """What a person is in one zone."""
    return memberships_in(zone).filter(user=user)


def lines_shown_in(zone: Zone) -> QuerySet[Entry]:
    """The lines of the audit chain that a zone's own page shows, newest first.

    Its own; those about the accounts of its people that belong to no one zone, since these people
    have roles in several; and tries with names that nobody bears, which every zone should know of.
    The caller has checked who asks.
    """
    people = people_in(zone).order_by().values("username")
    shared = Q(zone="", act__startswith="accounts.", subject__in=people)
    unknown = Q(zone="", act__in=OF_UNKNOWN_NAMES, subject="")
    own = Q(zone=zone.slug)
    return Entry.objects.filter(own | shared | unknown).select_related("actor").order_by("-id")
