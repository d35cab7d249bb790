"""Loops made machine code by Numba where it is installed, and left as they are where it is not.

Numba is an extra: whatever is compiled here also has a path in NumPy or plain Python that gives the
same results. It takes 0.3 to 0.7 s to import, so nobody pays for it before a loop is worth it.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import logging
import os
import sys
import types
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from importlib.util import find_spec
from typing import Any, Generic, ParamSpec, TypeVar

import numpy as np

P = ParamSpec("P")
R = TypeVar("R")

#: Set to anything, Numba is left alone though it is installed, and every reckoning does without it.
SWITCH = "KAIGONG_WITHOUT_NUMBA"
HAS_NUMBA = find_spec("numba") is not None and not os.environ.get(SWITCH)

# Below so many activities and links NumPy is done before Numba has been imported.
WORTH_IMPORTING = 50_000


def pays(work: int) -> bool:
    """Whether to take the compiled path: it is loaded already, or there is enough to do.

    Args:
        work: How many activities and links, or samples, will be gone through.
    """
    if not HAS_NUMBA or ("numba" not in sys.modules and work < WORTH_IMPORTING):
        return False
    return _numba() is not None


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """`numba.njit(cache=True, nogil=True)`, at the first call; the function itself without Numba.

    A compiled function may call others by their global names, also from other modules. It may not
    be given lists when Numba is there: who calls it asks `pays` first.
    """
    return _Compiled(function) if HAS_NUMBA else function


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """`compiled`, and made part of every compiled function that calls it.

    For what is called in an inner loop with many arrays: a call hands each over in seven words.
    """
    return _Compiled(function, inline=True) if HAS_NUMBA else function


_stays_plain: ContextVar[bool] = ContextVar("stays_plain", default=False)


@contextlib.contextmanager
def uncompiled(*, when: bool) -> Iterator[None]:
    """Leave loops as they are inside: a small problem is done before they would be compiled."""
    token = _stays_plain.set(when or _stays_plain.get())
    try:
        yield
    finally:
        _stays_plain.reset(token)


class _Compiled(Generic[P, R]):
    """A function that becomes machine code when it is called first."""

    def __init__(self, function: Callable[P, R], *, inline: bool = False) -> None:
        if not isinstance(function, types.FunctionType):
            raise TypeError(f"{function!r} is no plain function")
        functools.update_wrapper(self, function)
        self.function, self.inline = function, inline

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        do = self.function if _stays_plain.get() else self.machine_code
        return do(*args, **kwargs)

    @functools.cached_property
    def machine_code(self) -> Callable[P, R]:
        """The function of Numba."""
        numba = _numba()
        if numba is None:
            return self.function
        function = self._with_its_helpers()
        if self.inline:  # nobody calls it from outside, and who calls it is kept
            bare = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
            part: Callable[P, R] = numba.njit(nogil=True, forceinline=True, **bare)(function)
            return part
        try:
            dispatcher = numba.njit(cache=True, nogil=True)(function)
            _let_cache_fail(dispatcher)
        except RuntimeError:  # no folder that a cache could be kept in
            dispatcher = numba.njit(nogil=True)(function)
        found: Callable[P, R] = dispatcher
        return found

    def _with_its_helpers(self) -> Callable[..., R]:
        """The function, seeing the machine code of what it calls.

        Numba renews what it cached when the function's own file changes, and knows nothing of the
        files its helpers and constants come from. So their digest is part of its name.
        """
        names = dict(self.function.__globals__)
        seen = []
        for name in self.function.__code__.co_names:
            value = names.get(name)
            if isinstance(value, _Compiled):
                names[name] = value.machine_code
                seen.append(value.machine_code.__qualname__)
                code = value.function.__code__
                seen += [code.co_code.hex(), repr(code.co_consts)]
            elif isinstance(value, np.ndarray):
                seen.append(value.tobytes().hex())
            elif isinstance(value, int | float | tuple):
                seen.append(repr(value))
        twin = types.FunctionType(
            self.function.__code__, names, self.function.__name__, self.function.__defaults__
        )
        twin.__module__ = self.function.__module__
        digest = hashlib.sha256("\n".join(seen).encode()).hexdigest()[:12]
        twin.__qualname__ = f"{self.function.__qualname__}_{digest}" if seen else twin.__name__
        return twin


def plainly(function: Callable[P, R]) -> Callable[P, R]:
    """A compiled function as it was written: for lists, where Numba is not to be asked."""
    return function.function if isinstance(function, _Compiled) else function


@functools.cache
def _numba() -> Any:
    """Numba, or None where it is not installed or does not go with this NumPy."""
    if not HAS_NUMBA:
        return None
    try:
        return importlib.import_module("numba")
    except Exception as error:  # it lags new releases of NumPy and Python, each time in its own way
        logging.getLogger(__name__).warning("Numba is left alone: %s", error)
        return None


def _let_cache_fail(dispatcher: Any) -> None:
    """A full disk, a folder taken away or a damaged file costs the cache, and not the reckoning."""
    cache = dispatcher._cache
    cache.load_overload = functools.partial(_if_possible, cache.load_overload, cache.flush)
    cache.save_overload = functools.partial(_if_possible, cache.save_overload, cache.flush)


def _if_possible(act: Callable[..., Any], forget: Callable[[], None], *args: Any) -> Any:
    try:
        return act(*args)
    except Exception as error:  # unpickling a damaged file raises whatever it likes
        logging.getLogger(__name__).info("Compiled code is not kept: %s", error)
    with contextlib.suppress(OSError):
        forget()
    return None
