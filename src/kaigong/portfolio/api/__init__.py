"""The ledger's part of the public API: zones, projects, plans, reports, milestones."""

from ninja import Router

from kaigong.portfolio.api import milestones, plans, projects, reports, zones

router = Router()
router.add_router("", zones.router, tags=["zones"])
router.add_router("/zones/{zone}", projects.router, tags=["projects"])
router.add_router("/zones/{zone}", plans.router, tags=["plans"])
router.add_router("/zones/{zone}", reports.router, tags=["reports"])
router.add_router("/zones/{zone}", milestones.router, tags=["milestones"])
