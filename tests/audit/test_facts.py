"""What the acts of the house leave in the chain is told in words: no raw key, no raw choice."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from kaigong.audit import facts, words
from kaigong.engines.ledgers.merging import OUTCOMES
from kaigong.wording import CHINESE, ENGLISH
from tests.audit.test_words import RECORDED, SOURCE, Function, Module, calls_of

NO_FACT = {"by", "zone", "subject"}
# What `**` hands on where no call says it: the counts of a dry run; the kind of a second step.
HANDED_ON = {
    "portfolio.file.applied": {"rows", *OUTCOMES},
    "accounts.person.password_changed": {"kind"},
    "accounts.person.sign_ins_flooded": {"lines", "minutes"},
}


class FactsOf(Module):
    """Which facts a module gives to `record`, act by act."""

    def facts(self) -> Iterator[tuple[str, str]]:
        for function in self.functions:
            for call in calls_of("record", function):
                names = {each.arg for each in call.keywords if each.arg} - NO_FACT
                if any(each.arg is None for each in call.keywords):
                    yield from self.by_callers(call, function)
                for act in self.values(call.args[0], function):
                    yield from ((act, name) for name in names)

    def by_callers(self, call: ast.Call, function: Function) -> Iterator[tuple[str, str]]:
        """The facts that callers of a small function of the module hand through it."""
        for caller in self.functions:
            for handed in calls_of(function.name, caller):
                named = {each.arg for each in handed.keywords if each.arg} - NO_FACT
                own = {each.arg for each in function.args.kwonlyargs + function.args.args}
                for act in self.acts_of(call, handed, function, caller):
                    yield from ((act, name) for name in named - own)

    def acts_of(
        self, call: ast.Call, handed: ast.Call, function: Function, caller: Function
    ) -> Iterator[str]:
        given = call.args[0]
        names = [each.arg for each in function.args.args]
        if isinstance(given, ast.Name) and given.id in names:
            yield from self.values(handed.args[names.index(given.id)], caller)
            return
        pattern = given if isinstance(given, ast.JoinedStr) else self.made_from(given, function)
        if pattern is None:
            yield from self.values(given, function)
            return
        prefix, verb = pattern.values
        assert isinstance(prefix, ast.Constant)
        assert isinstance(verb, ast.FormattedValue)
        assert isinstance(verb.value, ast.Name)
        for value in self.values(handed.args[names.index(verb.value.id)], caller):
            yield f"{prefix.value}{value}"

    def made_from(self, given: ast.expr, function: Function) -> ast.JoinedStr | None:
        for node in ast.walk(function):
            is_text_made = isinstance(node, ast.Assign) and isinstance(node.value, ast.JoinedStr)
            if is_text_made and ast.unparse(node.targets[0]) == ast.unparse(given):
                return node.value
        return None


def facts_recorded() -> set[tuple[str, str]]:
    """Every act of the source with every fact that it writes."""
    found = {
        pair
        for path in sorted(SOURCE.rglob("*.py"))
        if path != Path(SOURCE / "audit" / "services.py")
        for pair in FactsOf(path).facts()
    }
    return found | {(act, name) for act, names in HANDED_ON.items() for name in names}


WRITTEN = sorted(facts_recorded())


def test_the_walk_finds_facts_however_they_are_given() -> None:
    assert {
        ("portfolio.milestone.set", "owner"),
        ("portfolio.sectors.mapped", "sector"),  # handed through a function with a verb
        ("accounts.organisation.moved", "before"),  # and through one that names the act
        ("accounts.person.sign_in_failed", "step"),
        ("portfolio.month.corrected", "readings"),  # one of two acts
    } <= set(WRITTEN)
    assert {act for act, _ in WRITTEN} <= set(RECORDED)
    assert len(WRITTEN) > 150


@pytest.mark.parametrize(("act", "name"), WRITTEN)
def test_a_fact_has_a_name_in_both_languages(act: str, name: str) -> None:
    if name in {"before", "after"}:
        assert facts.fact_of(act, facts.CHANGE) or facts.cells_of(act)
        return
    fact = facts.fact_of(act, name)
    assert fact is not None, f"{name} of {act} has no name"
    told = []
    for language in (CHINESE, ENGLISH):
        with translation.override(language):
            told.append(str(fact.label))
    assert re.search(r"[一-鿿]", told[0])
    assert not re.search(r"[一-鿿]", told[1])


def test_no_change_or_cell_is_kept_for_an_act_that_nothing_records() -> None:
    known = {act for acts in words.known_acts().values() for act in acts}
    assert set(facts._CELLS) <= known
    assert {whose for whose in facts._FACTS if whose.count(".") == 2} <= known
