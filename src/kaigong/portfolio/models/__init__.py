"""What the ledger stores."""

from kaigong.portfolio.models.changes import ChangedRow, ChangeSet, SavedView
from kaigong.portfolio.models.intake import ImportRun, RememberedHeading
from kaigong.portfolio.models.lamps import Colour, ProjectLamp
from kaigong.portfolio.models.notices import HolidayNotice
from kaigong.portfolio.models.papers import ExportJob, Layout
from kaigong.portfolio.models.plans import AnnualPlan, LockedPlan, MonthlyTarget, PlanLock
from kaigong.portfolio.models.projects import (
    Milestone,
    Project,
    ProjectAlias,
    ProjectKind,
    ReserveMaturity,
    Stage,
    StageStep,
)
from kaigong.portfolio.models.proofs import Proof
from kaigong.portfolio.models.reports import (
    MonthClose,
    MonthlyReport,
    ReportDraft,
    ReportState,
    Restatement,
    WorkItem,
    WorkItemReading,
)
from kaigong.portfolio.models.sectors import LevelThreshold, Sector, SectorMapping, SectorScheme

__all__ = [
    "AnnualPlan",
    "ChangeSet",
    "ChangedRow",
    "Colour",
    "ExportJob",
    "HolidayNotice",
    "ImportRun",
    "Layout",
    "LevelThreshold",
    "LockedPlan",
    "Milestone",
    "MonthClose",
    "MonthlyReport",
    "MonthlyTarget",
    "PlanLock",
    "Project",
    "ProjectAlias",
    "ProjectKind",
    "ProjectLamp",
    "Proof",
    "RememberedHeading",
    "ReportDraft",
    "ReportState",
    "ReserveMaturity",
    "Restatement",
    "SavedView",
    "Sector",
    "SectorMapping",
    "SectorScheme",
    "Stage",
    "StageStep",
    "WorkItem",
    "WorkItemReading",
]
