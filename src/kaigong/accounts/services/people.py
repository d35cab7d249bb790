"""People of a zone: added, appointed, dismissed, shut out; passwords are only ever set by them."""

from __future__ import annotations

import itertools

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from kaigong.accounts.models import Membership, Organisation, Role, User, Zone
from kaigong.accounts.services.organisations import ClosedOrganisationError
from kaigong.audit.services import record
from kaigong.errors import KaigongError


class TakenNameError(KaigongError):
    code = "accounts.taken-name"
    zh = "登录名「{username}」已有人使用，请换一个。"
    en = "The name “{username}” is taken; choose another."


class UnknownNameError(KaigongError):
    code = "accounts.unknown-name"
    zh = "没有登录名「{username}」；不加 --existing，就会新建这个账号。"
    en = "Nobody signs in as “{username}”; without --existing the account is made anew."


class WeakPasswordError(KaigongError):
    code = "accounts.weak-password"
    zh = "密码不合要求：{reasons}"
    en = "The password will not do: {reasons}"


class LastAdministratorError(KaigongError):
    code = "accounts.last-administrator"
    zh = "「{person}」是这个园区最后一位管理员；先任命另一位，再免去。"
    en = "{person} is the last administrator of this zone; appoint another one first."


class PersonOfOtherZoneError(KaigongError):
    code = "accounts.person-of-other-zone"
    zh = "「{person}」在别的园区也有岗位，账号不能由一个园区处置；可以免去本园区的岗位。"
    en = "{person} has roles in another zone too, so one zone cannot dispose of the account; dismiss the roles here instead."  # noqa: E501


class SpentLinkError(KaigongError):
    code = "accounts.spent-link"
    zh = "这个链接已用过、已过期或不完整；请管理员再发一个。"
    en = "This link was used, has expired or is incomplete; ask the administrator for a new one."


class _FirstPassword(PasswordResetTokenGenerator):
    """Signed with the installation's key over the person's present password and last log-in.

    So a token cannot be guessed, needs no table, ends with PASSWORD_RESET_TIMEOUT, and is spent as
    soon as a password is set or the administrator asks for another link.
    """

    key_salt = "kaigong.accounts.first-password"


_first_password = _FirstPassword()


def refuse_weak(password: str, *, user: User) -> None:
    """Hold a password against the house's rules.

    Raises:
        WeakPasswordError: all reasons at once, in the reader's language.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPasswordError(reasons=" ".join(error.messages)) from error


def _entered(username: str, *, display_name: str) -> User:
    if User.objects.filter(username__iexact=username).exists():
        raise TakenNameError(username=username)
    user = User(username=username, display_name=display_name)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    return user


def enter_with_password(username: str, *, display_name: str, password: str) -> User:
    """An account with a password; the caller says in the chain how it came to be.

    Raises:
        TakenNameError, WeakPasswordError: there is none.
    """
    user = _entered(username, display_name=display_name)
    refuse_weak(password, user=user)
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def add_administrator(zone: Zone, *, username: str, password: str) -> User:
    """The first person of a zone, entered from the machine itself and not by another person."""
    user = enter_with_password(username, display_name=username, password=password)
    record("accounts.person.added", by=None, zone=zone.slug, subject=username)
    root = zone.organisations.get(parent=None, kind="zone")
    appoint(user, role=Role.ADMINISTRATOR, organisation=root, by=None)
    return user


@transaction.atomic
def appoint_administrator(zone: Zone, *, username: str) -> User:
    """Give an account of another zone charge of this one too, from the machine itself.

    No zone's administrator can do that: whom another zone knows is not theirs to see.
    """
    user = User.objects.filter(username__iexact=username).first()
    if user is None:
        raise UnknownNameError(username=username)
    root = zone.organisations.get(parent=None, kind="zone")
    appoint(user, role=Role.ADMINISTRATOR, organisation=root, by=None)
    return user


@transaction.atomic
def add_person(
    *, username: str, display_name: str, role: Role, organisation: Organisation, by: User
) -> User:
    """Enter a person with a first role; he or she sets the password through a link."""
    user = _entered(username, display_name=display_name)
    user.save()
    zone = organisation.zone.slug
    record("accounts.person.added", by=by, zone=zone, subject=username, name=display_name)
    appoint(user, role=role, organisation=organisation, by=by)
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


@transaction.atomic
def appoint(user: User, *, role: Role, organisation: Organisation, by: User | None) -> Membership:
    """Give a person a role in an organisation; giving it twice changes nothing."""
    if organisation.closed_at:
        raise ClosedOrganisationError(name=organisation.name)
    membership, is_new = Membership.objects.get_or_create(
        user=user, role=role, organisation=organisation
    )
    if is_new:
        _record_role("appointed", membership, by=by)
    return membership


@transaction.atomic
def dismiss(membership: Membership, *, by: User) -> None:
    """Take a role away; the rights end with the person's next request."""
    if membership.role == Role.ADMINISTRATOR:
        _refuse_last(membership.user, zone=membership.organisation.zone, but=membership.pk)
    _record_role("dismissed", membership, by=by)
    membership.delete()


@transaction.atomic
def deactivate(user: User, *, zone: Zone, by: User) -> None:
    """Shut a person out at once, on every device; roles and history stay."""
    _refuse_other_zones(user, zone=zone)
    _refuse_last(user, zone=zone)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        record("accounts.person.deactivated", by=by, zone=zone.slug, subject=user.username)


@transaction.atomic
def reactivate(user: User, *, zone: Zone, by: User) -> None:
    """Let a person in again."""
    _refuse_other_zones(user, zone=zone)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        record("accounts.person.reactivated", by=by, zone=zone.slug, subject=user.username)


@transaction.atomic
def offer_password_link(user: User, *, zone: Zone, by: User) -> tuple[str, str]:
    """The two words of a link by which a person sets a password, once and for a limited time.

    The old password ends here, and with it every session and every older link: whoever asks for a
    link has either lost the password or lost trust in it.
    """
    _refuse_other_zones(user, zone=zone)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    record("accounts.person.link_offered", by=by, zone=zone.slug, subject=user.username)
    return urlsafe_base64_encode(str(user.pk).encode()), _first_password.make_token(user)


def person_behind(uid: str, token: str) -> User:
    """The person for whom a link was made.

    Raises:
        SpentLinkError: used, expired, tampered with, or the person was shut out since.
    """
    try:
        user = User.objects.filter(pk=int(urlsafe_base64_decode(uid)), is_active=True).first()
    except (ValueError, OverflowError):
        user = None
    if user is None or not _first_password.check_token(user, token):
        raise SpentLinkError
    return user


@transaction.atomic
def set_first_password(uid: str, token: str, *, password: str) -> User:
    """Set the password of the person behind a link; the link is spent with it."""
    user = person_behind(uid, token)
    refuse_weak(password, user=user)
    user.set_password(password)
    user.save(update_fields=["password"])
    record("accounts.person.password_set", by=user, subject=user.username)
    return user


def _refuse_last(user: User, *, zone: Zone, but: int | None = None) -> None:
    """Refuse if no active administrator would be left without this person (or this membership)."""
    Zone.objects.select_for_update().get(pk=zone.pk)  # two may dismiss each other at once
    administrators = Membership.objects.filter(
        organisation__zone=zone, role=Role.ADMINISTRATOR, user__is_active=True
    )
    rest = administrators.exclude(pk=but) if but else administrators.exclude(user=user)
    if administrators.filter(user=user).exists() and not rest.exists():
        raise LastAdministratorError(person=str(user))


def _refuse_other_zones(user: User, *, zone: Zone) -> None:
    """Else the administrator of one zone could take over a colleague's account in another."""
    if user.memberships.exclude(organisation__zone=zone).exists() or user.is_superuser:
        raise PersonOfOtherZoneError(person=str(user))


def _record_role(verb: str, membership: Membership, *, by: User | None) -> None:
    record(
        f"accounts.person.{verb}",
        by=by,
        zone=membership.organisation.zone.slug,
        subject=membership.user.username,
        role=str(membership.role),
        organisation=membership.organisation.name,
    )
