"""The command line acts too: under its own name, with an office's rights, and on record."""

from __future__ import annotations

from kaigong.accounts.models import Membership, Role, User, Zone
from kaigong.accounts.selectors import Standing
from kaigong.errors import KaigongError

USERNAME = "kaigong"


class NoSuchZoneError(KaigongError):
    code = "accounts.no-such-zone"
    zh = "没有代号为「{slug}」的园区；有：{known}。新园区用 kaigong createadmin 开设。"
    en = "There is no zone “{slug}”; there is {known}. kaigong createadmin opens a new one."


def operator_in(slug: str) -> Standing:
    """The standing of who runs commands on the machine itself: sees and edits the whole zone.

    Raises:
        NoSuchZoneError: no zone of that slug.
    """
    zone = Zone.objects.filter(slug=slug).first()
    if zone is None:
        known = "、".join(Zone.objects.values_list("slug", flat=True)) or "—"
        raise NoSuchZoneError(slug=slug, known=known)
    user, is_new = User.objects.get_or_create(
        username=USERNAME, defaults={"display_name": "命令行", "is_active": False}
    )
    if is_new:
        user.set_unusable_password()
        user.save()
    home = zone.organisations.get(parent=None, kind="zone")
    roles = [Role.COMMAND, Role.STATISTICIAN, Role.LEADER]
    # Not kept: nobody can log in as the command line, so it holds no post either.
    return Standing(
        user, zone, [Membership(user=user, organisation=home, role=role) for role in roles]
    )
