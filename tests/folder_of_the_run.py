"""A folder of its own for the files of a run, named before the settings read it, gone at its end.

A plugin (`-p` in pyproject.toml) and no part of conftest.py: pytest-django reads the settings
before any conftest, so a folder named there would come too late, and tests would write into
`./data`, where somebody's own installation may stand. Processes of xdist inherit the name from the
one that made it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

if "KAIGONG_DATA" not in os.environ:
    _FOLDER, _OWNER = tempfile.mkdtemp(prefix="kaigong-tests-"), os.getpid()
    os.environ["KAIGONG_DATA"] = _FOLDER

    @atexit.register
    def _remove() -> None:
        if os.getpid() == _OWNER:  # a child that was forked off ends before the run does
            shutil.rmtree(_FOLDER, ignore_errors=True)
