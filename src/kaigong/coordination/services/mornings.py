"""When a message goes out of the house: single ones outside quiet hours, digests in the morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from kaigong.accounts.models import Zone
from kaigong.audit import clock
from kaigong.coordination.models import Channel, Delivery, DeliveryState, EscalationDesk
from kaigong.coordination.quiet import after_quiet
from kaigong.portfolio.selectors.calendars import calendar_of


@dataclass(frozen=True)
class Way:
    """One way out of the house: a channel, to a group or to one person."""

    channel: Channel
    person: int | None
    is_digest: bool

    @property
    def recipient(self) -> str:
        group = f"channel:{self.channel.pk}"
        return f"{group}:person:{self.person}" if self.person else group


class Morning:
    """The deliveries that are made at one moment in one zone; whoever makes them holds its desk."""

    def __init__(self, zone: Zone, desk: EscalationDesk) -> None:
        self.zone, self.now = zone, clock.now()
        self._digests: dict[str, Delivery] = {}
        self._place: tzinfo = ZoneInfo(zone.timezone)
        self._digest_at: time = desk.digest_at
        self._today = zone.today()
        self._calendar = calendar_of(zone)
        # A digest that has gone takes no more; what comes later in the day is in the next one.
        waiting = Delivery.objects.select_for_update().filter(
            zone=zone, is_digest=True, for_on__gte=self._today
        )
        self._gone = {row.key for row in waiting if row.state != DeliveryState.WAITING}

    def single(self, key: str, way: Way, *, quiet: tuple[time | None, time | None]) -> Delivery:
        """A message of its own, not before the end of the quiet hours."""
        next_at = after_quiet(self.now, *quiet, self._place)
        return self._made(key, way, self._today, next_at, quiet=quiet)

    def digest(self, way: Way) -> Delivery:
        """The next digest of a way out that has not gone yet."""
        if (made := self._digests.get(way.recipient)) is not None:
            return made
        day = self._today
        while (key := f"digest.{day}.{way.recipient}") in self._gone:
            day = self._calendar.due(day, 1).on
        made = self._made(key, way, day, self._moment(day), quiet=(None, None))
        self._digests[way.recipient] = made
        return made

    def _moment(self, day: date) -> datetime:
        if self.zone.stands_on is not None:
            return self.now  # there is no morning to wait for
        return datetime.combine(day, self._digest_at, tzinfo=self._place)

    def _made(
        self, key: str, way: Way, day: date, next_at: datetime,
        *, quiet: tuple[time | None, time | None],
    ) -> Delivery:  # fmt: skip
        return Delivery(
            key=key, zone=self.zone, channel=way.channel, person_id=way.person,
            is_digest=way.is_digest, for_on=day, next_at=next_at,
            quiet_from=quiet[0], quiet_until=quiet[1],
        )  # fmt: skip
