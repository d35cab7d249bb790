"""What stands for each `<…>` of an address when the test of rights walks through the house.

A new page whose address names something new enters it here; the test says which name it misses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.files.base import ContentFile

from kaigong.accounts.models import Invitation, Membership, Organisation, Role, User, Zone
from kaigong.accounts.services.invitations import invite_person
from kaigong.audit import clock
from kaigong.audit.models import Entry
from kaigong.cockpit.services import ask_for_decision
from kaigong.coordination.models import (
    AgendaItem,
    Attendance,
    BcfRun,
    Channel,
    Condition,
    ConditionPaste,
    Delivery,
    HandOver,
    Issue,
    IssueImport,
    Letter,
    Meeting,
    MeetingTask,
    Question,
    SiteVisit,
    Webhook,
)
from kaigong.coordination.sealing import sealed
from kaigong.coordination.services.bcf import receive_bcf
from kaigong.coordination.services.categories import begin_categories
from kaigong.coordination.services.condition_kinds import begin_condition_kinds
from kaigong.coordination.services.imports import receive_list
from kaigong.coordination.services.issues import raise_issue
from kaigong.coordination.services.papers import keep_paper, put_beside
from kaigong.engines.bcf import Topic, guid_of, written_bcf
from kaigong.engines.scheduling import Network
from kaigong.engines.scheduling.files import Format
from kaigong.engines.scheduling.files import write as write_file
from kaigong.plan.joint_levelling import levelled_jointly
from kaigong.plan.models import (
    Activity,
    FrontEdit,
    JointLevelling,
    PlanEdit,
    PlanFile,
    Road,
    RoadWork,
    SharedResource,
    SharedResourceEdit,
    SubPlan,
    TargetEdit,
)
from kaigong.plan.resources import Resource
from kaigong.plan.selectors.targets import THE_ZONE
from kaigong.plan.services.calendars import begin_calendars
from kaigong.plan.services.fronts import set_front
from kaigong.plan.services.joint_levelling import accept_jointly
from kaigong.plan.services.plan_files import receive_plan_file
from kaigong.plan.services.shared_resources import state_shared
from kaigong.plan.services.targets import set_targets
from kaigong.plan.sharing import resource_of, shared_in
from kaigong.portfolio.models import (
    ExportJob,
    HolidayNotice,
    ImportRun,
    Layout,
    Milestone,
    Project,
    Proof,
)
from kaigong.portfolio.services.intake import receive_file
from tests.builders import (
    TODAY,
    a_person,
    a_plan,
    a_project,
    a_report,
    a_sector,
    a_standing,
    a_zone,
    an_organisation,
)


@dataclass(frozen=True)
class House:
    """A zone in which every role takes part in one project, and nobody of a circle in the other."""

    zone: Zone
    people: Mapping[Role, User]
    bureau: Organisation
    shared: Project  # every role takes part in it
    remote: Project  # only roles that see the whole zone see it


def a_house(slug: str = "jingyue") -> House:
    zone = a_zone(slug)
    bureau = an_organisation(zone, f"{slug}建设局")
    firm = an_organisation(zone, f"{slug}公司", kind="firm")
    people = {
        role: a_person(zone, role, organisation=firm if role is Role.FIRM else bureau)
        for role in Role
    }
    # Else the page that dismisses or shuts out the sample person would meet the last administrator.
    a_person(zone, Role.ADMINISTRATOR)
    shared = a_project(
        zone, f"{slug}共有项目", lead_department=bureau, investor=firm,
        service_officer=people[Role.SERVICE],
    )  # fmt: skip
    other = an_organisation(zone, f"{slug}水务局")
    remote = a_project(zone, f"{slug}他处项目", lead_department=other)
    a_sector(zone)  # else no page of a scheme could be met
    for project in (shared, remote):
        a_plan(project)
        a_report(project, TODAY)
    return House(zone, people, bureau, shared, remote)


def _membership(house: House, _project: Project) -> int:
    return Membership.objects.get(user=house.people[Role.CLERK]).pk


def _milestone(_house: House, project: Project) -> int:
    return Milestone.objects.get_or_create(project=project, name="封顶", due_on=TODAY)[0].pk


def _decision(house: House, project: Project) -> int:
    return ask_for_decision(
        house.zone, title="同意预审", why="可提前", due_at=clock.now(), by=None, project=project
    ).pk


def _proof(house: House, project: Project) -> int:
    kept = Proof.objects.filter(project=project).first()
    if kept:
        return kept.pk
    paper = ContentFile(b"%PDF-1.4", name="p.pdf")
    by, at = house.people[Role.COMMAND], clock.now()
    facts = {"name": "p.pdf", "media_type": "application/pdf", "sha256": "0" * 64, "size_bytes": 8}
    return Proof.objects.create(project=project, file=paper, by=by, at=at, **facts).pk


def _import_run(house: House, _project: Project) -> int:
    by = house.people[Role.STATISTICIAN]
    found = ImportRun.objects.filter(zone=house.zone).first()
    if found is None:
        found = receive_file(house.zone, name="x.csv", content="项目名称\n".encode(), by=by)
    return found.pk


def _layout(house: House, _project: Project) -> int:
    facts = {"file_name": "x.xlsx", "file": "x", "at": clock.now()}
    return Layout.objects.get_or_create(zone=house.zone, name="月表", defaults=facts)[0].pk


def _own_export(house: House, _project: Project) -> int:
    facts = {"by": house.people[Role.COMMAND], "at": clock.now(), "language": "zh-hans"}
    return ExportJob.objects.get_or_create(zone=house.zone, defaults=facts)[0].pk


def _line(house: House, _project: Project) -> int:
    """The last line of the zone's chain; opening the zone has written one at least."""
    return Entry.objects.filter(zone=house.zone.slug).latest("pk").pk


def _issue(house: House, project: Project) -> str:
    found = Issue.objects.filter(project=project).first()
    if found is None:
        category = begin_categories(house.zone, by=None)[0]
        found = raise_issue(
            project.zone, title="施工用水未接通", category=category, by=None, project=project,
            raised_for=project.investor,
        )  # fmt: skip
    return found.number


def _kind(_house: House, project: Project) -> str:
    """A kind of start-up condition that the project has asked a utility for."""
    kind = begin_condition_kinds(project.zone, by=None)[0]
    if not Condition.objects.filter(project=project).exists():
        utility = an_organisation(project.zone, "自来水公司", kind="utility")
        facts = {"state": "asked", "owner": utility, "moved_at": clock.now()}
        Condition.objects.create(project=project, kind=kind, **facts)
    return kind.key


def _hand_over(house: House, project: Project) -> int:
    """From the service officer to the clerk; the one of a remote project is the command's."""
    giver, taker = house.people[Role.SERVICE], house.people[Role.CLERK]
    if project == house.remote:
        giver = house.people[Role.COMMAND]
    made, _ = HandOver.objects.get_or_create(
        zone=project.zone, giver=giver, taker=taker, defaults={"offered_at": clock.now()}
    )
    made.projects.add(project)
    return made.pk


def _paper(house: House, project: Project) -> int:
    issue = Issue.objects.get(number=_issue(house, project), zone=project.zone)
    file = ContentFile(b"%PDF-1.4 " + project.code.encode(), name="p.pdf")
    paper = keep_paper(project.zone, file=file, by=None)
    put_beside(paper, issue, by=None)
    return paper.pk


def _question(house: House, project: Project) -> int:
    issue = Issue.objects.get(number=_issue(house, project), zone=project.zone)
    found = Question.objects.filter(issue=issue).first()
    if found is None:
        # The remote project has no firm; what is asked of another one is out of reach as well.
        firm = project.investor or an_organisation(project.zone, "别家公司", kind="firm")
        found = Question.objects.create(
            zone=project.zone, organisation=firm, project=project, issue=issue, text="何时进场？",
            due_on=TODAY, asked_at=clock.now(),
        )  # fmt: skip
    return found.pk


def _meeting(house: House, project: Project) -> int:
    """Called for the project's department: whoever is not of it does not meet it."""
    found = Meeting.objects.filter(zone=project.zone, subject=project.code).first()
    if found is None:
        body = project.lead_department or house.bureau
        found = Meeting.objects.create(
            zone=project.zone, kind="dispatch", year=2021, place="指挥部", subject=project.code,
            number=Meeting.objects.filter(zone=project.zone).count() + 1,
            planned_at=clock.now(), since=clock.now(), state="in_session",
        )  # fmt: skip
        Attendance.objects.create(meeting=found, organisation=body)
        item = AgendaItem.objects.create(
            meeting=found, place=1, key="x", title="施工用水", project=project
        )
        MeetingTask.objects.create(
            zone=project.zone, meeting=found, item=item, number=1, words="接通", due_on=TODAY,
            organisation=body, project=project, decided_at=clock.now(),
        )  # fmt: skip
    return found.pk


def _firm_paper(house: House, project: Project) -> int:
    file = ContentFile(b"%PDF-1.4 of a firm " + project.code.encode(), name="f.pdf")
    firm = project.investor or an_organisation(project.zone, "别家公司", kind="firm")
    return keep_paper(project.zone, file=file, by=None, organisation=firm).pk


def _invitation(house: House, _project: Project) -> int:
    command = a_standing(house.people[Role.COMMAND], house.zone)
    firm = house.zone.organisations.filter(kind="firm").order_by("pk").first()
    assert firm is not None
    found = Invitation.objects.filter(organisation=firm).first()
    return found.pk if found else invite_person(firm, name="王工", standing=command)[0].pk


def _item(house: House, project: Project) -> int:
    return AgendaItem.objects.get(meeting=_meeting(house, project)).pk


def _attendance(house: House, project: Project) -> int:
    return Attendance.objects.get(meeting=_meeting(house, project)).pk


def _task(house: House, project: Project) -> int:
    return MeetingTask.objects.get(meeting=_meeting(house, project)).pk


def _visit(house: House, project: Project) -> int:
    facts = {
        "project": project, "visited_on": TODAY, "by": house.people[Role.COMMAND], "seen": "已进场",
        "recorded_at": clock.now(),
    }  # fmt: skip
    return SiteVisit.objects.get_or_create(
        zone=project.zone, client_key=project.code, defaults=facts
    )[0].pk


def _own_paste(house: House, _project: Project) -> int:
    facts = {"by": house.people[Role.COMMAND], "at": clock.now()}
    return ConditionPaste.objects.get_or_create(zone=house.zone, defaults=facts)[0].pk


def _webhook(house: House, _project: Project) -> int:
    facts = {"events": ["issue.raised"], "salt": "0" * 64, "made_at": clock.now()}
    address = "https://hooks.example.org/"
    return Webhook.objects.get_or_create(zone=house.zone, address=address, defaults=facts)[0].pk


def _letter(house: House, project: Project) -> int:
    facts = {"event": "issue.raised", "subject": "x", "body": "{}"}
    moments = {"made_at": clock.now(), "next_at": clock.now()}
    webhook = _webhook(house, project)
    return Letter.objects.get_or_create(webhook_id=webhook, **facts, defaults=moments)[0].pk


def _bcf_run(house: House, project: Project) -> int:
    found = BcfRun.objects.filter(project=project).first()
    if found is None:
        content = written_bcf([Topic(guid_of("x"), "碰撞")], written_at=clock.now(), written_by="x")
        category = begin_categories(project.zone, by=None)[0]
        standing = a_standing(house.people[Role.COMMAND], house.zone)
        found = receive_bcf(
            project.zone, content=content, name="x.bcf", category=category, project=project,
            standing=standing,
        )  # fmt: skip
    return found.pk


def _channel(house: House, _project: Project) -> int:
    facts = {"kind": "hook", "sealed": sealed("json://127.0.0.1:9/x"), "hint": "json://…"}
    return Channel.objects.get_or_create(zone=house.zone, name="值班", defaults=facts)[0].pk


def _delivery(house: House, project: Project) -> int:
    facts = {
        "zone": house.zone, "channel_id": _channel(house, project), "state": "failed",
        "is_digest": False, "for_on": TODAY, "next_at": clock.now(),
    }  # fmt: skip
    return Delivery.objects.update_or_create(key=f"sample.{house.zone.slug}", defaults=facts)[0].pk


def _notice(house: House, _project: Project) -> int:
    return HolidayNotice.objects.filter(zone=house.zone, withdrawn_at=None)[0].pk


def _issue_import(house: House, _project: Project) -> int:
    found = IssueImport.objects.filter(zone=house.zone).first()
    if found is None:
        begin_categories(house.zone, by=None)
        standing = a_standing(house.people[Role.COMMAND], house.zone)
        content = "题目,类别,提出日期\n缺水,施工用水,2021-03-01\n".encode()
        found = receive_list(
            house.zone, content=content, name="x.csv", list_name="样表", standing=standing
        )
    return found.pk


def give_to(house: House, person: str | None) -> None:
    """Make the sample of what is one's own that person's."""
    if person is not None:
        ExportJob.objects.filter(zone=house.zone).update(by_id=person)
        ConditionPaste.objects.filter(zone=house.zone).update(by_id=person)


Sample = Callable[[House, Project], object]


def sub_plan_of(project: Project) -> SubPlan:
    """The project's plan, with one activity in it and the edit that put it there."""
    found = SubPlan.objects.filter(project=project).first()
    if found is None:
        calendar = begin_calendars(project.zone, by=None)["site"]
        found = SubPlan.objects.create(project=project, calendar=calendar, start=0, version=1)
        Activity.objects.create(sub_plan=found, key="A", name="桩基", place=0, duration=480)
        PlanEdit.objects.create(sub_plan=found, number=1, at=clock.now(), verb="add", changes=[])
    return found


def a_joint_levelling(project: Project) -> str:
    """What a levelling of the zone's plans is reckoned from; it takes an old day off the project's.

    Its plan shares a rig with the others of the zone.
    """
    plan = sub_plan_of(project)
    SharedResource.objects.get_or_create(zone=project.zone, key="rig", name="打桩机")
    row = Resource("", "打桩机", shared="rig").row
    SubPlan.objects.filter(pk=plan.pk).update(resources={"R9": row})
    plan.activities.update(levelled=0, needs={"R9": 1.0})
    chief = a_person(project.zone, Role.COMMAND)
    return levelled_jointly(a_standing(chief, project.zone)).seen


def _levelling(_house: House, project: Project) -> int:
    """One that a chief has accepted, and that stands."""
    seen = a_joint_levelling(project)
    chief = a_standing(a_person(project.zone, Role.COMMAND), project.zone)
    accept_jointly(chief, seen=seen)
    return JointLevelling.objects.filter(zone=project.zone).latest("id").pk


def _shared_edit(house: House) -> int:
    """The zone has stated a rig that no plan takes, and said anew how many there are."""
    for there in (1, 2):
        kept = [resource_of(each) for each in shared_in(house.zone) if each.key != "lift"]
        lift = SharedResource.objects.filter(zone=house.zone, key="lift")
        lift.get_or_create(zone=house.zone, key="lift", name="升降机")
        state_shared(house.zone, [*kept, Resource("lift", "升降机", there=there)], by=None)
    return SharedResourceEdit.objects.filter(zone=house.zone).latest("id").pk


def _activity(project: Project) -> str:
    return sub_plan_of(project).activities.get().key


def _target_edit(house: House) -> int:
    edit = set_targets(
        house.zone, TODAY.year, indicator="starts", whose=THE_ZONE, values={0: Decimal(3)}, by=None
    )
    return edit.pk if edit else TargetEdit.objects.get(zone=house.zone).pk


def _road_work(project: Project) -> RoadWork:
    road, _made = Road.objects.get_or_create(zone=project.zone, name="一路", length=100)
    return RoadWork.objects.get_or_create(
        sub_plan=sub_plan_of(project),
        key="A",
        defaults={"road": road, "start": 0, "end": 50, "layer": "gas"},
    )[0]


def _edit(project: Project) -> int:
    return sub_plan_of(project).edits.order_by("-number")[0].number


def _plan_file(house: House, project: Project) -> int:
    found = PlanFile.objects.filter(project=project).first()
    if found is None:
        net = Network(start="2021-03-29 08:00", name="X")
        net.task("A", "5d", name="桩基")
        found = receive_plan_file(
            project, content=write_file(net, format=Format.XER).content, name="x.xer",
            way="replace", standing=a_standing(house.people[Role.COMMAND], project.zone),
        )  # fmt: skip
    return found.pk


def _front(house: House) -> str:
    return set_front(house.zone, "film", name="影都战线", projects=[], by=None).key


def _front_edit(house: House) -> int:
    _front(house)
    return FrontEdit.objects.filter(front__zone=house.zone).latest("id").pk


def _calendar(house: House) -> str:
    return begin_calendars(house.zone, by=None)["site"].key


# `<name>` in an address → its value in the house. The project is the shared or the remote one.
SAMPLES: dict[str, Sample] = {
    "zone": lambda house, _project: house.zone.slug,
    "username": lambda house, _project: house.people[Role.CLERK].username,
    "membership": _membership,
    "state": lambda _house, _project: "off",
    "code": lambda _house, project: project.code,
    "month": lambda _house, _project: f"{TODAY:%Y-%m}",
    "year": lambda _house, _project: TODAY.year,
    "milestone": _milestone,
    "proof": _proof,
    "number": _import_run,
    "issue": _issue,
    "paper": _paper,
    "firm_paper": _firm_paper,
    "question": _question,
    "invitation": _invitation,
    "kind": _kind,
    "webhook": _webhook,
    "bcf_run": _bcf_run,
    "issue_import": _issue_import,
    "letter": _letter,
    "hand_over": _hand_over,
    "move": lambda _house, _project: "triage",
    "layout": _layout,
    "meeting": _meeting,
    "item": _item,
    "attendance": _attendance,
    "task": _task,
    "visit": _visit,
    "step": lambda _house, _project: "begin",
    "way": lambda _house, _project: "up",
    "verdict": lambda _house, _project: "confirm",
    "own": _own_export,
    "key": lambda _house, _project: "year_plan",
    "line": _line,
    "category": lambda _house, _project: "power",
    "rule": lambda _house, _project: "refused",
    "channel": _channel,
    "delivery": _delivery,
    "notice": _notice,
    "file": _plan_file,
    "into": lambda _house, _project: "xer",
    "sector": lambda house, _project: a_sector(house.zone).pk,
    "target_edit": lambda house, _project: _target_edit(house),
    "levelling": _levelling,
    "shared_edit": lambda house, _project: _shared_edit(house),
    "front_edit": lambda house, _project: _front_edit(house),
}
# Where one name means different things on different pages: (page, name) → its value.
BY_PAGE: dict[tuple[str, str], Sample] = {
    ("cockpit:answer", "number"): _decision,
    ("plan:change_activity", "key"): lambda _house, project: _activity(project),
    ("plan:remove_activity", "key"): lambda _house, project: _activity(project),
    ("plan:progress", "key"): lambda _house, project: _activity(project),
    ("plan:change_effects", "key"): lambda _house, project: _activity(project),
    ("plan:remove_effects", "key"): lambda _house, project: _activity(project),
    ("plan:progress_effects", "key"): lambda _house, project: _activity(project),
    ("plan:tell_progress", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:tell_progress", "key"): lambda _house, project: _activity(project),
    ("plan:undo_progress", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:undo_progress", "number"): lambda _house, project: _edit(project),
    ("plan:plan_xlsx", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:plan_csv", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:add_activity", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:send_file", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:draw_condition", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:check", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:resources", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:state_resources", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:state_needs", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:accept_levelling", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:accept_remedy", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:lock", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:what_if", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:edit_outline", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:look_ahead", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:look_ahead_workbook", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:versions", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:versions_workbook", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:paste", "code"): lambda _house, project: sub_plan_of(project).project.code,
    ("plan:undo_edit", "number"): lambda _house, project: _edit(project),
    ("plan:front", "key"): lambda house, _project: _front(house),
    ("plan:remove_front", "key"): lambda house, _project: _front(house),
    ("plan:set_calendar", "key"): lambda house, _project: _calendar(house),
    ("plan:place_road_work", "road"): lambda _house, project: _road_work(project).road_id,
    ("plan:accept_road_proposal", "road"): lambda _house, project: _road_work(project).road_id,
    ("plan:remove_road_work", "road"): lambda _house, project: _road_work(project).road_id,
    ("plan:remove_road_work", "road_work"): lambda _house, project: _road_work(project).pk,
    ("coordination:condition_paste", "own"): _own_paste,
    ("coordination:undo_paste", "own"): _own_paste,
    ("coordination:move_condition", "move"): lambda _house, _project: "promise",
    ("accounts:organisation", "pk"): lambda house, _project: house.bureau.pk,
    ("accounts:move", "pk"): lambda house, _project: house.bureau.pk,
    ("accounts:close", "pk"): lambda house, _project: house.bureau.pk,
    ("accounts:reopen", "pk"): lambda house, _project: house.bureau.pk,
}
# What a POST must hold to be understood at all; most pages explain what is missing instead.
POSTED: dict[str, Callable[[House], dict[str, object]]] = {
    "accounts:move": lambda house: {"parent": house.zone.organisations.get(parent=None).pk},
}
# Names in an address that stand for one project: another project must be out of reach there.
OF_A_PROJECT = {"code", "milestone", "proof", "issue", "paper", "firm_paper", "question"} | {
    "hand_over",
    "meeting",
    "task",
    "visit",
    "bcf_run",
    "road_work",
}

# Addresses outside any zone: who may use them, without any role.
OPEN, SIGNED_IN = "open", "signed in"
OUTSIDE = {
    "first": SIGNED_IN,
    "web:language": OPEN,
    "web:theme": OPEN,
    "web:healthz": OPEN,
    "web:readyz": OPEN,
    "web:worker": OPEN,
    "web:manifest": OPEN,
    "web:outbox": OPEN,  # holds nothing of a person; the browser fills it in
    "web:ticket": OPEN,  # says whose session it is, if any
    "web:metrics": OPEN,  # to this machine only: tests/web/test_metrics.py
    "account_login": OPEN,
    "account_logout": OPEN,
    "account_inactive": OPEN,
    "account_reset_password": OPEN,
    "account_signup": OPEN,
    "account_welcome": OPEN,  # whoever holds the link
    "account_invited": OPEN,  # whoever holds the link
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": OPEN,  # between password and second step; sends others to log-in
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "usersessions_list": SIGNED_IN,
    "tokens": SIGNED_IN,
    "calendar_link": SIGNED_IN,
    "revoke_token": SIGNED_IN,
    "calendar": OPEN,  # whoever holds the link
    "socialaccount_login_cancelled": OPEN,
    "socialaccount_login_error": OPEN,
    "socialaccount_signup": OPEN,  # sends to log-in who does not come from the provider
    "socialaccount_connections": SIGNED_IN,
    "openid_connect_login": OPEN,
    "dingtalk_login": OPEN,
    "dingtalk_callback": OPEN,
    "weixin_login": OPEN,
    "weixin_callback": OPEN,
    "openid_connect_callback": OPEN,
}
