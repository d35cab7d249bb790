import hashlib
from collections import defaultdict
from itertools import groupby
from operator import attrgetter

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def gather(apps, schema_editor):
    """One call for the messages of a rule about an issue; who heard it is kept once."""
    delivery, message, notice, call_model = (
        apps.get_model("coordination", name)
        for name in ("Delivery", "EscalationMessage", "Notice", "EscalationCall")
    )
    named = "rule_id", "version", "issue_id", "due_on", "turn"
    ordered = message.objects.select_related("delivery").order_by(*named, "id")
    marks = defaultdict(lambda: [0, 0])
    for key, rows in groupby(ordered.iterator(chunk_size=1000), key=attrgetter(*named)):
        told = list(rows)
        call = call_model.objects.create(
            **dict(zip(named, key, strict=True)),
            said_on=told[0].said_on,
            at=told[0].at,
            audience=_audience(apps, told),
        )
        for row in told:
            if row.delivery is not None and not row.delivery.is_digest:
                delivery.objects.filter(pk=row.delivery.pk).update(call=call)
            elif row.delivery is None and row.read_at is not None:
                mark = marks[row.zone_id, row.person_id]
                mark[0] = max(mark[0], call.pk)
    read = notice.objects.filter(delivery=None).exclude(read_at=None)
    for zone, person, pk in read.values_list("zone_id", "person_id", "pk"):
        marks[zone, person][1] = max(marks[zone, person][1], pk)
    for (zone, person), (said, seen) in marks.items():
        apps.get_model("coordination", "ReadMark").objects.create(
            zone_id=zone, person_id=person, call=said, notice=seen
        )
    schema_editor.connection.check_constraints()  # or PostgreSQL changes no table after this


def _audience(apps, told):
    people = sorted({row.person_id: row.is_for_you for row in told if not row.delivery}.items())
    digests = sorted({row.delivery.key for row in told if row.delivery and row.delivery.is_digest})
    words = [f"person:{person}{':act' * is_for_you}" for person, is_for_you in people] + digests
    audience, is_new = apps.get_model("coordination", "Audience").objects.get_or_create(
        zone_id=told[0].zone_id, key=hashlib.sha256("\n".join(words).encode()).hexdigest()
    )
    if is_new:
        listener = apps.get_model("coordination", "Listener")
        made = [
            listener(audience=audience, person_id=person, is_for_you=is_for_you)
            for person, is_for_you in people
        ]
        made += [listener(audience=audience, digest_id=key) for key in digests]
        listener.objects.bulk_create(made)
    return audience


def _key():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("coordination", "0005_one_way_of_sending"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="escalationmessage",
            name="escalation_said_once",
        ),
        migrations.CreateModel(
            name="Audience",
            fields=[
                ("id", _key()),
                ("key", models.CharField(max_length=64)),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.zone",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("zone", "key"), name="audience_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Listener",
            fields=[
                ("id", _key()),
                ("is_for_you", models.BooleanField(default=False)),
                (
                    "audience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listeners",
                        to="coordination.audience",
                    ),
                ),
                (
                    "digest",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listeners",
                        to="coordination.delivery",
                        to_field="key",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("audience", "person"), name="listener_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("digest", None), ("person__isnull", False)),
                            models.Q(("digest__isnull", False), ("person", None)),
                            _connector="OR",
                        ),
                        name="listener_is_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EscalationCall",
            fields=[
                ("id", _key()),
                ("version", models.PositiveIntegerField()),
                ("due_on", models.DateField()),
                ("turn", models.PositiveIntegerField()),
                ("said_on", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "audience",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="coordination.audience",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="coordination.issue",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="coordination.escalationrule",
                    ),
                ),
            ],
            options={
                "ordering": ["-said_on", "-id"],
                "indexes": [
                    models.Index(fields=["rule", "said_on"], name="call_by_day"),
                    models.Index(fields=["audience", "id"], name="call_of_audience"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issue", "rule", "version", "due_on", "turn"),
                        name="escalation_said_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadMark",
            fields=[
                ("id", _key()),
                ("call", models.PositiveBigIntegerField(default=0)),
                ("notice", models.PositiveBigIntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.zone",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "zone"), name="read_mark_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="call",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="singles",
                to="coordination.escalationcall",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="zone",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.zone",
            ),
        ),
        migrations.RunPython(gather, migrations.RunPython.noop),
        migrations.DeleteModel(
            name="EscalationMessage",
        ),
        migrations.RemoveIndex(
            model_name="notice",
            name="notice_of_person",
        ),
        migrations.RemoveField(
            model_name="notice",
            name="read_at",
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("delivery", None)),
                fields=["person", "zone", "id"],
                name="notice_of_person",
            ),
        ),
    ]
