"""The news of the cockpit. Sent inside the transaction of the act."""

from __future__ import annotations

from django.dispatch import Signal

# Each is sent with `zone`, `decision` and `by`.
decision_asked = Signal()
decision_made = Signal()
decision_returned = Signal()
