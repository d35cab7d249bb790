"""What these tests level is small; they are to look at the loops that are compiled, too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kaigong.engines.scheduling.levelling import networks


@pytest.fixture(autouse=True, scope="package")
def _nothing_is_too_small_to_be_compiled() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(networks, "PLAIN_BELOW", 0)
        yield
