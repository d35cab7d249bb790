"""What cannot be counted, and what to do about it."""

from __future__ import annotations

from kaigong.errors import KaigongError


class CircularJointError(KaigongError):
    code = "counting.circular-joint"
    zh = "{count} 个共建项目互相「计入」成一圈（其一编号 {example}）；请让其中一个自己计数。"
    en = (
        "{count} joint projects count in each other in a circle (one has the id {example}); "
        "let one of them count for itself."
    )


class UnequalColumnsError(KaigongError):
    code = "counting.unequal-columns"
    zh = "各列行数不同（{lengths}），无法计数；请从同一次查询取数。"
    en = "The columns have different lengths ({lengths}); take them from one query."


class UnorderedThresholdsError(KaigongError):
    code = "counting.unordered-thresholds"
    zh = "分级标准没有从小到大排列（{values}）；请按金额排序且不重复。"
    en = "The thresholds do not ascend ({values}); sort them by amount without repeating one."
