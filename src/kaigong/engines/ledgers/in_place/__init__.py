"""An XLSX changed where it has to be: every part that nobody touches stays byte for byte the same.

A workbook is an archive of parts that point at each other. What cannot be made anew from its
meaning (charts, pictures, slicers, the office's own styles) is not taken apart here at all: bytes
are put in where a cell, a style, a comment or a row is new, and everything else is passed on.
"""

from .comments import Comments
from .inserting import UnmovablePart, insert_rows
from .package import Package, SheetPart, refusing_damage
from .references import Shift
from .results import renew_results
from .sheets import SheetCells, emptied_rows
from .styles import Styles
from .texts import text_sheet

__all__ = [
    "Comments",
    "Package",
    "SheetCells",
    "SheetPart",
    "Shift",
    "Styles",
    "UnmovablePart",
    "emptied_rows",
    "insert_rows",
    "refusing_damage",
    "renew_results",
    "text_sheet",
]
