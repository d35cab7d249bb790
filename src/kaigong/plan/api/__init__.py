"""The plan's part of the public API: schedules, questions to them, the war map, roads, targets."""

from ninja import Router

from kaigong.plan.api import (
    asking,
    changing,
    comparisons,
    levelling,
    quantities,
    roads,
    schedules,
    shared_resources,
    targets,
)

router = Router()
router.add_router("/zones/{zone}", schedules.router, tags=["schedules"])
router.add_router("/zones/{zone}", asking.router, tags=["schedules"])
router.add_router("/zones/{zone}", changing.router, tags=["schedules"])
router.add_router("/zones/{zone}", levelling.router, tags=["schedules"])
router.add_router("/zones/{zone}", shared_resources.router, tags=["schedules"])
router.add_router("/zones/{zone}", comparisons.router, tags=["schedules"])
router.add_router("/zones/{zone}", roads.router, tags=["roads"])
router.add_router("/zones/{zone}", targets.router, tags=["targets"])
router.add_router("/zones/{zone}", quantities.router, tags=["targets"])
