"""Coordination's part of the public API: issues."""

from ninja import Router

from kaigong.coordination.api import issues

router = Router()
router.add_router("/zones/{zone}", issues.router, tags=["issues"])
