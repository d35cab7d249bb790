"""Every act that the house records has words for who reads the chain, in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import kaigong
from kaigong.audit import words
from kaigong.wording import CHINESE, ENGLISH

SOURCE = Path(kaigong.__file__).parent
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module:
    """What a module gives to `record` as the name of an act."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tree = ast.parse(path.read_text())
        self.constants = {
            target.id: node.value
            for node in self.tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        self.functions = [each for each in ast.walk(self.tree) if isinstance(each, Function)]

    def acts(self) -> Iterator[str]:
        for function in self.functions:
            for call in calls_of("record", function):
                yield from self.values(call.args[0], function)

    def values(self, given: ast.expr, function: Function) -> Iterator[str]:
        """Every text that an expression may be inside a function."""
        if isinstance(given, ast.Constant):
            yield str(given.value)
        elif isinstance(given, ast.IfExp):
            yield from self.values(given.body, function)
            yield from self.values(given.orelse, function)
        elif isinstance(given, ast.JoinedStr):
            prefix, verb = given.values
            assert isinstance(prefix, ast.Constant)
            assert isinstance(verb, ast.FormattedValue)
            for value in self.values(verb.value, function):
                yield f"{prefix.value}{value}"
        elif isinstance(given, ast.Subscript) and isinstance(given.value, ast.Name):
            choices = self.constants[given.value.id]
            assert isinstance(choices, ast.Dict)
            for choice in choices.values:
                yield from self.values(choice, function)
        elif isinstance(given, ast.Name):
            yield from self.named(given.id, function)
        else:
            raise AssertionError(f"{self.path.name}: which acts is {ast.unparse(given)}?")

    def named(self, name: str, function: Function) -> Iterator[str]:
        if name in self.constants:
            yield from self.values(self.constants[name], function)
            return
        found = False
        for node in ast.walk(function):
            if not isinstance(node, ast.Assign):
                continue
            for target, value in pairs(node.targets[0], node.value):
                if isinstance(target, ast.Name) and target.id == name:
                    found = True
                    yield from self.values(value, function)
        names = [each.arg for each in function.args.args]
        if name in names:
            for caller in self.functions:
                for call in calls_of(function.name, caller):
                    found = True
                    yield from self.values(call.args[names.index(name)], caller)
        assert found, f"{self.path.name}: which acts is {name}?"


def pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=True)
    else:
        yield target, value


def calls_of(name: str, function: Function) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def acts_recorded() -> dict[str, str]:
    """Every act of the source, and a module that records it."""
    return {
        act: str(path.relative_to(SOURCE))
        for path in sorted(SOURCE.rglob("*.py"))
        if path != SOURCE / "audit" / "services.py"
        for act in Module(path).acts()
    }


RECORDED = acts_recorded()


def test_the_walk_finds_acts_however_they_are_given() -> None:
    assert {
        "portfolio.month.corrected",  # one of two
        "portfolio.sectors.mapped",  # a verb handed on
        "accounts.organisation.renamed",  # by a name of the function
        "accounts.person.sign_ins_flooded",  # in place of another one
        "accounts.person.password_changed",  # from a table
    } <= set(RECORDED)
    assert len(RECORDED) > 60


@pytest.mark.parametrize("act", sorted(RECORDED))
def test_an_act_has_words_in_both_languages(act: str) -> None:
    told = []
    for language in (CHINESE, ENGLISH):
        with translation.override(language):
            told.append(words.act_in_words(act))
    zh, en = told
    assert zh != act, f"{act} of {RECORDED[act]} has no words"
    assert re.search(r"[一-鿿]", zh)
    assert not re.search(r"[一-鿿]", en)


def test_no_words_are_kept_for_an_act_that_nothing_records() -> None:
    kept = {act for acts in words.known_acts().values() for act in acts}
    assert kept == set(RECORDED)
