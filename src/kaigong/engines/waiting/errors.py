"""Waits from which no curve can be drawn."""

from __future__ import annotations

from kaigong.errors import KaigongError


class UnfitWaitsError(KaigongError):
    code = "waiting.unfit-waits"
    zh = "这些等待时间算不出曲线：{what}；请从同一次查询取数，时长不能为负或空。"
    en = (
        "No curve comes out of these waits: {what}; take both columns from one query, "
        "without negative or missing lengths."
    )
