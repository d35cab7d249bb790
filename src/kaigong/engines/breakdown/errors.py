"""What can be wrong with a target that is to be broken down."""

from __future__ import annotations

from kaigong.errors import KaigongError


class NotATreeError(KaigongError):
    code = "breakdown.not-a-tree"
    zh = "第 {place} 行的上级是第 {parent} 行；上级要排在下级前面，这样没有一行会计两次。"
    en = (
        "Row {place} lies below row {parent}; a parent stands before its children, so that none"
        " counts twice."
    )


class UnequalTablesError(KaigongError):
    code = "breakdown.unequal-tables"
    zh = "{nodes} 行的目标树配了 {rows} 行数字；请一行对一行。"
    en = "A tree of {nodes} rows was given {rows} rows of figures; give one for each."


class NothingToShareByError(KaigongError):
    code = "breakdown.nothing-to-share-by"
    zh = "{total} 没有可以分摊的份额；至少要有一份大于 0，没有一份小于 0。"
    en = "There are no shares to divide {total} by; one has to be above 0, and none below."
