"""Words that give rows away: headings, totals, notes, groups, numbering."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from .folding import half_width, simplified

MAX_HEADING_CHARACTERS = 48

_HEADING = re.compile(
    r"名称|序号|编号|编码|代码|项目|投资|金额|资金|日期|时间|年限|期限|进度|进展|责任|负责|牵头|单位|部门|领导"
    r"|联系|电话|备注|说明|内容|规模|面积|地址|地点|位置|类别|类型|行业|产业|性质|阶段|状态|计划|完成|累计|问题"
    r"|开工|竣工|投产|产值|税收|级别|来源|批次|经度|纬度|所属|企业|业主"
    r"|\b(name|title|no|number|code|id|project|department|agency|date|start|end|cost|budget|amount|total|status"
    r"|rating|category|type|description|comment|year|forecast|investment|location|address|stage|phase|owner"
    r"|contractor|latitude|longitude|borough|remarks?|notes?|sector|manager|scope)\b",
    re.I,
)
_FORM = re.compile(
    r"^(?:货币|金额|计量|填报|填表|制表|统计|报送|编制|审核|截至|截止|更新|打印|联系|责任|主要)?"
    r"(?:单位|日期|时间|人|负责人|领导|电话|年度|部门|unit|date|prepared by|as of|source)\s*:"
    r"|^(?:截至|截止)\d"
    r"|^\d{4}年\d{1,2}月(?:\d{1,2}日)?$",
    re.I,
)
_NUMBERING_HEADING = re.compile(r"序\s*号|编\s*号|no\.?|#|s/?n|num(?:ber)?\.?|行次|项次", re.I)
_TOTAL = re.compile(
    r"(?:总计|合计|共计|总合计|累计合计|grandtotals?|totals?|sum)(?:[(:].*|\d.*|[共计]?\d*[个项].*)?"
    r"|(?:全区|全市|全县|总|新区|开发区|高新区)(?:合计|总计)(?:[(:].*|\d.*)?",
    re.I,
)
_SUBTOTAL = re.compile(
    r".{0,16}小计(?:[(:].*|\d.*)?|.{1,12}(?:合计|共计)(?:[(:].*|\d.*)?|sub-?totals?.{0,24}|total(?:for|of).{1,30}|其中:?",
    re.I,
)
# 10,000 rows are asked this for four cells each: the cheap question first.
_MAY_SUM = re.compile("[计計]|sum|total|其中", re.I)
_MAJOR = re.compile(r"^(?:第?[一二三四五六七八九十]{1,3}(?:[、.．]|部分|类)|[IVX]{1,4}[、.．])")
_MINOR = re.compile(r"^\([一二三四五六七八九十]{1,3}\)[、.．]?|^[A-H][、.．]\s*\D")
_BARE_MAJOR = re.compile(r"[一二三四五六七八九十]{1,3}|[IVX]{1,4}")
_BARE_MINOR = re.compile(r"\([一二三四五六七八九十]{1,3}\)")
_NOTE = re.compile(
    r"^(?:注|备注|说明|填表说明|填报说明|附注|附|数据来源|来源|资料来源|note|notes|source|nb|remarks?)\s*(?:\d+\s*)?[:.、]|^[*※]|^注$",
    re.I,
)
_SIGNED = re.compile(
    r"(?:填表人|填报人|制表人?|审核人?|审批|负责人|联系人|联系电话|电话|复核|经办人?|签字|盖章|日期)\s*:"
)


def _plain(text: str) -> str:
    return simplified(half_width(text))


def is_heading_word(text: str) -> bool:
    # Underscores are letters to a regular expression, and spaces to a person.
    words = re.sub(r"[_\-]", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _plain(text)))
    return len(words) <= MAX_HEADING_CHARACTERS and bool(_HEADING.search(words))


def is_form_label(text: str) -> bool:
    """`单位：万元`, `填报日期：2021年3月`: a form's line, no heading."""
    return bool(_FORM.search(_plain(text)))


def numbering_heading(text: str) -> bool:
    return bool(_NUMBERING_HEADING.fullmatch(_plain(text).strip()))


def is_numbering(texts: Sequence[str]) -> bool:
    """Whether a row numbers the columns: `1 2 3 4`, `甲 乙 1 2`, `(1) (2) (3)=(1)+(2)`."""
    plain = [_plain(text).strip("()[] ") for text in texts if text.strip()]
    if len(plain) < 3:
        return False
    numbers = []
    for text in plain:
        if re.fullmatch(r"[甲乙丙丁戊己庚辛A-H]|栏次|行次", text):
            continue
        found = re.fullmatch(r"(\d{1,3})(?:\.0)?\)?(?:\s*=.*)?", text)
        if not found:
            return False
        numbers.append(int(found[1]))
    return len(numbers) >= 2 and all(b - a == 1 for a, b in pairwise(numbers))


def sum_label(text: str) -> str:
    """`total`, `subtotal` or blank, by the words that label a row of sums."""
    if len(text) > 60 or not _MAY_SUM.search(text):
        return ""
    compact = re.sub(r"\s+", "", _plain(text))
    if _TOTAL.fullmatch(compact):
        return "total"
    return "subtotal" if _SUBTOTAL.fullmatch(compact) else ""


def group_level(text: str) -> int:
    """1 for `一、产业项目`, 2 for `（一）续建`, 0 for no group label."""
    plain = _plain(text).strip()
    if _MAJOR.search(plain):
        return 1
    return 2 if _MINOR.search(plain) else 0


def bare_level(text: str) -> int:
    """The same for a numbering cell that holds the numeral alone: `一`, `（二）`."""
    plain = _plain(text).strip()
    if _BARE_MAJOR.fullmatch(plain):
        return 1
    return 2 if _BARE_MINOR.fullmatch(plain) else 0


def is_note(text: str) -> bool:
    return bool(_NOTE.search(_plain(text).strip()))


def is_signature(text: str) -> bool:
    """`填表人：张三　审核人：李四`, under the table."""
    return bool(_SIGNED.search(_plain(text)))
