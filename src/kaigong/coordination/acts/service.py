"""Acts of project service in words; registered when imported."""

from __future__ import annotations

from kaigong.audit import facts, words
from kaigong.audit.facts import SUBJECT, Fact, choice, named, several, some
from kaigong.coordination.models import ContactWay, HandOverState
from kaigong.wording import say

words.register(
    "coordination",
    say("协调", "Coordination"),
    {
        "coordination.officer.assigned": say("定服务专员", "Assigned a service officer"),
        "coordination.substitute.named": say("定替班", "Named a substitute"),
        "coordination.substitute.ended": say("结束替班", "Ended a substitute's term"),
        "coordination.contact.logged": say("记联系", "Logged a contact"),
        "coordination.contact.step-done": say("办了下一步", "Took the next step"),
        "coordination.mandate.kept": say("存代办委托", "Kept a mandate"),
        "coordination.hand-over.offered": say("请人接手", "Offered a hand-over"),
        "coordination.hand-over.answered": say("答复交接", "Answered a hand-over"),
        "coordination.hand-over.undone": say("退回交接", "Took a hand-over back"),
    },
)
facts.register(
    "coordination",
    {
        "codes": Fact(say("项目", "Projects"), several(named("project"))),
        "from_on": Fact(say("从", "From")),
        "until_on": Fact(say("到", "Until")),
        "way": Fact(say("方式", "Way"), choice(ContactWay)),
        "on": Fact(say("日期", "Day")),
        "next_step": Fact(say("下一步", "Next step")),
        "next_on": Fact(say("下一步日期", "Day of the next step")),
        "milestones": Fact(say("节点", "Milestones"), some),
        "giver": Fact(say("交出人", "Given by")),
    },
)
facts.register(
    "coordination.hand-over.answered", {"state": Fact(say("状态", "State"), choice(HandOverState))}
)
for _act in ("contact.logged", "contact.step-done", "mandate.kept"):
    facts.register(
        f"coordination.{_act}", {SUBJECT: Fact(say("项目", "Project"), named("project"))}
    )
