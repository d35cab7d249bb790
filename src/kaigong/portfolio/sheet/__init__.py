"""The ledger as one query: rows in windows, groups, subtotals, now or as of any past moment.

Why SQL by hand: the same text reads the live tables or, for a past moment, the history rows of
that moment, so that both days are computed by one path; and a window of 100,000 projects must cost
a few milliseconds. Column expressions come from the catalogue, never from a person's input; what a
person gives (filters, bounds) goes in as parameters. Only standard SQL that SQLite and PostgreSQL
share is used.

What `as_of` does not rewind: names of organisations, people and sectors are today's, and what a
person may see is decided by today's circle. Which sectors stand in which, and from which amount a
level begins, is as it was on record that day.
"""

from kaigong.portfolio.sheet.cubes import CrossedSheet, Cube, Name
from kaigong.portfolio.sheet.rows import Sheet
from kaigong.portfolio.sheet.values import UnreadableFilterError
from kaigong.portfolio.sheet.views import Bundle, Filters, Value, View, Window, together

__all__ = [
    "Bundle",
    "CrossedSheet",
    "Cube",
    "Filters",
    "Name",
    "Sheet",
    "UnreadableFilterError",
    "Value",
    "View",
    "Window",
    "together",
]
