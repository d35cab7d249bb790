"""What a long-lived process loads once is kept out of the garbage collector's rounds."""

from __future__ import annotations

import gc

from django.urls import get_resolver


def set_aside_what_is_loaded() -> None:
    """Load the addresses with their pages, and take all that is loaded out of the collector's view.

    Some hundred thousand objects of libraries and models live as long as the process. Every full
    collection walked through them: a fifth of the time of a paste of 5,000 rows.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
