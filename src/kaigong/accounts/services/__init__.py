"""What is done to zones, organisations and people; each act leaves one line of audit."""

from kaigong.accounts.services.organisations import (
    close_organisation,
    found_organisation,
    move_organisation,
    rename_organisation,
    reopen_organisation,
)
from kaigong.accounts.services.people import (
    add_administrator,
    add_person,
    appoint,
    appoint_administrator,
    deactivate,
    dismiss,
    enter_person,
    offer_password_link,
    person_behind,
    reactivate,
    set_first_password,
)
from kaigong.accounts.services.zones import TakenSlugError, open_zone, stand_still

__all__ = [
    "TakenSlugError",
    "add_administrator",
    "add_person",
    "appoint",
    "appoint_administrator",
    "close_organisation",
    "deactivate",
    "dismiss",
    "enter_person",
    "found_organisation",
    "move_organisation",
    "offer_password_link",
    "open_zone",
    "person_behind",
    "reactivate",
    "rename_organisation",
    "reopen_organisation",
    "set_first_password",
    "stand_still",
]
