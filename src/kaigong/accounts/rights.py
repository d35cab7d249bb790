"""Who may do what: one table, read by people, by pages, by the API and by the tests.

`docs/reference/rights.md` is generated from it. Reach says how far a role sees: `zone` all rows,
`circle` the projects its organisation or the person takes part in, `own` a firm's own projects.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kaigong.accounts.models import Role
from kaigong.wording import say


class Reach(StrEnum):
    ZONE = "zone"
    CIRCLE = "circle"
    OWN = "own"


REACH: dict[Role, Reach] = {
    Role.LEADER: Reach.ZONE,
    Role.COMMAND: Reach.ZONE,
    Role.DEPARTMENT: Reach.CIRCLE,
    Role.SERVICE: Reach.CIRCLE,
    Role.CLERK: Reach.ZONE,
    Role.PROMOTION: Reach.CIRCLE,
    Role.STATISTICIAN: Reach.ZONE,
    Role.INSPECTOR: Reach.ZONE,
    Role.FIRM: Reach.OWN,
    Role.ADMINISTRATOR: Reach.ZONE,
}


@dataclass(frozen=True)
class Right:
    """One thing a person can do, and the roles that may."""

    name: str
    text: str
    roles: frozenset[Role]


_EVERYBODY = frozenset(Role)
_PLANNERS = frozenset({Role.COMMAND, Role.STATISTICIAN})
_OFFICERS = _PLANNERS | {Role.DEPARTMENT, Role.SERVICE}
_OVERSEERS = _PLANNERS | {Role.LEADER, Role.INSPECTOR, Role.ADMINISTRATOR}

# fmt: off  (a table is read by its columns)
_TABLE: list[tuple[str, str, str, frozenset[Role]]] = [
    ("portfolio.see_ledger", "看项目大表", "See the ledger", _EVERYBODY),
    ("portfolio.export_ledger", "导出项目大表", "Export the ledger", _EVERYBODY),
    (
        "portfolio.export_layout",
        "按办公室原表导出",
        "Export in the office's own layout",
        _OVERSEERS | {Role.CLERK},  # its notes are of all projects: who sees the whole zone
    ),
    ("portfolio.edit_ledger", "改项目大表", "Edit the ledger", _OFFICERS),
    ("portfolio.add_project", "新增项目", "Add a project", _PLANNERS | {Role.PROMOTION}),
    ("portfolio.import_ledger", "导入项目大表", "Import a ledger", _PLANNERS),
    ("portfolio.move_stage", "推进阶段", "Move a project to a stage", _OFFICERS),
    ("portfolio.plan_year", "编年度计划", "Draw up the annual plan", _PLANNERS),
    (
        "portfolio.lock_plan",
        "锁定年度计划",
        "Lock the annual plan",
        frozenset({Role.LEADER, Role.COMMAND}),
    ),
    ("portfolio.report_month", "报月度进展", "Report a month", _OFFICERS | {Role.FIRM}),
    ("portfolio.close_month", "月度签审", "Sign off a month", frozenset({Role.STATISTICIAN})),
    (
        "portfolio.restate_month",
        "更正已签审的月份",
        "Restate a closed month",
        frozenset({Role.STATISTICIAN}),
    ),
    (
        "portfolio.see_settings",
        "看产业口径与级别标准",
        "See sector schemes and levels",
        _PLANNERS | {Role.LEADER, Role.ADMINISTRATOR},
    ),
    (
        "portfolio.change_settings",
        "改产业口径与级别标准",
        "Change sector schemes and levels",
        frozenset({Role.STATISTICIAN, Role.ADMINISTRATOR}),
    ),
    (
        "portfolio.keep_notices",
        "录放假通知",
        "Enter holiday notices",
        _PLANNERS | {Role.ADMINISTRATOR},
    ),
    ("coordination.see_issues", "看问题台账", "See issues", _EVERYBODY),
    ("coordination.raise_issue", "提出问题", "Raise an issue", _EVERYBODY),
    (
        "coordination.answer_issues",
        "受理、办理问题",
        "Accept and solve issues",
        _OFFICERS | {Role.CLERK, Role.PROMOTION},
    ),
    (
        "coordination.dispatch_issues",
        "分诊、交办、销号",
        "Triage, assign and close issues",
        frozenset({Role.COMMAND}),
    ),
    (
        "coordination.import_issues",
        "导入问题台账",
        "Bring issues from a list",
        frozenset({Role.COMMAND}),
    ),
    (
        "coordination.see_statistics",
        "看问题统计",
        "See the statistics of issues",
        _OFFICERS | _OVERSEERS,
    ),
    (
        "coordination.manage_webhooks",
        "管理推送地址",
        "Manage webhooks",
        frozenset({Role.ADMINISTRATOR}),
    ),
    ("coordination.use_firm_door", "进企业门户", "Use the firm's door", frozenset({Role.FIRM})),
    (
        "coordination.ask_firms",
        "向企业提问",
        "Ask firms",
        _OFFICERS | {Role.CLERK, Role.PROMOTION},
    ),
    ("coordination.see_conditions", "看开工要素", "See start-up conditions", _EVERYBODY),
    (
        "coordination.ask_conditions",
        "提请开工要素",
        "Ask for start-up conditions",
        frozenset({Role.COMMAND, Role.DEPARTMENT, Role.SERVICE}),
    ),
    (
        "coordination.answer_conditions",
        "承诺、保障开工要素",
        "Promise and provide start-up conditions",
        frozenset({Role.COMMAND, Role.DEPARTMENT, Role.SERVICE, Role.CLERK}),
    ),
    (
        "coordination.dispatch_conditions",
        "代答开工要素",
        "Answer for who owes a start-up condition",
        frozenset({Role.COMMAND}),
    ),
    (
        "coordination.set_conditions",
        "设开工要素的种类",
        "Set the kinds of start-up conditions",
        frozenset({Role.COMMAND, Role.ADMINISTRATOR}),
    ),
    (
        "coordination.see_meetings",
        "看会议、办议定事项",
        "See meetings, do their tasks",
        _EVERYBODY - {Role.FIRM},
    ),
    (
        "coordination.chair_meetings",
        "主持会议：排议程、议定、确认纪要",
        "Chair meetings: order, decide, confirm minutes",
        frozenset({Role.LEADER, Role.COMMAND}),
    ),
    (
        "coordination.run_meetings",
        "办会：召集、名单、确认完成",
        "Run meetings: call, list, confirm tasks",
        frozenset({Role.COMMAND}),
    ),
    (
        "coordination.keep_layouts",
        "换 Word 模板",
        "Keep Word layouts",
        frozenset({Role.COMMAND}),
    ),
    ("coordination.see_visits", "看现场记录", "See site visits", _EVERYBODY - {Role.FIRM}),
    (
        "coordination.record_visit",
        "记现场办公",
        "Record a site visit",
        _OFFICERS | {Role.LEADER, Role.INSPECTOR, Role.CLERK},
    ),
    (
        "coordination.see_service",
        "看项目服务（联系、委托）",
        "See project service: contacts and mandates",
        _OFFICERS | _OVERSEERS,
    ),
    (
        "coordination.log_contacts",
        "记与企业的联系",
        "Log contacts with firms",
        frozenset({Role.COMMAND, Role.DEPARTMENT, Role.SERVICE}),
    ),
    (
        "coordination.see_week",
        "看专员的一周",
        "See an officer's week",
        _OVERSEERS | {Role.SERVICE},
    ),
    ("coordination.see_officers", "看专员负荷", "See the load of officers", _OVERSEERS),
    (
        "coordination.assign_officers",
        "定专员和替班",
        "Assign officers and substitutes",
        frozenset({Role.COMMAND}),
    ),
    (
        "coordination.hand_over",
        "交接项目",
        "Hand projects over",
        frozenset({Role.COMMAND, Role.SERVICE}),
    ),
    (
        "coordination.see_settings",
        "看问题类别与升级规则",
        "See issue categories and escalation rules",
        _PLANNERS | {Role.LEADER, Role.ADMINISTRATOR},
    ),
    (
        "coordination.change_settings",
        "改问题类别与升级规则",
        "Change issue categories and escalation rules",
        frozenset({Role.COMMAND, Role.ADMINISTRATOR}),
    ),
    (
        "coordination.keep_channels",
        "管通知渠道",
        "Keep the channels out of the house",
        frozenset({Role.ADMINISTRATOR}),
    ),
    ("plan.see_plans", "看作战图与施工计划", "See the war map and plans", _EVERYBODY),
    ("plan.edit_plans", "编施工计划", "Draw up and edit plans", _OFFICERS),
    (
        "plan.report_progress",
        "填工作进度",
        "Report progress of activities",
        _OFFICERS | {Role.FIRM},
    ),
    (
        "plan.lock_plans",
        "锁定施工计划",
        "Lock plans as approved",
        frozenset({Role.LEADER, Role.COMMAND}),
    ),
    (
        "plan.set_fronts",
        "设战线与工作日历",
        "Set fronts and work calendars",
        frozenset({Role.COMMAND, Role.ADMINISTRATOR}),
    ),
    ("plan.see_targets", "看年度目标分解", "See the target tree of the year", _OVERSEERS),
    (
        "plan.set_targets",
        "设年度目标与月度目标",
        "Set targets of the year and its months",
        _PLANNERS | {Role.LEADER},
    ),
    ("plan.see_forecast", "看年度预测", "See the forecast of the year", _OVERSEERS),
    (
        "plan.make_forecast",
        "重新作年度预测",
        "Make the forecast of the year anew",
        _PLANNERS | {Role.LEADER},
    ),
    (
        "plan.see_prices",
        "看问题的价",
        "See what issues are worth",
        _EVERYBODY - {Role.FIRM},  # how a project stands is not for a firm to read off its issue
    ),
    ("cockpit.see_command", "看指挥页", "See the command page", _OVERSEERS),
    ("cockpit.see_duties", "看我的职责", "See one's duties", _EVERYBODY),
    ("cockpit.ask_decision", "提请决定", "Ask for a decision", _OFFICERS),
    ("cockpit.decide", "作决定", "Decide", frozenset({Role.LEADER})),
    ("reporting.write_briefing", "出通报", "Write the briefing", _PLANNERS | {Role.LEADER}),
    (
        "accounts.manage_people",
        "管理人员与机构",
        "Manage people and organisations",
        frozenset({Role.ADMINISTRATOR}),
    ),
    (
        "accounts.invite_firms",
        "邀请企业人员",
        "Invite people of firms",
        frozenset({Role.ADMINISTRATOR, Role.COMMAND, Role.SERVICE}),
    ),
    (
        "audit.see_chain",
        "看留痕",
        "See the audit chain",
        frozenset({Role.ADMINISTRATOR, Role.INSPECTOR}),
    ),
]
# fmt: on
RIGHTS: dict[str, Right] = {name: Right(name, say(zh, en), roles) for name, zh, en, roles in _TABLE}
