"""Coordination's part of the public API: issues, and what meetings decided."""

from ninja import Router

from kaigong.coordination.api import decisions, issue_parts, issues

router = Router()
router.add_router("/zones/{zone}", issues.router, tags=["issues"])
router.add_router("/zones/{zone}", issue_parts.router, tags=["issues"])
router.add_router("/zones/{zone}", decisions.router, tags=["decisions"])
