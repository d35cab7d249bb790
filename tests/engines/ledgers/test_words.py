"""Choices, flags and codes."""

from __future__ import annotations

import pytest

from kaigong.engines.ledgers import Choice, Misread
from kaigong.engines.ledgers.words import choice, code, flag

CHOICES = (Choice("amber-red", "黄红", "Amber/Red"), Choice("red", "红", "Red", ("红色",)))


def test_a_choice_is_found_in_either_language_and_a_near_miss_is_proposed():
    assert choice("Amber/red", CHOICES) == "amber-red"
    assert choice("紅色", CHOICES) == "red"
    near = choice("Amber-Redd", CHOICES)
    assert isinstance(near, Misread)
    assert near.proposal == "黄红"


@pytest.mark.parametrize(
    ("written", "meant"), [("是", True), ("√", True), ("N", False), (0.0, False), ("／", None)]
)
def test_yes_and_no(written, meant):
    assert flag(written) is meant


def test_codes_lose_no_digit_in_silence():
    assert code(1001.0) == "1001"
    assert isinstance(code(2.2e17), Misread)
    assert isinstance(code("2.2E+17"), Misread)
