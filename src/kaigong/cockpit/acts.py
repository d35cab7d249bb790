"""Acts upon decisions and published figures in words; registered when imported."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.urls import reverse

from kaigong.accounts.selectors import Standing
from kaigong.audit import facts, words
from kaigong.audit.facts import SUBJECT, Fact, Told, moment, named
from kaigong.cockpit.models import Decision, PublishedFigure
from kaigong.web.amounts import exactly, plain
from kaigong.wording import said, say

words.register(
    "cockpit",
    say("指挥首页", "Command page"),
    {
        "cockpit.decision.asked": say("请示", "Asked for a decision"),
        "cockpit.decision.made": say("拍板", "Decided"),
        "cockpit.decision.returned": say("退回请示", "Returned a question"),
        "cockpit.figure.kept": say("记下发布数", "Kept a published figure"),
    },
)


def _answer(value: object, about: facts.About) -> list[facts.Piece]:
    return [facts.Named("answer", f"{about.subject}:{value}")] if value else []


def _value(value: object, about: facts.About) -> list[facts.Piece]:
    return [facts.Named("published value", f"{about.subject}:{Decimal(str(value))}")]


facts.register(
    "cockpit",
    {
        "title": Fact(say("题目", "Question")),
        "due_at": Fact(say("期限", "Due"), moment),
        "asked_of": Fact(say("请", "Asked of"), named("person")),
        "answer": Fact(say("答复", "Answer"), _answer),
        "reason": Fact(say("理由", "Reason")),
        "value": Fact(say("数", "Value"), _value),
        "period": Fact(say("时期", "Period")),
        "scope": Fact(say("范围", "Scope")),
        "source": Fact(say("来源", "Source")),
    },
)
for _act in ("asked", "made", "returned"):
    facts.register(f"cockpit.decision.{_act}", {SUBJECT: Fact("", named("decision"))})
facts.register("cockpit.figure.kept", {SUBJECT: Fact("", named("published figure"))})


def _decisions(standing: Standing, keys: set[str]) -> Mapping[str, Told]:
    url = reverse("cockpit:decisions", args=[standing.zone.slug])
    return {key: Told(said("请示", "Decision ") + key.partition("-")[2], url) for key in keys}


def _answers(standing: Standing, keys: set[str]) -> Mapping[str, Told]:
    """The words of an answer as the question offered it, by `decision-3:agree`."""
    asked = facts.row_ids(key.partition(":")[0].partition("-")[2] for key in keys)
    offered = {
        f"decision-{decision.pk}:{option['key']}": Told(said(option["zh"], option["en"]))
        for decision in Decision.objects.filter(zone=standing.zone, pk__in=asked)
        for option in decision.options
    }
    return {key: offered.get(key, Told(key.partition(":")[2])) for key in keys}


def _figures(standing: Standing, keys: set[str]) -> Mapping[str, Told]:
    """A published figure by what it is called, with the way to all of them."""
    url = reverse("cockpit:figures", args=[standing.zone.slug])
    is_open = standing.may("cockpit.see_command")
    found = PublishedFigure.objects.filter(zone=standing.zone, subject__in=keys)
    return {each.subject: Told(str(each), url if is_open else "") for each in found}


def _values(standing: Standing, keys: set[str]) -> Mapping[str, Told]:
    """A published value in the unit of its figure, by `total:1731.5`."""
    split = {key: key.rpartition(":") for key in keys}
    figures = PublishedFigure.objects.filter(
        zone=standing.zone, subject__in={subject for subject, _, _ in split.values()}
    )
    units = dict(figures.values_list("subject", "unit"))
    return {
        key: Told(_in_unit(Decimal(value), units.get(subject, ""), standing.zone.currency))
        for key, (subject, _, value) in split.items()
    }


def _in_unit(value: Decimal, unit: str, currency: str) -> str:
    if unit == "amount":
        return exactly(value, currency=currency)
    return f"{plain(value * 100)} %" if unit == "share" else plain(value)


facts.register_names("published value", _values)
facts.register_names("decision", _decisions)
facts.register_names("answer", _answers)
facts.register_names("published figure", _figures)
