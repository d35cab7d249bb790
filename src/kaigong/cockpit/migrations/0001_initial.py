import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kaigong.first_tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("portfolio", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("title_en", models.CharField(blank=True, max_length=200)),
                        ("why", models.CharField(max_length=400)),
                        ("why_en", models.CharField(blank=True, max_length=400)),
                        ("subject", models.CharField(blank=True, max_length=60)),
                        ("asked_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("options", models.JSONField(default=list)),
                        ("papers", models.JSONField(blank=True, default=list)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "待定"),
                                    ("decided", "已定"),
                                    ("returned", "已退回"),
                                ],
                                default="waiting",
                                max_length=20,
                            ),
                        ),
                        ("answer", models.CharField(blank=True, max_length=60)),
                        ("reason", models.CharField(blank=True, max_length=400)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("is_sample", models.BooleanField(default=False)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "asked_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="portfolio.project",
                            ),
                        ),
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
                        "ordering": ["due_at", "id"],
                        "indexes": [
                            models.Index(
                                fields=["zone", "state", "due_at"], name="decision_waiting"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_at__isnull", True), ("state", "waiting")),
                                    models.Q(
                                        models.Q(("state", "waiting"), _negated=True),
                                        ("decided_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="decision_has_a_moment_when_made",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LastVisit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        ("seen_at", models.DateTimeField()),
                        (
                            "user",
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
                        "ordering": ["zone", "user"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("user", "zone"), name="last_visit_of_person_in_zone"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublishedFigure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("name_en", models.CharField(blank=True, max_length=200)),
                        ("subject", models.CharField(max_length=60)),
                        ("figure", models.CharField(blank=True, max_length=60)),
                        ("value", models.DecimalField(decimal_places=4, max_digits=22)),
                        ("unit", models.CharField(max_length=20)),
                        ("period", models.CharField(max_length=30)),
                        ("as_of", models.DateField(blank=True, null=True)),
                        ("scope", models.CharField(blank=True, max_length=200)),
                        ("scope_en", models.CharField(blank=True, max_length=200)),
                        ("source", models.CharField(max_length=300)),
                        ("published_on", models.DateField(blank=True, null=True)),
                        ("is_of_record", models.BooleanField(default=False)),
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
                        "ordering": ["subject", "period", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("zone", "subject", "period", "scope", "source"),
                                name="published_figure_once",
                            )
                        ],
                    },
                ),
            ]
        )
    ]
