"""What can be wrong with a plan, in words that name the thing."""

from typing import cast

from kaigong.errors import KaigongError


class UnreadableCalendarError(KaigongError):
    code = "scheduling.unreadable-calendar"
    zh = (
        "看不懂日历「{text}」；请写成「Mon-Fri 8-12 13-17」、"
        "「2026-10-01/2026-10-07」或「--11-15/--03-15」这样的形式。"
    )
    en = (
        "The calendar “{text}” cannot be understood; write it like “Mon-Fri 8-12 13-17”,"
        " “2026-10-01/2026-10-07” or “--11-15/--03-15”."
    )


class UnreadableSpanError(KaigongError):
    code = "scheduling.unreadable-span"
    zh = "看不懂时长「{text}」；请写成「40d」、「12h」或「30min」。"
    en = "The length “{text}” cannot be understood; write “40d”, “12h” or “30min”."


class UnknownActivityError(KaigongError):
    code = "scheduling.unknown-activity"
    zh = "计划里没有工作「{key}」。"
    en = "There is no activity “{key}” in the plan."


class TwiceTheSameActivityError(KaigongError):
    code = "scheduling.activity-twice"
    zh = "计划里已有工作「{key}」；请换一个代号。"
    en = "The plan already has an activity “{key}”; give this one another code."


class TooManyConstraintsError(KaigongError):
    code = "scheduling.too-many-constraints"
    zh = "工作「{key}」已有两条约束；请先去掉一条。"
    en = "Activity “{key}” already has two constraints; take one of them away first."


class UnknownCalendarError(KaigongError):
    code = "scheduling.unknown-calendar"
    zh = "工作「{key}」要用的日历「{calendar}」不存在。"
    en = "Activity “{key}” asks for the calendar “{calendar}”, and there is none of that name."


class NotPromisedError(KaigongError):
    code = "scheduling.not-promised"
    zh = "工作「{key}」没有承诺完成日期；请先写上。"
    en = "The finish of activity “{key}” was not promised; give it a committed date first."


class LoopError(KaigongError):
    code = "scheduling.loop"
    zh = "这些工作互相等待，成了环：{members}；请去掉其中一条联系。"
    en = "These activities wait for each other in a loop: {members}; take one of the links out."

    @property
    def loops(self) -> list[list[int]]:
        """The members of every loop, as the network numbers its activities."""
        return cast("list[list[int]]", self.facts["loops"])


class NeverWorksError(KaigongError):
    code = "scheduling.calendar-never-works"
    zh = "日历「{calendar}」在计划期内没有工作时间，排不出工作「{key}」。"
    en = (
        "The calendar “{calendar}” has no working time left in the plan's horizon,"
        " so activity “{key}” cannot be placed."
    )


class BeyondHorizonError(KaigongError):
    code = "scheduling.beyond-horizon"
    zh = "工作「{key}」排到了 {last} 以后，超出计划期；请检查它的工期、时距和日期。"
    en = (
        "Activity “{key}” runs past {last}, the end of the plan's horizon;"
        " check its duration, lags and dates."
    )


class UnfitAvailabilityError(KaigongError):
    code = "scheduling.unfit-availability"
    zh = "资源数量按日期写得不成立：{what}。日期要从早到晚、不重复，数量不能小于零。"
    en = (
        "Numbers of a resource by date do not fit: {what}. Days go from early to late, none twice,"
        " and no number is below zero."
    )


class UnknownPlanError(KaigongError):
    code = "scheduling.unknown-plan"
    zh = "总施工图里没有分图「{plan}」。"
    en = "The programme has no plan “{plan}”."


class PlanNamedMasterError(KaigongError):
    code = "scheduling.plan-named-master"
    zh = "「{plan}」是总施工图的名称；请给这份分图换一个名称。"
    en = "“{plan}” is the name of the master plan; call this plan something else."
