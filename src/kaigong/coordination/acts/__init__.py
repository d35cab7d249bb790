"""Acts of coordination in words; each module registers its own when imported."""

from kaigong.coordination.acts import issues, papers, questions

__all__ = ["issues", "papers", "questions"]
