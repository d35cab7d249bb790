"""What can be wrong with the rules of the lamps."""

from __future__ import annotations

from kaigong.errors import KaigongError


class UnknownMeasureError(KaigongError):
    code = "lamps.unknown-measure"
    zh = "灯规则「{rule}」用了没有的量「{measure}」；可用的量：{known}。"
    en = "Lamp rule “{rule}” asks for “{measure}”, which is not measured; known: {known}."


class UnreadableRuleError(KaigongError):
    code = "lamps.unreadable-rule"
    zh = "灯规则「{rule}」缺「{missing}」或写法不对；请改好后再试。"
    en = "Lamp rule “{rule}” lacks “{missing}” or states it wrongly; mend it and try again."
