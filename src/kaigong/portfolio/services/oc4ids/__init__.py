"""The ledger in the Open Contracting for Infrastructure Data Standard, out and in.

What goes where, and what has no place there: docs/reference/oc4ids.md.
"""

from kaigong.portfolio.services.oc4ids.promises import promises_of
from kaigong.portfolio.services.oc4ids.reading import is_package, ledger_of
from kaigong.portfolio.services.oc4ids.writing import EmptyPackageError, package

__all__ = ["EmptyPackageError", "is_package", "ledger_of", "package", "promises_of"]
