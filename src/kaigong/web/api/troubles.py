"""What the API answers when something is wrong: a code, and one sentence in each language."""

from __future__ import annotations

from typing import Any

from ninja import Schema

from kaigong.errors import KaigongError


class Fault(Schema):
    """One thing that is wrong with what was sent: where, and what to do."""

    where: str
    zh: str
    en: str
    theirs: str | None = None  # what is on record, where two values meet
    yours: str | None = None


class Trouble(Schema):
    code: str
    zh: str
    en: str
    faults: list[Fault] = []


class ApiError(KaigongError):
    """A trouble with a status of its own; every other `KaigongError` is a 422."""

    status = 422
    faults: list[Fault]

    def __init__(self, *, faults: list[Fault] | None = None, **facts: object) -> None:
        self.faults = faults or []
        super().__init__(**facts)


class NotSignedInError(ApiError):
    status = 401
    code = "api.not-signed-in"
    zh = "请用有效的令牌（Authorization: Bearer …）或先登录；令牌在「我的令牌」页生成。"
    en = "Send a valid token (Authorization: Bearer …) or log in; one's tokens page makes them."


class NotAllowedError(ApiError):
    status = 403
    code = "api.not-allowed"
    zh = "你的岗位没有「{right}」的权限；请找园区管理员。"
    en = "None of your roles may “{right}”; ask the zone's administrator."


class ScopeMissingError(ApiError):
    status = 403
    code = "api.scope-missing"
    zh = "这个令牌没有「{scope}」的用途；请另做一个。"
    en = "This token was not made for “{scope}”; make another."


class NotFoundError(ApiError):
    status = 404
    code = "api.not-found"
    zh = "没有这个内容，或你看不到它。"
    en = "There is no such thing, or it is not yours to see."


class KeyUsedError(ApiError):
    status = 409
    code = "api.key-used"
    zh = "Idempotency-Key「{key}」已用于另一个内容的请求；请换一个。"
    en = "Idempotency-Key “{key}” was used for a request with other content; take another."


class MovedOnError(ApiError):
    status = 412
    code = "api.moved-on"
    zh = "「{subject}」在你读过以后已经变了；对照两边的值，重新读取后再改。"
    en = "“{subject}” changed after you read it; compare both values, read again, then change."


class RefusedError(ApiError):
    code = "api.refused"
    zh = "有 {count} 处不能接受；没有写入。"
    en = "{count} things cannot be taken; nothing was written."


class UnreadableTextError(ApiError):
    code = "api.unreadable-text"
    zh = "内容里有不能保存的字符（NUL 或残缺的代理码）；请删去。"
    en = "There are characters that cannot be kept (NUL or half a surrogate); remove them."


class UnreadableCursorError(ApiError):
    code = "api.unreadable-cursor"
    zh = "翻页标记看不懂；请从第一页重新读。"
    en = "The cursor cannot be read; begin with the first page."


def trouble_of(error: KaigongError) -> tuple[int, Trouble]:
    """The status and the body for an error."""
    faults = error.faults if isinstance(error, ApiError) else []
    status = error.status if isinstance(error, ApiError) else 422
    zh, en = error.in_language("zh"), error.in_language("en")
    return status, Trouble(code=error.code, zh=zh, en=en, faults=faults)


# Every operation may answer with these; schemas and tests are held against it.
READ_TROUBLES: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 422), Trouble)
WRITE_TROUBLES: dict[int, Any] = READ_TROUBLES | dict.fromkeys((409, 412), Trouble)
