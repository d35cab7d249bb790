"""Works in one road: underground before surface, and one opening instead of two."""

from kaigong.engines.corridors.errors import (
    EmptyStretchError,
    EndsBeforeStartError,
    UnknownLayerError,
)
from kaigong.engines.corridors.openings import (
    RepeatedOpening,
    Window,
    one_window,
    repeated_openings,
)
from kaigong.engines.corridors.orders import (
    ClosedRoad,
    WrongOrder,
    closed_roads,
    wrong_orders,
    years_after,
)
from kaigong.engines.corridors.works import Layer, Stretch, Work, layers

__all__ = [
    "ClosedRoad",
    "EmptyStretchError",
    "EndsBeforeStartError",
    "Layer",
    "RepeatedOpening",
    "Stretch",
    "UnknownLayerError",
    "Window",
    "Work",
    "WrongOrder",
    "closed_roads",
    "layers",
    "one_window",
    "repeated_openings",
    "wrong_orders",
    "years_after",
]
