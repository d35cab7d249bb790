"""Which addresses outside may be written to, and writing to them.

Webhooks and channels of JSON go by this one rule. A name is looked up once, every place that it
leads to is judged, and the very address that was judged is written to: a name that answers
otherwise a moment later (DNS rebinding) leads nowhere else. Redirections are not followed.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from kaigong.accounts.models import Zone
from kaigong.errors import KaigongError

TIMEOUT_SECONDS = 10.0
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # leads to an address of the other kind


class AddressNotReachableError(KaigongError):
    code = "coordination.webhook-address"
    zh = "不能发到「{address}」：{why_zh}。"
    en = "“{address}” cannot be written to: {why_en}."


@dataclass(frozen=True)
class Target:
    """Where a letter goes: the name it is meant for, and the very address that was checked."""

    host: str
    port: int
    path: str
    is_tls: bool
    ip: str


def may_reach_inside(zone: Zone) -> bool:
    """Whether a zone may write to the house's own network, by KAIGONG_WEBHOOKS_INSIDE."""
    return zone.slug in settings.WEBHOOKS_INSIDE


def target_of(address: str, *, inside: bool, shown: str = "") -> Target:
    """Look an address up and refuse it unless every place that it leads to is public.

    Args:
        inside: The zone may write to private addresses and without TLS.
        shown: What an error names where the address itself is a secret.

    Raises:
        AddressNotReachableError: no https address, or one of our own network.
    """
    try:
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise _refused(shown or address, "地址写错了", "it is not an address") from error
    host = parts.hostname or ""
    if parts.scheme not in ({"https", "http"} if inside else {"https"}) or not host:
        raise _refused(
            shown or address, "要写 https:// 开头的地址", "an https:// address is needed"
        )
    if parts.username or parts.password:
        raise _refused(
            shown or address, "地址里不能带用户名和密码", "it must hold no name and password"
        )
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _refused(
            shown or address, "查不到这个主机", "its host cannot be looked up"
        ) from error
    ips = [str(each[4][0]) for each in found]
    if not inside and not all(_is_public(ip) for ip in ips):
        raise _refused(shown or address, "它指向内部网络", "it leads to an internal network")
    path = parts.path or "/"
    path += f"?{parts.query}" if parts.query else ""
    return Target(host, port, path, parts.scheme == "https", ips[0])


def _refused(address: str, zh: str, en: str) -> AddressNotReachableError:
    return AddressNotReachableError(address=address[:200], why_zh=zh, why_en=en)


def _is_public(text: str) -> bool:
    ip = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if mapped is not None:
        return _is_public(str(mapped))
    if ip.version == 6 and ip in _NAT64:
        return False
    return ip.is_global and not ip.is_multicast


def post(target: Target, body: str, headers: dict[str, str]) -> int:
    """Send a letter to the address that was checked; redirections are not followed.

    Returns:
        The status of the answer.

    Raises:
        OSError, http.client.HTTPException: no answer.
    """
    socket_ = socket.create_connection((target.ip, target.port), TIMEOUT_SECONDS)
    try:
        if target.is_tls:
            context = ssl.create_default_context()
            socket_ = context.wrap_socket(socket_, server_hostname=target.host)
        connection = http.client.HTTPConnection(target.host, target.port, TIMEOUT_SECONDS)
        connection.sock = socket_
        default = 443 if target.is_tls else 80
        name = f"[{target.host}]" if ":" in target.host else target.host
        host = name if target.port == default else f"{name}:{target.port}"
        connection.request("POST", target.path, body.encode(), {"Host": host, **headers})
        return connection.getresponse().status
    finally:
        socket_.close()
