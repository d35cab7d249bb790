"""How often a matter went back to who brought it, and what each round cost in days."""

from kaigong.engines.dealings.rounds import Rework, Round, Step, StepKind, rework_of

__all__ = ["Rework", "Round", "Step", "StepKind", "rework_of"]
