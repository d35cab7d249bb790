"""What can be wrong with a question of scarce resources."""

from kaigong.errors import KaigongError


class UnfitResourceProblemError(KaigongError):
    code = "scheduling.unfit-resource-problem"
    zh = "资源排程的输入不成立：{what}。请核对工期、联系、需用量和供应量。"
    en = (
        "This is no question of resources: {what}."
        " Check the durations, links, needs and capacities."
    )


class NeverFreeLongEnoughError(KaigongError):
    code = "scheduling.never-free-long-enough"
    zh = (
        "工作「{activity}」要用资源「{resource}」{need}，一直用到做完，"
        "而 {last} 以前没有哪一段时间够它用；请增加供应或减少需用量。"
    )
    en = (
        "Activity “{activity}” needs {need} of “{resource}” until it is done, and there is no"
        " such span before {last}; provide more, or ask for less."
    )


class NeverEnoughError(KaigongError):
    code = "scheduling.never-enough-resource"
    zh = (
        "工作「{activity}」需要资源「{resource}」{need}，而一共只有 {capacity}；"
        "请增加供应或减少需用量。"
    )
    en = (
        "Activity “{activity}” needs {need} of “{resource}”, and there is no more than {capacity};"
        " provide more, or ask for less."
    )
