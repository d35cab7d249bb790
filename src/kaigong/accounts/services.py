"""Setting up zones, organisations and people."""

from __future__ import annotations

import itertools

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from kaigong.accounts.models import TAKEN_SLUGS, Membership, Organisation, Role, User, Zone
from kaigong.audit.services import record
from kaigong.errors import KaigongError


class TakenSlugError(KaigongError):
    code = "accounts.taken-slug"
    zh = "「{slug}」已被占用，请换一个园区代号（小写字母、数字和连字符）。"
    en = "“{slug}” is taken; choose another zone slug (lower case letters, digits, hyphens)."


@transaction.atomic
def open_zone(
    slug: str,
    *,
    name: str,
    name_en: str = "",
    currency: str = "CNY",
    timezone: str = "Asia/Shanghai",
    by: User | None,
) -> Zone:
    """Open a zone with its own authority at the root of the tree."""
    if slug in TAKEN_SLUGS or Zone.objects.filter(slug=slug).exists():
        raise TakenSlugError(slug=slug)
    zone = Zone(slug=slug, name=name, name_en=name_en, currency=currency, timezone=timezone)
    zone.full_clean()
    zone.save()
    Organisation.objects.create(zone=zone, kind="zone", name=name, name_en=name_en)
    record("accounts.zone.opened", by=by, zone=slug, subject=slug, currency=currency)
    return zone


@transaction.atomic
def found_organisation(
    zone: Zone,
    *,
    kind: str,
    name: str,
    name_en: str = "",
    parent: Organisation | None = None,
    by: User | None,
) -> Organisation:
    """Enter an organisation into the zone's tree; without a parent it stands under the zone."""
    root = parent or zone.organisations.filter(parent=None, kind="zone").first()
    made = Organisation(zone=zone, kind=kind, name=name, name_en=name_en, parent=root)
    made.full_clean()
    made.save()
    record("accounts.organisation.founded", by=by, zone=zone.slug, subject=name, kind=kind)
    return made


@transaction.atomic
def appoint(user: User, *, role: Role, organisation: Organisation, by: User | None) -> Membership:
    """Give a person a role in an organisation; giving it twice changes nothing."""
    membership, is_new = Membership.objects.get_or_create(
        user=user, role=role, organisation=organisation
    )
    if is_new:
        record(
            "accounts.person.appointed",
            by=by,
            zone=organisation.zone.slug,
            subject=user.username,
            role=role.value,
            organisation=organisation.name,
        )
    return membership


class TakenNameError(KaigongError):
    code = "accounts.taken-name"
    zh = "登录名「{username}」已有人使用，请换一个。"
    en = "The name “{username}” is taken; choose another."


class WeakPasswordError(KaigongError):
    code = "accounts.weak-password"
    zh = "密码不合要求：{reasons}"
    en = "The password will not do: {reasons}"


def refuse_weak(password: str, *, user: User) -> None:
    """Hold a password against the house's rules.

    Raises:
        WeakPasswordError: all reasons at once, in the reader's language.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPasswordError(reasons=" ".join(error.messages)) from error


@transaction.atomic
def add_administrator(zone: Zone, *, username: str, password: str) -> User:
    """The first person of a zone, entered from the machine itself and not by another person."""
    if User.objects.filter(username__iexact=username).exists():
        raise TakenNameError(username=username)
    user = User(username=username, display_name=username)
    user.full_clean(exclude=["password"])
    refuse_weak(password, user=user)
    user.set_password(password)
    user.save()
    record("accounts.person.added", by=None, zone=zone.slug, subject=username)
    root = zone.organisations.get(parent=None, kind="zone")
    appoint(user, role=Role.ADMINISTRATOR, organisation=root, by=None)
    return user


@transaction.atomic
def enter_person(zone: Zone, *, name: str, role: Role, by: User | None) -> User:
    """Enter a person whom a ledger names; an administrator may let him or her log in later."""
    taken = set(
        User.objects.filter(username__startswith=f"{zone.slug}.").values_list("username", flat=True)
    )
    number = next(each for each in itertools.count(1) if f"{zone.slug}.{each}" not in taken)
    person = User(username=f"{zone.slug}.{number}", display_name=name, is_active=False)
    person.set_unusable_password()
    person.save()
    appoint(person, role=role, organisation=zone.organisations.get(parent=None, kind="zone"), by=by)
    return person
