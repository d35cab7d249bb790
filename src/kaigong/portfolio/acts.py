"""Acts upon the ledger in words; registered when imported.

A project's page and the pages of settings tell the same acts with their facts, see `pages/`.
"""

from __future__ import annotations

from kaigong.audit import words
from kaigong.wording import say

words.register(
    "portfolio",
    say("项目大表", "Ledger"),
    {
        "portfolio.project.added": say("新增项目", "Added a project"),
        "portfolio.projects.entered": say("批量新增项目", "Entered projects"),
        "portfolio.project.moved": say("移阶段", "Moved a project to a stage"),
        "portfolio.cells.changed": say("改台账", "Changed the ledger"),
        "portfolio.plan.set": say("编年度计划", "Planned a year"),
        "portfolio.plans.set": say("批量编年度计划", "Planned a year for many"),
        "portfolio.plan.locked": say("锁定计划", "Locked the plan"),
        "portfolio.month.reported": say("报月报", "Reported a month"),
        "portfolio.month.corrected": say("改月报", "Corrected a report"),
        "portfolio.month.restated": say("更正已签审的月报", "Restated a signed-off month"),
        "portfolio.month.closed": say("签审月份", "Signed a month off"),
        "portfolio.round.reported": say("批量报月报", "Reported a round"),
        "portfolio.milestone.set": say("定节点", "Set a milestone"),
        "portfolio.milestone.done": say("节点完成", "Kept a milestone"),
        "portfolio.milestone.passed-on": say("节点换责任人", "Passed a milestone on"),
        "portfolio.milestone.reopened": say("撤回节点完成", "Reopened a milestone"),
        "portfolio.work_item.set": say("定工序", "Set a work item"),
        "portfolio.proof.kept": say("上传佐证", "Uploaded a proof"),
        "portfolio.reserve.ripened": say("改储备成熟度", "Changed the maturity"),
        "portfolio.reserve.taken_into_plan": say("储备转入计划", "Took from the pool into a plan"),
        "portfolio.file.received": say("收到导入文件", "Received a file"),
        "portfolio.file.applied": say("写入导入", "Applied a file"),
        "portfolio.file.dropped": say("放弃导入", "Dropped a file"),
        "portfolio.file.cancelled": say("取消试算", "Cancelled a dry run"),
        "portfolio.notices.begun": say("补上放假通知", "Took over holiday notices"),
        "portfolio.notice.kept": say("录入放假通知", "Entered a holiday notice"),
        "portfolio.notice.withdrawn": say("撤下放假通知", "Withdrew a holiday notice"),
        "portfolio.ledger.exported": say("导出台账", "Exported the ledger"),
        "portfolio.export.asked": say("要大文件导出", "Asked for a large export"),
        "portfolio.export.cancelled": say("取消大文件导出", "Cancelled a large export"),
        "portfolio.layout.kept": say("保存版式", "Kept a layout"),
        "portfolio.layout.dropped": say("删除版式", "Dropped a layout"),
        "portfolio.view.kept": say("保存视图", "Saved a view"),
        "portfolio.view.dropped": say("删除视图", "Dropped a view"),
        "portfolio.sectors.opened": say("设立产业口径", "Drew up a sector scheme"),
        "portfolio.sectors.renamed": say("口径改名", "Renamed a sector scheme"),
        "portfolio.sectors.withdrawn": say("撤销口径", "Withdrew a sector scheme"),
        "portfolio.sectors.sector_added": say("新增产业", "Added a sector"),
        "portfolio.sectors.redrawn": say("产业改名或排序", "Renamed or reordered sectors"),
        "portfolio.sectors.sector_closed": say("停用产业", "Closed a sector"),
        "portfolio.sectors.sector_reopened": say("恢复产业", "Opened a sector again"),
        "portfolio.sectors.sector_deleted": say("删除产业", "Deleted a sector"),
        "portfolio.sectors.mapped": say("对应产业", "Mapped a sector"),
        "portfolio.thresholds.set": say("设级别标准", "Set levels"),
    },
)
