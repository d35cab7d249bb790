"""One file that holds all rows and papers of an installation, and the way back from it."""

from kaigong.config.backups.errors import (
    DamagedBackupError,
    FileThereError,
    NoBackupError,
    OtherVersionError,
    PlaceNotEmptyError,
)
from kaigong.config.backups.reading import inspect, restore
from kaigong.config.backups.writing import back_up

__all__ = [
    "DamagedBackupError",
    "FileThereError",
    "NoBackupError",
    "OtherVersionError",
    "PlaceNotEmptyError",
    "back_up",
    "inspect",
    "restore",
]
