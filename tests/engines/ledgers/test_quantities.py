"""Shares and coordinates."""

from __future__ import annotations

from decimal import Decimal

from kaigong.engines.ledgers import Misread
from kaigong.engines.ledgers.quantities import coordinate, percentage, writes_points


def test_percentages_are_fractions_whatever_the_column_writes():
    assert percentage("54.92%", in_points=True) == Decimal("0.5492")
    assert percentage("百分之六十", in_points=False) == Decimal("0.6")
    assert writes_points([54.92, 0.5, 100.0], heading="完成率")
    assert not writes_points([0.5492, 1.0], heading="完成率")
    assert percentage(54.92, in_points=True) == Decimal("0.5492")
    assert percentage(0.5492, in_points=False) == Decimal("0.5492")


def test_coordinates():
    assert coordinate("125°18′36″E", is_longitude=True) == Decimal("125.31")
    assert coordinate(-73.98765, is_longitude=True) == Decimal("-73.98765")
    assert isinstance(coordinate(125.3, is_longitude=False), Misread)
