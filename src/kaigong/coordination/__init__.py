"""Coordination 协调: what stands in a project's way, who removes it, by when, and the proof."""
