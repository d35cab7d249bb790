"""A programme 总施工图与分施工图: a master plan and the plans below it, reckoned as one."""

from kaigong.engines.scheduling.programme.plans import MASTER, CrossLink, Key, Programme
from kaigong.engines.scheduling.programme.schedule import ProgrammeSchedule

__all__ = ["MASTER", "CrossLink", "Key", "Programme", "ProgrammeSchedule"]
