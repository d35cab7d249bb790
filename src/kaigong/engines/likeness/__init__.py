"""Whether a short report tells what another one has told already, in other words."""

from kaigong.engines.likeness.measure import Alike, Report, alike

__all__ = ["Alike", "Report", "alike"]
