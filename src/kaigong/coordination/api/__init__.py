"""Coordination's part of the public API: issues, and what meetings decided."""

from ninja import Router

from kaigong.coordination.api import decisions, issues

router = Router()
router.add_router("/zones/{zone}", issues.router, tags=["issues"])
router.add_router("/zones/{zone}", decisions.router, tags=["decisions"])
