"""Our terms and those of the standard's codelists (OC4IDS 0.9)."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

VERSION = "0.9"
# projectStatus.csv is closed and knows fewer steps than we do; the exact one goes along as a
# classification of our own scheme.
STATUS = {
    "lead": "identification",
    "negotiation": "identification",
    "signed": "preparation",
    "land": "preparation",
    "approval": "preparation",
    "started": "implementation",
    "construction": "implementation",
    "suspended": "implementation",
    "completed": "completion",
    "production": "maintenance",
    "cancelled": "cancelled",
}
STAGE = {
    "identification": "lead",
    "preparation": "approval",
    "implementation": "construction",
    "completion": "completed",
    "maintenance": "production",
    "cancelled": "cancelled",
}
STAGE_SCHEME, KIND_SCHEME, SECTOR_SCHEME, MARK_SCHEME = (
    "kaigong-stage",
    "kaigong-kind",
    "kaigong-sector",
    "kaigong-mark",
)
SAMPLE = "sample"
# partyRole.csv has no investor: who pays for a project is its funder.
ROLES = {
    "investor": "funder",
    "lead_department": "publicAuthority",
    "task_force": "administrativeEntity",
}
PLAN, DONE = "annualInvestmentPlan", "investmentDone"
