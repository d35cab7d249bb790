"""Zones that were opened before get the holiday notices that a new zone begins with."""

from django.db import migrations
from django.utils import timezone

from kaigong.portfolio.selectors.calendars import shipped_notices
from kaigong.portfolio.services.notices import spans_of


def give_notices(apps, _schema_editor):
    Zone = apps.get_model("accounts", "Zone")
    Notice = apps.get_model("portfolio", "HolidayNotice")
    now = timezone.now()
    for zone in Zone.objects.all():
        Notice.objects.bulk_create(
            Notice(
                zone=zone,
                number=notice.number,
                signed_on=notice.signed_on,
                year=notice.year,
                off=[[name, str(first), str(last)] for name, first, last in spans_of(notice.off)],
                working=[str(day) for day in sorted(notice.working)],
                kept_at=now,
            )
            for notice in shipped_notices(zone.timezone)
        )


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0011_holiday_notices")]
    operations = [migrations.RunPython(give_notices, migrations.RunPython.noop)]
