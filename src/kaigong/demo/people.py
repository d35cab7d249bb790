"""The demo's bodies and people. The bodies are those of such a zone; the people are samples."""

from __future__ import annotations

from dataclasses import dataclass, field

from kaigong.accounts import services as accounts
from kaigong.accounts.models import Organisation, Role, User, Zone

# Long enough for the house's rules, and printed on every start: only a demo zone may have it.
PASSWORD = "Jingyue-2021-demo"  # noqa: S105
ADMINISTRATOR = "admin"

AUTHORITY = "长春净月高新区管委会"
# Kind, name, name in English.
BODIES: tuple[tuple[str, str, str], ...] = (
    ("command", "项目建设指挥部", "Project command office"),
    ("department", "经济发展局", "Economic development bureau"),
    ("department", "规划和自然资源局", "Planning and natural resources bureau"),
    ("department", "住房和城乡建设局", "Housing and construction bureau"),
    ("department", "政务服务和审批局", "Approvals bureau"),
    ("department", "招商局", "Investment promotion bureau"),
    ("department", "统计局", "Statistics bureau"),
    ("department", "纪检监察工委", "Inspection office"),
    ("task_force", "影都专班", "Film City task force"),
    ("task_force", "数字专班", "Digital task force"),
    ("task_force", "城建专班", "City works task force"),
    ("task_force", "文旅专班", "Culture and tourism task force"),
    ("task_force", "生命健康专班", "Life and health task force"),
    ("utility", "净月供电", "Jingyue power supply"),
    ("utility", "净月水务", "Jingyue water"),
    ("firm", "吉林省鸿兴建设集团有限公司", "Jilin Hongxing Construction Group"),
    ("firm", "英纳法", "Inalfa"),
)
SAMPLE_FIRMS = 24
TASK_FORCE_OF_SECTOR = {
    "影视文旅": "影都专班",
    "数字经济": "数字专班",
    "生命健康": "生命健康专班",
    "基础设施": "城建专班",
    "民生": "城建专班",
    "商贸": "文旅专班",
    "智能制造": "数字专班",
    "现代农业": "文旅专班",
    "": "城建专班",
}
DEPARTMENT_OF_SECTOR = {
    "基础设施": "住房和城乡建设局",
    "民生": "住房和城乡建设局",
}
# One account a role, and one of a utility: username, name, role, body.
ACCOUNTS: tuple[tuple[str, str, Role, str], ...] = (
    ("leader", "王主任", Role.LEADER, AUTHORITY),
    ("command", "刘洋", Role.COMMAND, "项目建设指挥部"),
    ("department", "高峰", Role.DEPARTMENT, "住房和城乡建设局"),
    ("service", "李静", Role.SERVICE, "影都专班"),
    ("clerk", "马超", Role.CLERK, "政务服务和审批局"),
    ("promotion", "韩雪", Role.PROMOTION, "招商局"),
    ("statistician", "宋敏", Role.STATISTICIAN, "统计局"),
    ("inspector", "冯刚", Role.INSPECTOR, "纪检监察工委"),
    ("firm", "样例企业 01 联系人", Role.FIRM, "样例企业 01"),
    ("power", "罗明", Role.DEPARTMENT, "净月供电"),  # a utility sees only what it owes
)
LEADERS = ("leader", "leader2", "leader3", "leader4")
MORE_PEOPLE: tuple[tuple[str, str, Role, str], ...] = (
    ("leader2", "张副主任", Role.LEADER, AUTHORITY),
    ("leader3", "赵副主任", Role.LEADER, AUTHORITY),
    ("leader4", "孙副主任", Role.LEADER, AUTHORITY),
    ("zhouyang", "周洋", Role.SERVICE, "影都专班"),
    ("wuhao", "吴昊", Role.SERVICE, "数字专班"),
    ("chenchen", "陈晨", Role.SERVICE, "数字专班"),
    ("zhengkai", "郑凯", Role.SERVICE, "城建专班"),
    ("zhaolei", "赵磊", Role.SERVICE, "城建专班"),
    ("sunmin", "孙敏", Role.SERVICE, "文旅专班"),
    ("heping", "何平", Role.SERVICE, "生命健康专班"),
    ("water", "江涛", Role.DEPARTMENT, "净月水务"),
    ("economy", "田宇", Role.DEPARTMENT, "经济发展局"),
    ("land", "许远", Role.DEPARTMENT, "规划和自然资源局"),
)


@dataclass
class Cast:
    """Who acts in the demo, by name."""

    zone: Zone
    administrator: User
    bodies: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    officers: dict[str, list[User]] = field(default_factory=dict)  # of a task force

    @property
    def command(self) -> User:
        return self.people["command"]

    @property
    def statistician(self) -> User:
        return self.people["statistician"]

    @property
    def leader(self) -> User:
        return self.people["leader"]

    def task_force(self, sector: str) -> Organisation:
        return self.bodies[TASK_FORCE_OF_SECTOR[sector]]

    def department(self, sector: str) -> Organisation:
        return self.bodies[DEPARTMENT_OF_SECTOR.get(sector, "经济发展局")]

    def officer(self, sector: str, number: int) -> User:
        """The service officer of a project, by turns among those of its task force."""
        officers = self.officers[TASK_FORCE_OF_SECTOR[sector]]
        return officers[number % len(officers)]

    def leader_of(self, number: int) -> User:
        return self.people[LEADERS[number % len(LEADERS)]]

    def body_of(self, username: str) -> Organisation:
        """The body that a person acts for."""
        body = next(body for name, _, _, body in (*ACCOUNTS, *MORE_PEOPLE) if name == username)
        return self.zone.organisations.get(parent=None) if body == AUTHORITY else self.bodies[body]

    def speaker_for(self, body: Organisation) -> User:
        """The first person who acts for a body."""
        return next(
            self.people[name] for name, _, _, its in (*ACCOUNTS, *MORE_PEOPLE) if its == body.name
        )

    def firm(self, number: int) -> Organisation:
        return self.bodies[f"样例企业 {number % SAMPLE_FIRMS + 1:02d}"]


def enlist(zone: Zone) -> Cast:
    """Found the bodies, enter the people, and give one account of each role its password."""
    administrator = accounts.add_administrator(zone, username=ADMINISTRATOR, password=PASSWORD)
    cast = Cast(zone, administrator)
    cast.bodies[AUTHORITY] = zone.organisations.get(parent=None, kind="zone")
    firms = [
        ("firm", f"样例企业 {number:02d}", f"Sample firm {number:02d}")
        for number in range(1, SAMPLE_FIRMS + 1)
    ]
    for kind, name, name_en in (*BODIES, *firms):
        cast.bodies[name] = accounts.found_organisation(
            zone, kind=kind, name=name, name_en=name_en, by=administrator
        )
    for username, name, role, body in (*ACCOUNTS, *MORE_PEOPLE):
        person = accounts.add_person(
            username=username, display_name=name, role=role, organisation=cast.bodies[body],
            by=administrator,
        )  # fmt: skip
        cast.people[username] = person
        if role is Role.SERVICE:
            cast.officers.setdefault(body, []).append(person)
    for username, *_ in ACCOUNTS:
        words = accounts.offer_password_link(cast.people[username], zone=zone, by=administrator)
        cast.people[username] = accounts.set_first_password(*words, password=PASSWORD)
    return cast
