"""Addresses of channels at rest: sealed with a key that hangs on the installation's own secret.

A backup holds the sealed address only. On a machine with another secret it cannot be opened, and
the channel asks for its address anew.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from kaigong.errors import KaigongError


class SealBrokenError(KaigongError):
    code = "coordination.seal-broken"
    zh = "「{channel}」的地址打不开（本机密钥换过）；请重新填写地址。"
    en = (
        "The address of “{channel}” cannot be opened (this machine's secret changed); type it anew."
    )


def _fernet() -> Fernet:
    digest = hashlib.sha256(b"kaigong.coordination.channels:" + settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(digest.digest()))


def sealed(address: str) -> str:
    """An address as it is kept."""
    return _fernet().encrypt(address.encode()).decode()


def opened(kept: str, *, channel: str) -> str:
    """The address itself, for the moment of sending.

    Raises:
        SealBrokenError: it was sealed with another secret.
    """
    try:
        return _fernet().decrypt(kept.encode()).decode()
    except InvalidToken as error:
        raise SealBrokenError(channel=channel) from error
