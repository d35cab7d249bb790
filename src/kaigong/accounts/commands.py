"""`kaigong createadmin`: the first person of a zone."""

from __future__ import annotations

from typing import Annotated

import typer
from django.db import transaction

from kaigong.accounts import services
from kaigong.accounts.models import Zone
from kaigong.wording import said

Username = Annotated[str, typer.Argument(help=said("登录名", "Name to sign in with"))]
ZoneSlug = Annotated[
    str, typer.Option("--zone", help=said("园区代号，如 jingyue", "Zone slug, such as jingyue"))
]
ZoneName = Annotated[
    str, typer.Option("--zone-name", help=said("新园区的名称", "Name of a new zone"))
]
Password = Annotated[
    str,
    typer.Option(
        envvar="KAIGONG_ADMIN_PASSWORD",
        help=said("密码，不写则询问", "Password; asked for if not given"),
    ),
]


Existing = Annotated[
    bool,
    typer.Option(
        "--existing",
        help=said(
            "账号已在别的园区；密码不变，这个园区也归他管",
            "The account is known in another zone: same password, and this zone as well",
        ),
    ),
]


def createadmin(
    username: Username,
    zone: ZoneSlug,
    password: Password = "",
    zone_name: ZoneName = "",
    existing: Existing = False,
) -> None:
    """Make an administrator, and the zone if there is none of that slug."""
    if not existing and not password:
        password = typer.prompt(said("密码", "Password"), hide_input=True, confirmation_prompt=True)
    with transaction.atomic():  # a refused name leaves no zone behind
        place = Zone.objects.filter(slug=zone).first()
        if place is None:
            place = services.open_zone(zone, name=zone_name or zone, by=None)
        if existing:
            person = services.appoint_administrator(place, username=username)
        else:
            person = services.add_administrator(place, username=username, password=password)
    typer.echo(
        said(
            f"{person.username} 是「{place.name}」的管理员。",
            f"{person.username} is an administrator of {place.name}.",
        )
    )
