"""What can be wrong with an edit of a plan."""

from __future__ import annotations

from kaigong.errors import KaigongError


class PlanChangedMeanwhileError(KaigongError):
    code = "plan.changed-meanwhile"
    zh = "{who} 刚改过「{activity}」；请刷新后再改，您填的内容没有保存。"
    en = "{who} has just changed “{activity}”; reload and change it again, nothing was kept."


class NoSuchActivityError(KaigongError):
    code = "plan.no-such-activity"
    zh = "这份计划里没有工作「{key}」；请核对编号。"
    en = "This plan has no activity “{key}”; check its code."


class ActivityKeyTakenError(KaigongError):
    code = "plan.activity-key-taken"
    zh = "编号「{key}」已用于「{name}」；请换一个编号。"
    en = "The code “{key}” belongs to “{name}”; choose another."


class BeyondTheRoadError(KaigongError):
    code = "plan.beyond-the-road"
    zh = "「{road}」长 {length} 米，桩号 {start}–{end} 不在其中；请核对。"
    en = "“{road}” is {length} m long, {start}–{end} does not lie in it; check the stretch."


class AnotherConstraintError(KaigongError):
    code = "plan.another-constraint"
    zh = "「{name}」已有限制「{constraint}」，不能再推到 {day}；请先在计划里改这条限制。"
    en = (
        "“{name}” has the constraint “{constraint}”; change that in its plan before"
        " putting it off to {day}."
    )


class ProposalGoneError(KaigongError):
    code = "plan.proposal-gone"
    zh = "计划刚变过，这条建议已不是原样；请看过新的建议再采用。"
    en = "Plans have changed meanwhile, so this proposal is another; look at the new one first."


class UnreadableLinksError(KaigongError):
    code = "plan.unreadable-links"
    zh = "看不懂紧前工作「{text}」；请写成「A10」、「A10 SS+5d」，多个用逗号隔开。"
    en = "The predecessors “{text}” cannot be understood; write “A10”, “A10 SS+5d”, with commas."


class LinkedSummaryError(KaigongError):
    code = "plan.linked-summary"
    zh = "「{name}」是汇总行，时间由下面的工作决定，不能设工期或紧前工作；请设在下面的工作上。"
    en = (
        "“{name}” sums up what lies below it, so it takes no duration and no links;"
        " give them to the activities below."
    )


class EditOverlaidError(KaigongError):
    code = "plan.edit-overlaid"
    zh = "第 {number} 次修编之后，「{activity}」又改过，不能撤销；请先撤销后来的修编。"
    en = "“{activity}” was changed again after edit {number}; undo the later edits first."


class EditUndoneError(KaigongError):
    code = "plan.edit-undone"
    zh = "第 {number} 次修编已经撤销过。"
    en = "Edit {number} was undone before."


class PlanExistsError(KaigongError):
    code = "plan.plan-exists"
    zh = "「{project}」已有施工计划；请在原计划上修编。"
    en = "“{project}” has a plan; edit that one."


class UnknownConditionError(KaigongError):
    code = "plan.unknown-condition"
    zh = "没有「{kind}」这种开工要素。"
    en = "There is no start-up condition “{kind}”."


class UnknownTemplateError(KaigongError):
    code = "plan.unknown-template"
    zh = "没有「{template}」这个计划模板。"
    en = "There is no plan template “{template}”."


class UnknownCalendarKeyError(KaigongError):
    code = "plan.unknown-calendar"
    zh = "没有「{calendar}」这本工作日历；请在设置里先建。"
    en = "There is no work calendar “{calendar}”; make it in the settings first."


class NothingToLockError(KaigongError):
    code = "plan.nothing-to-lock"
    zh = "「{project}」的计划还没有排出日期，不能锁定；请先编入工作。"
    en = "The plan of “{project}” has no dates yet, so nothing can be locked; add activities first."


class ProgressOutOfOrderError(KaigongError):
    code = "plan.progress-out-of-order"
    zh = (
        "「{name}」的实际时间不对：开始 {start}，完成 {finish}，今天 {today}；"
        "实际时间不能晚于今天，完成不能早于开始。"
    )
    en = (
        "The actual dates of “{name}” do not fit: start {start}, finish {finish}, today {today};"
        " nothing can have happened after today, nor finished before it started."
    )


class NoSuchFileError(KaigongError):
    code = "plan.no-such-file"
    zh = "没有文件「{file}」。"
    en = "There is no file “{file}”."


class UnreadableCommitmentError(KaigongError):
    code = "plan.unreadable-commitment"
    zh = "看不懂承诺「{text}」；请写成 工作编号=2022-07-30。"
    en = "The promise “{text}” cannot be understood; write ACTIVITY=2022-07-30."


class PromiseOutOfReachError(KaigongError):
    code = "plan.promise-out-of-reach"
    zh = "「{activity}」承诺的 {day} 不在计划期内（{first} 至 {last}）；请核对日期，没有改动。"
    en = (
        "“{activity}” is promised for {day}, which is outside of the plan ({first} to {last});"
        " check the date, nothing was kept."
    )


class CalendarNeverWorksError(KaigongError):
    code = "plan.calendar-never-works"
    zh = "日历「{calendar}」在 {first} 至 {last} 没有一天开工；请核对每周班次和例外，日历没有改动。"
    en = (
        "The calendar “{calendar}” has no day of work from {first} to {last};"
        " check its week and exceptions, nothing was kept."
    )


class AwaitedElsewhereError(KaigongError):
    code = "plan.awaited-elsewhere"
    zh = "「{activity}」有别的项目在等（{whose}），不能删除或作汇总行；请先请对方去掉这条联系。"
    en = (
        "Another project waits for “{activity}” ({whose}), so it can be neither removed nor made a"
        " summary; ask them to take the link out first."
    )


class OtherPlanStuckError(KaigongError):
    code = "plan.other-plan-stuck"
    zh = "与本计划相连的另一个项目的计划排不出日期，没有保存；请联系指挥部。"
    en = (
        "The plan of another project that this one is linked with cannot be reckoned; nothing was"
        " kept. Ask the command office."
    )


class EmptyPlanFileError(KaigongError):
    code = "plan.empty-file"
    zh = "「{name}」是空的；请重新导出后再传。"
    en = "“{name}” is empty; export it again."


class PackedPlanFileError(KaigongError):
    code = "plan.packed-file"
    zh = "「{name}」是压缩包或 Office 文件；请解压，或在 P6、MS Project 里导出 XER 或 XML 再传。"
    en = (
        "“{name}” is an archive or an office file; unpack it, or export XER or XML from P6 or"
        " MS Project."
    )


class NoWorkInFileError(KaigongError):
    code = "plan.no-work-in-file"
    zh = "「{name}」里没有任何工作；请核对导出的是不是这个项目。"
    en = "“{name}” holds no activities; check that the right project was exported."


class TooManyActivitiesError(KaigongError):
    code = "plan.too-many-activities"
    zh = "「{name}」有 {count} 项工作，一份计划最多 {most} 项；请按标段或子项目分开导出。"
    en = (
        "“{name}” has {count} activities, a plan has {most} at the most; export it by lots or"
        " sub-projects."
    )


class FileNotOpenError(KaigongError):
    code = "plan.file-not-open"
    zh = "「{name}」{state}，不能再采用；请重新上传。"
    en = "“{name}” is “{state}”, so it cannot be accepted again; bring it anew."


class PlanMovedSinceTrialError(KaigongError):
    code = "plan.moved-since-trial"
    zh = "试算以后计划又改过，没有写入；已经重新试算，看过再采用。"
    en = "The plan changed after the dry run and nothing was written; it ran again, look first."


class ChoiceChangedSinceTrialError(KaigongError):
    code = "plan.choice-changed-since-trial"
    zh = "现在选的和试算时的不同，没有写入；已经按现在的重新试算，看过再采用。"
    en = "What is chosen is not what was tried, and nothing was written; it ran again, look first."


class UnknownFileResourceError(KaigongError):
    code = "plan.unknown-file-resource"
    zh = "「{name}」里没有可以列为紧缺的资源「{key}」；请在试算页上重新勾选。"
    en = "“{name}” has no resource “{key}” that could be scarce; tick again on the dry run."


class NoOriginError(KaigongError):
    code = "plan.no-origin"
    zh = "「{project}」的计划不是从文件来的，不能写回原文件；请导出成新文件。"
    en = "The plan of “{project}” came from no file to write back into; export a new file."


class MeasureGoneError(KaigongError):
    code = "plan.measure-gone"
    zh = "「{project}」的计划已经不是算这个办法时的样子，没有改动；请重新看「怎样抢回这些天」。"
    en = (
        "The plan of “{project}” is not as it was when this way was found, and nothing was changed;"
        " look at the ways to win the days again."
    )


class NowhereToIndentError(KaigongError):
    code = "plan.nowhere-to-indent"
    zh = "「{name}」上面没有同级的行，不能降级；先把它移到要归入的那一行下面。"
    en = (
        "No row of its level stands above “{name}”; move it below the row it is to belong to first."
    )


class NowhereToOutdentError(KaigongError):
    code = "plan.nowhere-to-outdent"
    zh = "「{name}」已在最上一级。"
    en = "“{name}” is at the top already."


class BecomesSummaryError(KaigongError):
    code = "plan.becomes-summary"
    zh = "「{name}」有搭接或已开始，不能变成汇总行；请先去掉它的搭接，或另设一行汇总。"
    en = (
        "“{name}” has links or has started, so it cannot sum up others;"
        " take its links away first, or add a row to sum them up."
    )


class NothingToUndoError(KaigongError):
    code = "plan.nothing-to-undo"
    zh = "没有可撤销的修编：您最近的修编都撤销了，或还没有改过。"
    en = "There is nothing to undo: your edits are undone, or you have made none."


class StartedBarMovedError(KaigongError):
    code = "plan.started-bar-moved"
    zh = "「{name}」已开始，不能拖动开始；实际时间请在进度里改。拖右端可改工期。"
    en = (
        "“{name}” has started, so its start cannot be dragged; correct it as progress."
        " Its right end still changes the duration."
    )


class ReasonMissingError(KaigongError):
    code = "plan.reason-missing"
    zh = "计划已锁定，这样改会让「{activity}」等 {count} 项的日期变动；请选变动的原因再改。"
    en = (
        "The plan is locked, and this moves the dates of {count}, “{activity}” first;"
        " choose the reason and change it again."
    )


class UnreadableEditError(KaigongError):
    code = "plan.unreadable-edit"
    zh = "看不懂这个修编请求（{what}）；请刷新页面再改。"
    en = "This edit cannot be understood ({what}); reload the page and change it again."


class UnreadableProgressError(KaigongError):
    code = "plan.unreadable-progress"
    zh = "看不懂完成「{text}」；请写成「50%」，或完成的工程量「120」。"
    en = "Progress “{text}” cannot be understood; write “50%”, or the quantity done, “120”."


class TooManyRowsPastedError(KaigongError):
    code = "plan.too-many-rows-pasted"
    zh = (
        "一次最多粘贴 {most} 行，这里有 {count} 行；请分几次，或导入 P6、Project 文件。"
        "计划没有改动。"
    )
    en = (
        "At most {most} rows are pasted at once and here are {count}; paste in parts, or bring a P6"
        " or Project file. The plan is unchanged."
    )


class NothingPastedError(KaigongError):
    code = "plan.nothing-pasted"
    zh = "没有认出工作名称；请连表头一起复制，或让第一列是编号、第二列是名称。"
    en = "No names of activities were found; copy the headings too, or put code and name first."


class UnreadableDayError(KaigongError):
    code = "plan.unreadable-day"
    zh = "看不懂日期「{text}」；请写成「3-29」、「2021-03-29」或「今天」。"
    en = "The day “{text}” cannot be understood; write “3-29”, “2021-03-29” or “today”."


class TargetReasonMissingError(KaigongError):
    code = "plan.target-reason-missing"
    zh = "{year} 年计划已锁定，改目标要写明依据；您填的数没有保存。"
    en = "The plan of {year} is locked, so a target needs a reason to change; nothing was kept."


class NegativeTargetError(KaigongError):
    code = "plan.negative-target"
    zh = "目标不能小于 0：{value}。"
    en = "A target is 0 or more: {value}."


class NoSuchTargetError(KaigongError):
    code = "plan.no-such-target"
    zh = "「{named}」的这个指标没有第 {months} 月的目标可设（0 是全年）；什么都没有保存。"
    en = "“{named}” has no target of month {months} to set here (0: the year); nothing was kept."


class LockedTargetError(KaigongError):
    code = "plan.locked-target"
    zh = "这些目标是随 {year} 年计划锁定的，不能撤销；请另设目标并写明依据。"
    en = "These were kept by the lock of the plan of {year}; set other targets with a reason."


class TargetTakenBackError(KaigongError):
    code = "plan.target-taken-back"
    zh = "这次设定已经撤销过。"
    en = "These targets were taken back before."


class FrontEditUndoneError(KaigongError):
    code = "plan.front-edit-undone"
    zh = "这次改动已经撤销过。"
    en = "This change was undone before."


class FrontMovedOnError(KaigongError):
    code = "plan.front-moved-on"
    zh = "「{front}」或其中的项目后来又改过，这次改动撤销不了；请先撤销后来的，或直接改。"
    en = (
        "“{front}” or one of its projects was changed since; undo the later change first, or set"
        " it anew."
    )


class UnknownVersionError(KaigongError):
    code = "plan.unknown-version"
    zh = "没有版本「{text}」；写 now、baseline-1（基线号）或日期 2021-03-08。"
    en = "There is no version “{text}”; write now, baseline-1 (its number) or a day, 2021-03-08."


class UnknownResourceError(KaigongError):
    code = "plan.unknown-resource"
    zh = "计划里没有资源「{name}」；请先在「资源」页登记，或改成已有的：{known}。"
    en = "The plan has no resource “{name}”; enter it on its page of resources, or use: {known}."


class UnfitResourceError(KaigongError):
    code = "plan.unfit-resource"
    zh = "资源「{name}」的数量「{text}」看不懂；请写 0 到 {most} 之间的数，最多两位小数。"
    en = "“{text}” of resource “{name}” is no number of units; write 0 to {most}, two decimals."


class UnfitLaterNumberError(KaigongError):
    code = "plan.unfit-later-number"
    zh = (
        "资源「{name}」以后的数量「{text}」看不懂，或和另一行重叠；"
        "请一行写一个，如「2026-06-01 起 2」或「2026-07-01 至 2026-07-31 0」，数量不超过 {most}。"
    )
    en = (
        "“{text}” of resource “{name}” is no later number, or lies in another; write one a line,"
        " such as “2026-06-01: 2” or “2026-07-01 to 2026-07-31: 0”, and none above {most}."
    )


class ResourceNameError(KaigongError):
    code = "plan.resource-name"
    zh = "资源名称「{name}」不能用：名称要有，不能重复，不能含逗号、分号、顿号和制表符。"
    en = "“{name}” cannot name a resource: it needs a name of its own without commas or semicolons."


class TooManyResourcesError(KaigongError):
    code = "plan.too-many-resources"
    zh = "一份计划最多登记 {most} 种资源，这里有 {count} 种；请合并同类。"
    en = "A plan has at most {most} resources, and these are {count}; put like ones together."


class SharedResourceInUseError(KaigongError):
    code = "plan.shared-resource-in-use"
    zh = "共用资源「{name}」还有 {count} 份计划在用，不能删；请先在这些计划的「资源」页取消共用。"
    en = (
        "{count} plans still share “{name}”, so it stays;"
        " let them give it up on their page of resources first."
    )


class UnknownSharedResourceError(KaigongError):
    code = "plan.unknown-shared-resource"
    zh = "区里没有登记共用资源「{key}」；请在设置的「共用资源」里登记，或改选一样。"
    en = "The zone shares no resource “{key}”; state it among its settings, or choose another one."


class SharedPlansChangedError(KaigongError):
    code = "plan.shared-plans-changed"
    zh = "您看的时候，共用资源的计划或数量有人改了；什么都没有动，请看过新的结果再采用。"
    en = (
        "Plans that share these resources, or their numbers, were changed while you looked;"
        " nothing was moved. Look at the new result and accept that."
    )


class NeedOfASummaryError(KaigongError):
    code = "plan.need-of-a-summary"
    zh = "「{name}」是汇总行，不直接用资源；请填在下面的工作上。"
    en = "“{name}” sums up what lies below it; say which resources the activities below need."


class NothingToLevelError(KaigongError):
    code = "plan.nothing-to-level"
    zh = "「{project}」的计划已经照资源排好，没有要移动的工作；计划没有改动。"
    en = "The plan of {project} is levelled already: nothing moves, nothing was changed."


class JointlyOverlaidError(KaigongError):
    code = "plan.jointly-overlaid"
    zh = "一起排之后又有人改过，一份计划都没有撤销：{changes}。请先撤销后来的修编。"
    en = (
        "What was levelled together was changed since, and nothing was undone in any plan:"
        " {changes}. Undo the later edits first."
    )


class JointlyUnseenError(KaigongError):
    code = "plan.jointly-unseen"
    zh = "这次一起排还动了您看不到的计划，一份都没有撤销；请能看到全部计划的人来撤销。"
    en = (
        "This levelling also moved plans that you may not see, so nothing was undone; ask"
        " somebody who sees all of them."
    )


class NothingLeftJointlyError(KaigongError):
    code = "plan.nothing-left-jointly"
    zh = "这次一起排已经没有可撤销的，什么都没有动：{parts}。"
    en = "Nothing of this joint levelling is left to undo, and nothing was moved: {parts}."


class SharedEditUndoneError(KaigongError):
    code = "plan.shared-edit-undone"
    zh = "对共用资源的这次改动已经撤销过。"
    en = "This change of shared resources was undone before."


class SharedMovedOnError(KaigongError):
    code = "plan.shared-moved-on"
    zh = "「{name}」后来又改过，这次改动撤销不了；请先撤销后来的，或直接改。"
    en = "“{name}” was changed since; undo the later change first, or state it anew."
