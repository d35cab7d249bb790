"""A program acts for a person by a secret that only the person has ever seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from kaigong.accounts.models import ApiToken, Role, Scope, User
from kaigong.accounts.services.tokens import (
    MOST_TOKENS,
    ScopelessTokenError,
    TokenLifeError,
    TooManyTokensError,
    make_token,
    revoke_token,
    token_of,
)
from kaigong.audit.models import Entry
from tests.builders import a_person, a_zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return a_person(a_zone(), Role.STATISTICIAN)


def test_a_secret_finds_its_token_and_is_kept_nowhere(person: User) -> None:
    token, secret = make_token(person, name="月报程序", scopes=[Scope.READ])
    assert token_of(secret) == token
    assert token_of(secret + "x") is None
    row = ApiToken.objects.values().get()
    assert secret not in str(row)
    assert secret not in str(Entry.objects.values_list("facts", flat=True))
    assert secret.startswith(row["prefix"])


def test_a_revoked_an_expired_and_a_left_persons_token_open_nothing(person: User) -> None:
    _, revoked = make_token(person, name="a", scopes=[Scope.READ])
    revoke_token(ApiToken.objects.get(), by=person)
    assert token_of(revoked) is None
    late, expired = make_token(person, name="b", scopes=[Scope.READ], days=1)
    late.expires_on = timezone.now().date() - timedelta(days=1)
    late.save()
    assert token_of(expired) is None
    _, good = make_token(person, name="c", scopes=[Scope.READ])
    assert token_of(good) is not None
    person.is_active = False
    person.save()
    assert token_of(good) is None


def test_using_a_token_is_noted(person: User) -> None:
    token, secret = make_token(person, name="a", scopes=[Scope.READ])
    token_of(secret)
    token.refresh_from_db()
    assert token.last_used_at is not None


def test_a_token_needs_a_use_an_end_and_moderation(person: User) -> None:
    with pytest.raises(ScopelessTokenError):
        make_token(person, name="a", scopes=["everything"])
    for days in (None, 0, 1000):
        with pytest.raises(TokenLifeError):
            make_token(person, name="a", scopes=[Scope.WRITE], days=days)
    for number in range(MOST_TOKENS):
        make_token(person, name=f"{number}", scopes=[Scope.CALENDAR], days=None)
    with pytest.raises(TooManyTokensError):
        make_token(person, name="one more", scopes=[Scope.READ])
