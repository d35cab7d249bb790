"""The news of zones and people. Sent inside the transaction of the act."""

from __future__ import annotations

from django.dispatch import Signal

# Sent with `zone` and `by`: slices give the new zone what every zone begins with.
zone_opened = Signal()
