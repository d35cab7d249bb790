"""What is stored where, and who vouches for people: both read from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from kaigong.errors import KaigongError

# IMMEDIATE: with DEFERRED a reader's transaction cannot become a writer's, and fails at once
# (measured: 3,050 of 4,106 requests; notes/toolchain.md, section 5).
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=268435456;"
        "PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=67108864"
    ),
}

# Our statements over a whole zone take tenths of a second, and a compiler for each would add to
# them: with it the figures of 100,000 projects take half as long again (benchmarks/README.md).
# What they sort and join of so many rows has room in memory; the server's own 4 MB send it to disk.
POSTGRESQL_SESSION = "-c jit=off -c work_mem=16MB"


class UnknownDatabaseError(KaigongError):
    code = "config.unknown-database"
    zh = "KAIGONG_DATABASE_URL 写的是 {scheme}，只认 sqlite 和 postgresql；请改写这个地址。"
    en = "KAIGONG_DATABASE_URL says {scheme}; only sqlite and postgresql work, so change it."


def database(url: str) -> dict[str, Any]:
    """Django's settings for one database.

    Args:
        url: `sqlite:////absolute/path`, or `postgresql://user:password@host:port/name`; a socket
            folder may stand in the query, `postgresql://user@/name?host=/folder`, and what else the
            server is told of a session, `?options=…`, in place of what we tell it.

    Raises:
        UnknownDatabaseError: any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path.removeprefix("/")),
            "OPTIONS": SQLITE_OPTIONS,
        }
    if parts.scheme not in {"postgresql", "postgres"}:
        raise UnknownDatabaseError(scheme=parts.scheme or url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": POSTGRESQL_SESSION, **query},
    }


def identity_providers(environ: Mapping[str, str]) -> dict[str, Any]:
    """allauth's settings for those who vouch for people here: the zone's own server, and apps."""
    found: dict[str, Any] = {}
    if server := environ.get("KAIGONG_OIDC_SERVER"):
        app = {
            "provider_id": "zone",
            "name": environ.get("KAIGONG_OIDC_NAME", "OpenID Connect"),
            "client_id": environ.get("KAIGONG_OIDC_CLIENT", "kaigong"),
            "secret": environ.get("KAIGONG_OIDC_SECRET", ""),
            "settings": {"server_url": server},
        }
        found["openid_connect"] = {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
    for provider, word in {"dingtalk": "DINGTALK", "weixin": "WECHAT"}.items():
        if client := environ.get(f"KAIGONG_{word}_CLIENT"):
            secret = environ.get(f"KAIGONG_{word}_SECRET", "")
            found[provider] = {"APPS": [{"client_id": client, "secret": secret}]}
    return found


def doors_of(environ: Mapping[str, str]) -> list[str]:
    """Where the log-in form may send a browser on: a browser holds that against the policy too."""
    server = urlsplit(environ.get("KAIGONG_OIDC_SERVER", ""))
    doors = [f"{server.scheme}://{server.netloc}"] if server.netloc else []
    if environ.get("KAIGONG_DINGTALK_CLIENT"):
        doors.append("https://login.dingtalk.com")
    if environ.get("KAIGONG_WECHAT_CLIENT"):
        doors.append("https://open.weixin.qq.com")
    return doors
