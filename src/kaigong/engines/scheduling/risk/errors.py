"""What can be wrong with the uncertainty of a plan."""

from kaigong.errors import KaigongError


class UnfitDistributionError(KaigongError):
    code = "scheduling.unfit-distribution"
    zh = "工期分布写作 {given} 不成立；请按乐观 ≤ 最可能 ≤ 悲观填写，数值不得为负。"
    en = (
        "A duration cannot be distributed as {given}: write optimistic ≤ most likely ≤ pessimistic,"
        " none of them negative."
    )


class UnfitProbabilityError(KaigongError):
    code = "scheduling.unfit-probability"
    zh = "「{key}」的概率是 {given}；一个概率应在 0 到 1 之间，一处分支各路之和不超过 1。"
    en = (
        "The probability of “{key}” is {given}; it lies between 0 and 1, and those of all ways of"
        " a branch together are at most 1."
    )


class UnfitCorrelationError(KaigongError):
    code = "scheduling.unfit-correlation"
    zh = (
        "相关系数 {given} 不成立；一组的系数应在 0 到 1 之间，"
        "矩阵应对称、对角为 1、与工作一一对应，一项工作只属于一组。"
    )
    en = (
        "The correlation {given} does not fit: that of a group lies between 0 and 1; a matrix is"
        " symmetric, has 1 on its diagonal and a row for each activity; an activity is in one group"
        " only."
    )


class ContradictoryCorrelationError(KaigongError):
    code = "scheduling.contradictory-correlation"
    zh = (
        "这些相关系数互相矛盾，不可能同时成立（最小特征值 {least:.3f}，应不小于 0）；"
        "矛盾最大的是工作 {first} 与 {second}，请先改它们的系数。"
    )
    en = (
        "These correlations contradict each other and cannot hold together (smallest eigenvalue"
        " {least:.3f}, should be at least 0); activities {first} and {second} contradict most:"
        " begin with theirs."
    )


class UnknownRiskError(KaigongError):
    code = "scheduling.unknown-risk"
    zh = "风险清单里没有「{key}」；现有：{known}。"
    en = "The risk register has no “{key}”; it has: {known}."


class TwiceTheSameRiskError(KaigongError):
    code = "scheduling.risk-twice"
    zh = "风险或分支「{key}」出现了两次；请换一个代号。"
    en = "The risk or branch “{key}” is there twice; give one of them another code."


class UnfitModelError(KaigongError):
    code = "scheduling.unfit-risk-model"
    zh = "风险模型与计划对不上：{what_zh}。"
    en = "The risk model does not fit the plan: {what_en}."
