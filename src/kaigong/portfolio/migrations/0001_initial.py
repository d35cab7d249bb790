import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from kaigong.first_tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Project",
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
                        ("code", models.CharField(max_length=60)),
                        ("name", models.CharField(max_length=300)),
                        ("name_en", models.CharField(blank=True, max_length=300)),
                        ("folded_name", models.CharField(db_index=True, max_length=300)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("new", "新建"),
                                    ("continuing", "续建"),
                                    ("resumed", "复工"),
                                    ("reserve", "储备"),
                                ],
                                default="new",
                                max_length=20,
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("lead", "线索"),
                                    ("negotiation", "洽谈"),
                                    ("signed", "签约"),
                                    ("land", "供地"),
                                    ("approval", "审批"),
                                    ("started", "开工"),
                                    ("construction", "在建"),
                                    ("completed", "竣工"),
                                    ("production", "投产"),
                                    ("suspended", "停工"),
                                    ("cancelled", "取消"),
                                ],
                                default="lead",
                                max_length=20,
                            ),
                        ),
                        (
                            "maturity",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("idea", "谋划"),
                                    ("study", "可研"),
                                    ("ready", "要素齐备"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("place", models.TextField(blank=True)),
                        (
                            "longitude",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=9, null=True
                            ),
                        ),
                        (
                            "latitude",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=8, null=True
                            ),
                        ),
                        (
                            "total_amount",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=20, null=True
                            ),
                        ),
                        (
                            "earlier_amount",
                            models.DecimalField(decimal_places=2, default=0, max_digits=20),
                        ),
                        (
                            "counted_before_amount",
                            models.DecimalField(decimal_places=2, default=0, max_digits=20),
                        ),
                        ("funding_source", models.TextField(blank=True)),
                        ("content", models.TextField(blank=True)),
                        ("planned_start_on", models.DateField(blank=True, null=True)),
                        ("started_on", models.DateField(blank=True, null=True)),
                        ("planned_completion_on", models.DateField(blank=True, null=True)),
                        ("completed_on", models.DateField(blank=True, null=True)),
                        ("is_sample", models.BooleanField(default=False)),
                        ("source", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=0)),
                        (
                            "counts_in",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="joint_parts",
                                to="portfolio.project",
                            ),
                        ),
                        (
                            "investor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "lead_department",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "leader",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "service_officer",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "task_force",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="projects",
                                to="accounts.zone",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="Sector",
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
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("is_without_successor", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["scheme", "place", "name"],
                    },
                ),
                migrations.CreateModel(
                    name="AnnualPlan",
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
                        ("year", models.PositiveSmallIntegerField()),
                        (
                            "planned_amount",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=20, null=True
                            ),
                        ),
                        (
                            "expected_amount",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=20, null=True
                            ),
                        ),
                        ("is_start_planned", models.BooleanField(default=False)),
                        ("is_completion_planned", models.BooleanField(default=False)),
                        ("is_outside_plan", models.BooleanField(default=False)),
                        ("batch", models.CharField(blank=True, max_length=100)),
                        ("is_sample", models.BooleanField(default=False)),
                        ("extras", models.JSONField(blank=True, default=dict)),
                        (
                            "zone",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.zone",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="plans",
                                to="portfolio.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project", "year"],
                    },
                ),
                migrations.CreateModel(
                    name="ChangeSet",
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
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("edit", "单格修改"),
                                    ("paste", "粘贴"),
                                    ("import", "导入"),
                                    ("api", "接口"),
                                    ("undo", "撤销"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("at", models.DateTimeField()),
                        ("cell_count", models.PositiveIntegerField(default=0)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "undone_by",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="undoes",
                                to="portfolio.changeset",
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
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="ChangedRow",
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
                        ("project_id", models.BigIntegerField(db_index=True)),
                        ("project_code", models.CharField(max_length=60)),
                        ("is_new", models.BooleanField(default=False)),
                        ("before", models.JSONField(default=dict)),
                        ("after", models.JSONField(default=dict)),
                        ("begun", models.JSONField(default=list)),
                        (
                            "change_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="portfolio.changeset",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["change_set", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="ExportJob",
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
                        ("at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "排队中"),
                                    ("writing", "正在写"),
                                    ("done", "已写好"),
                                    ("failed", "没有写成"),
                                    ("cancelled", "已取消"),
                                    ("expired", "已过期清理"),
                                ],
                                default="waiting",
                                max_length=20,
                            ),
                        ),
                        ("view", models.JSONField(default=dict)),
                        ("columns", models.JSONField(default=list)),
                        ("layout", models.CharField(blank=True, max_length=20)),
                        ("language", models.CharField(max_length=10)),
                        ("row_count", models.PositiveIntegerField(default=0)),
                        ("rows_done", models.PositiveIntegerField(default=0)),
                        ("file_name", models.CharField(blank=True, max_length=200)),
                        ("file", models.FileField(blank=True, upload_to="exports/%Y/%m")),
                        ("said", models.JSONField(default=dict)),
                        ("finished_at", models.DateTimeField(null=True)),
                        (
                            "by",
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
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalHolidayNotice",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=100)),
                        ("signed_on", models.DateField()),
                        ("year", models.PositiveSmallIntegerField()),
                        ("off", models.JSONField(default=list)),
                        ("working", models.JSONField(default=list)),
                        ("source", models.CharField(blank=True, max_length=300)),
                        ("kept_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.zone",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical holiday notice",
                        "verbose_name_plural": "historical holiday notices",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalLevelThreshold",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("name_en", models.CharField(blank=True, max_length=200)),
                        ("first_year", models.PositiveSmallIntegerField()),
                        ("from_amount", models.DecimalField(decimal_places=2, max_digits=20)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.zone",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical level threshold",
                        "verbose_name_plural": "historical level thresholds",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalMonthlyTarget",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "month",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(12),
                                ]
                            ),
                        ),
                        ("planned_amount", models.DecimalField(decimal_places=2, max_digits=20)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="portfolio.annualplan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical monthly target",
                        "verbose_name_plural": "historical monthly targets",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalSectorScheme",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("name_en", models.CharField(blank=True, max_length=200)),
                        ("first_year", models.PositiveSmallIntegerField()),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.zone",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical sector scheme",
                        "verbose_name_plural": "historical sector schemes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HolidayNotice",
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
                        ("number", models.CharField(max_length=100)),
                        ("signed_on", models.DateField()),
                        ("year", models.PositiveSmallIntegerField()),
                        ("off", models.JSONField(default=list)),
                        ("working", models.JSONField(default=list)),
                        ("source", models.CharField(blank=True, max_length=300)),
                        ("kept_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        "ordering": ["-year", "-signed_on", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRun",
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
                        ("at", models.DateTimeField()),
                        ("file_name", models.CharField(max_length=200)),
                        ("file", models.FileField(upload_to="imports/%Y/%m")),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("reading", "正在读取"),
                                    ("asking", "等你认列"),
                                    ("tried", "已试算"),
                                    ("refused", "打不开"),
                                    ("applied", "已写入"),
                                    ("dropped", "未写入"),
                                    ("cancelled", "已取消"),
                                    ("interrupted", "试算中断"),
                                ],
                                default="reading",
                                max_length=20,
                            ),
                        ),
                        ("sheet", models.CharField(blank=True, max_length=200)),
                        ("answers", models.JSONField(default=dict)),
                        ("choices", models.JSONField(default=dict)),
                        ("month", models.DateField(null=True)),
                        ("report", models.JSONField(default=dict)),
                        ("rows", models.JSONField(default=list)),
                        ("token", models.CharField(blank=True, max_length=64)),
                        ("attempt", models.PositiveIntegerField(default=0)),
                        ("asked_at", models.DateTimeField(null=True)),
                        ("beat_at", models.DateTimeField(null=True)),
                        (
                            "step",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("opening", "打开文件"),
                                    ("matching", "认表头和列"),
                                    ("reading", "逐列读数"),
                                    ("meeting", "认项目"),
                                    ("comparing", "逐格对照台账"),
                                    ("keeping", "记下结果"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("percent", models.PositiveSmallIntegerField(default=0)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "change_set",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="import_run",
                                to="portfolio.changeset",
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
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Layout",
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
                        ("name", models.CharField(max_length=100)),
                        ("file_name", models.CharField(max_length=200)),
                        ("file", models.FileField(upload_to="layouts/%Y/%m")),
                        ("sheet", models.CharField(blank=True, max_length=200)),
                        ("answers", models.JSONField(default=dict)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
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
                        "ordering": ["zone", "name"],
                    },
                ),
                migrations.CreateModel(
                    name="LevelThreshold",
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
                        ("first_year", models.PositiveSmallIntegerField()),
                        ("from_amount", models.DecimalField(decimal_places=2, max_digits=20)),
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
                        "ordering": ["zone", "first_year", "from_amount"],
                    },
                ),
                migrations.CreateModel(
                    name="MonthClose",
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
                        ("month", models.DateField()),
                        ("closed_at", models.DateTimeField()),
                        ("reported_count", models.PositiveIntegerField()),
                        ("missing_count", models.PositiveIntegerField()),
                        ("total_amount", models.DecimalField(decimal_places=2, max_digits=22)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        (
                            "closed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        "ordering": ["zone", "month"],
                    },
                ),
                migrations.CreateModel(
                    name="MonthlyReport",
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
                        ("month", models.DateField()),
                        (
                            "first_amount",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=20, null=True
                            ),
                        ),
                        (
                            "record_amount",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=20, null=True
                            ),
                        ),
                        ("physical_progress", models.TextField(blank=True)),
                        ("problems", models.TextField(blank=True)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("is_unchanged", models.BooleanField(default=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[("reported", "已报"), ("closed", "已签审")],
                                default="reported",
                                max_length=20,
                            ),
                        ),
                        ("reported_at", models.DateTimeField(blank=True, null=True)),
                        ("is_sample", models.BooleanField(default=False)),
                        (
                            "reported_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reports",
                                to="portfolio.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project", "month"],
                    },
                ),
                migrations.CreateModel(
                    name="MonthlyTarget",
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
                        (
                            "month",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(12),
                                ]
                            ),
                        ),
                        ("planned_amount", models.DecimalField(decimal_places=2, max_digits=20)),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="months",
                                to="portfolio.annualplan",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["plan", "month"],
                    },
                ),
                migrations.CreateModel(
                    name="PlanLock",
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
                        ("year", models.PositiveSmallIntegerField()),
                        ("number", models.PositiveSmallIntegerField()),
                        ("reason", models.CharField(max_length=300)),
                        ("locked_at", models.DateTimeField()),
                        (
                            "approver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "locked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        "ordering": ["zone", "year", "number"],
                    },
                ),
                migrations.CreateModel(
                    name="ProjectLamp",
                    fields=[
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="lamp",
                                serialize=False,
                                to="portfolio.project",
                            ),
                        ),
                        (
                            "colour",
                            models.CharField(
                                choices=[
                                    ("red", "滞后"),
                                    ("amber", "预警"),
                                    ("grey", "数据过期"),
                                    ("green", "正常"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("rank", models.PositiveSmallIntegerField()),
                        ("rule", models.CharField(blank=True, max_length=60)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("reason_en", models.CharField(blank=True, max_length=300)),
                        ("since", models.DateTimeField()),
                        ("others", models.JSONField(default=list)),
                    ],
                    options={
                        "ordering": ["rank", "project"],
                    },
                ),
                migrations.CreateModel(
                    name="Milestone",
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
                        ("due_on", models.DateField()),
                        ("done_on", models.DateField(blank=True, null=True)),
                        ("source", models.CharField(blank=True, max_length=300)),
                        ("is_sample", models.BooleanField(default=False)),
                        (
                            "owner",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="milestones",
                                to="portfolio.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project", "due_on", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="LockedPlan",
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
                        (
                            "planned_amount",
                            models.DecimalField(decimal_places=2, max_digits=20, null=True),
                        ),
                        ("is_start_planned", models.BooleanField()),
                        ("is_completion_planned", models.BooleanField()),
                        ("batch", models.CharField(blank=True, max_length=100)),
                        ("planned_start_on", models.DateField(null=True)),
                        ("planned_completion_on", models.DateField(null=True)),
                        ("month_amounts", models.JSONField(default=dict)),
                        (
                            "lock",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="portfolio.planlock",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="portfolio.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["lock", "project"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalWorkItem",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        ("name", models.CharField(max_length=100)),
                        ("unit", models.CharField(default="%", max_length=20)),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=3, default=100, max_digits=16),
                        ),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("is_sample", models.BooleanField(default=False)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="portfolio.project",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical work item",
                        "verbose_name_plural": "historical work items",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProjectLamp",
                    fields=[
                        (
                            "colour",
                            models.CharField(
                                choices=[
                                    ("red", "滞后"),
                                    ("amber", "预警"),
                                    ("grey", "数据过期"),
                                    ("green", "正常"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("rank", models.PositiveSmallIntegerField()),
                        ("rule", models.CharField(blank=True, max_length=60)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("reason_en", models.CharField(blank=True, max_length=300)),
                        ("since", models.DateTimeField()),
                        ("others", models.JSONField(default=list)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.zone",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="portfolio.project",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical project lamp",
                        "verbose_name_plural": "historical project lamps",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalMonthlyReport",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("month", models.DateField()),
                        (
                            "first_amount",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=20, null=True
                            ),
                        ),
                        (
                            "record_amount",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=20, null=True
                            ),
                        ),
                        ("physical_progress", models.TextField(blank=True)),
                        ("problems", models.TextField(blank=True)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        ("is_unchanged", models.BooleanField(default=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[("reported", "已报"), ("closed", "已签审")],
                                default="reported",
                                max_length=20,
                            ),
                        ),
                        ("reported_at", models.DateTimeField(blank=True, null=True)),
                        ("is_sample", models.BooleanField(default=False)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reported_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.zone",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="portfolio.project",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical monthly report",
                        "verbose_name_plural": "historical monthly reports",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalMilestone",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("name_en", models.CharField(blank=True, max_length=200)),
                        ("due_on", models.DateField()),
                        ("done_on", models.DateField(blank=True, null=True)),
                        ("source", models.CharField(blank=True, max_length=300)),
                        ("is_sample", models.BooleanField(default=False)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="portfolio.project",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical milestone",
                        "verbose_name_plural": "historical milestones",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAnnualPlan",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        (
                            "planned_amount",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=20, null=True
                            ),
                        ),
                        (
                            "expected_amount",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=20, null=True
                            ),
                        ),
                        ("is_start_planned", models.BooleanField(default=False)),
                        ("is_completion_planned", models.BooleanField(default=False)),
                        ("is_outside_plan", models.BooleanField(default=False)),
                        ("batch", models.CharField(blank=True, max_length=100)),
                        ("is_sample", models.BooleanField(default=False)),
                        ("extras", models.JSONField(blank=True, default=dict)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.zone",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="portfolio.project",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical annual plan",
                        "verbose_name_plural": "historical annual plans",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="ProjectAlias",
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
                        ("name", models.CharField(max_length=300)),
                        ("folded_name", models.CharField(db_index=True, max_length=300)),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="aliases",
                                to="portfolio.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project", "name"],
                    },
                ),
                migrations.CreateModel(
                    name="RememberedHeading",
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
                        ("of", models.CharField(default="ledger", max_length=20)),
                        ("shape", models.CharField(max_length=64)),
                        ("heading", models.CharField(max_length=300)),
                        ("field", models.CharField(blank=True, max_length=60)),
                        ("unit", models.CharField(blank=True, max_length=40)),
                        ("order", models.CharField(blank=True, max_length=3)),
                        ("neighbours", models.CharField(blank=True, max_length=64)),
                        ("file_name", models.CharField(blank=True, max_length=200)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
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
                        "ordering": ["zone", "of", "shape", "heading"],
                    },
                ),
                migrations.CreateModel(
                    name="ReportDraft",
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
                        ("month", models.DateField()),
                        ("typed", models.JSONField(default=dict)),
                        ("saved_at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="report_drafts",
                                to="portfolio.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project", "month", "by"],
                    },
                ),
                migrations.CreateModel(
                    name="Restatement",
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
                        (
                            "before_amount",
                            models.DecimalField(decimal_places=2, max_digits=20, null=True),
                        ),
                        ("after_amount", models.DecimalField(decimal_places=2, max_digits=20)),
                        ("reason", models.CharField(max_length=300)),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="restatements",
                                to="portfolio.monthlyreport",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["report", "at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="SavedView",
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
                        ("name", models.CharField(max_length=100)),
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        ("state", models.JSONField(default=dict)),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
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
                        "ordering": ["place", "id"],
                    },
                ),
                migrations.AddField(
                    model_name="project",
                    name="sector",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="portfolio.sector",
                    ),
                ),
                migrations.CreateModel(
                    name="HistoricalSectorMapping",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "after",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="portfolio.sector",
                            ),
                        ),
                        (
                            "before",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="portfolio.sector",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical sector mapping",
                        "verbose_name_plural": "historical sector mappings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalProject",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=60)),
                        ("name", models.CharField(max_length=300)),
                        ("name_en", models.CharField(blank=True, max_length=300)),
                        ("folded_name", models.CharField(max_length=300)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("new", "新建"),
                                    ("continuing", "续建"),
                                    ("resumed", "复工"),
                                    ("reserve", "储备"),
                                ],
                                default="new",
                                max_length=20,
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("lead", "线索"),
                                    ("negotiation", "洽谈"),
                                    ("signed", "签约"),
                                    ("land", "供地"),
                                    ("approval", "审批"),
                                    ("started", "开工"),
                                    ("construction", "在建"),
                                    ("completed", "竣工"),
                                    ("production", "投产"),
                                    ("suspended", "停工"),
                                    ("cancelled", "取消"),
                                ],
                                default="lead",
                                max_length=20,
                            ),
                        ),
                        (
                            "maturity",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("idea", "谋划"),
                                    ("study", "可研"),
                                    ("ready", "要素齐备"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("place", models.TextField(blank=True)),
                        (
                            "longitude",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=9, null=True
                            ),
                        ),
                        (
                            "latitude",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=8, null=True
                            ),
                        ),
                        (
                            "total_amount",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=20, null=True
                            ),
                        ),
                        (
                            "earlier_amount",
                            models.DecimalField(decimal_places=2, default=0, max_digits=20),
                        ),
                        (
                            "counted_before_amount",
                            models.DecimalField(decimal_places=2, default=0, max_digits=20),
                        ),
                        ("funding_source", models.TextField(blank=True)),
                        ("content", models.TextField(blank=True)),
                        ("planned_start_on", models.DateField(blank=True, null=True)),
                        ("started_on", models.DateField(blank=True, null=True)),
                        ("planned_completion_on", models.DateField(blank=True, null=True)),
                        ("completed_on", models.DateField(blank=True, null=True)),
                        ("is_sample", models.BooleanField(default=False)),
                        ("source", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "investor",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "lead_department",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "leader",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "service_officer",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "task_force",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="accounts.zone",
                            ),
                        ),
                        (
                            "counts_in",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="portfolio.project",
                            ),
                        ),
                        (
                            "sector",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="portfolio.sector",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical project",
                        "verbose_name_plural": "historical projects",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="SectorMapping",
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
                        (
                            "after",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="earlier",
                                to="portfolio.sector",
                            ),
                        ),
                        (
                            "before",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="later",
                                to="portfolio.sector",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SectorScheme",
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
                        ("first_year", models.PositiveSmallIntegerField()),
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
                        "ordering": ["zone", "first_year"],
                    },
                ),
                migrations.AddField(
                    model_name="sector",
                    name="scheme",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sectors",
                        to="portfolio.sectorscheme",
                    ),
                ),
                migrations.CreateModel(
                    name="HistoricalSector",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("name_en", models.CharField(blank=True, max_length=200)),
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("is_without_successor", models.BooleanField(default=False)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "scheme",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="portfolio.sectorscheme",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical sector",
                        "verbose_name_plural": "historical sectors",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="StageStep",
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
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("lead", "线索"),
                                    ("negotiation", "洽谈"),
                                    ("signed", "签约"),
                                    ("land", "供地"),
                                    ("approval", "审批"),
                                    ("started", "开工"),
                                    ("construction", "在建"),
                                    ("completed", "竣工"),
                                    ("production", "投产"),
                                    ("suspended", "停工"),
                                    ("cancelled", "取消"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("entered_on", models.DateField()),
                        ("recorded_at", models.DateTimeField()),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                        ("taken_back_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="portfolio.project",
                            ),
                        ),
                        (
                            "taken_back_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project", "entered_on", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Proof",
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
                        ("file", models.FileField(upload_to="proofs/%Y/%m")),
                        ("name", models.CharField(max_length=200)),
                        ("media_type", models.CharField(max_length=100)),
                        ("sha256", models.CharField(db_index=True, max_length=64)),
                        ("size_bytes", models.PositiveBigIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "milestone",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="proofs",
                                to="portfolio.milestone",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="proofs",
                                to="portfolio.project",
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="proofs",
                                to="portfolio.monthlyreport",
                            ),
                        ),
                        (
                            "step",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="proofs",
                                to="portfolio.stagestep",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project", "at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="WorkItem",
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
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        ("name", models.CharField(max_length=100)),
                        ("unit", models.CharField(default="%", max_length=20)),
                        (
                            "quantity",
                            models.DecimalField(decimal_places=3, default=100, max_digits=16),
                        ),
                        ("due_on", models.DateField(blank=True, null=True)),
                        ("is_sample", models.BooleanField(default=False)),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="work_items",
                                to="portfolio.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project", "place", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalWorkItemReading",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("done_quantity", models.DecimalField(decimal_places=3, max_digits=16)),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        ("history_change_reason", models.CharField(max_length=100, null=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")],
                                max_length=1,
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="portfolio.monthlyreport",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="portfolio.workitem",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical work item reading",
                        "verbose_name_plural": "historical work item readings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="WorkItemReading",
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
                        ("done_quantity", models.DecimalField(decimal_places=3, max_digits=16)),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="readings",
                                to="portfolio.workitem",
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="readings",
                                to="portfolio.monthlyreport",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["report", "item"],
                    },
                ),
                migrations.AddIndex(
                    model_name="changeset",
                    index=models.Index(fields=["zone", "-at"], name="change_set_of_zone"),
                ),
                migrations.AddConstraint(
                    model_name="holidaynotice",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("zone", "number"),
                        name="holiday_notice_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="layout",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "name"), name="layout_once_in_zone"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="levelthreshold",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "first_year", "from_amount"), name="level_threshold_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="monthclose",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "month"), name="month_close_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="monthlytarget",
                    constraint=models.UniqueConstraint(
                        fields=("plan", "month"), name="monthly_target_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="planlock",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "year", "number"), name="plan_lock_once"
                    ),
                ),
                migrations.AddField(
                    model_name="projectlamp",
                    name="zone",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.zone",
                    ),
                ),
                migrations.AddIndex(
                    model_name="monthlyreport",
                    index=models.Index(fields=["zone", "month"], name="monthly_report_of_zone"),
                ),
                migrations.AddConstraint(
                    model_name="monthlyreport",
                    constraint=models.UniqueConstraint(
                        fields=("project", "month"), name="monthly_report_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="milestone",
                    constraint=models.UniqueConstraint(
                        fields=("project", "name"), name="milestone_once_in_project"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="lockedplan",
                    constraint=models.UniqueConstraint(
                        fields=("lock", "project"), name="locked_plan_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="annualplan",
                    index=models.Index(fields=["zone", "year"], name="annual_plan_of_zone"),
                ),
                migrations.AddConstraint(
                    model_name="annualplan",
                    constraint=models.UniqueConstraint(
                        fields=("project", "year"), name="annual_plan_once_a_year"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="projectalias",
                    constraint=models.UniqueConstraint(
                        fields=("project", "folded_name"), name="alias_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="rememberedheading",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "of", "shape", "heading"), name="remembered_heading_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reportdraft",
                    constraint=models.UniqueConstraint(
                        fields=("project", "month", "by"), name="report_draft_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="savedview",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("user__isnull", True), ("organisation__isnull", True), _connector="OR"
                        ),
                        name="saved_view_has_one_owner",
                    ),
                ),
                migrations.AddIndex(
                    model_name="project",
                    index=models.Index(fields=["zone", "sector"], name="project_by_sector"),
                ),
                migrations.AddIndex(
                    model_name="project",
                    index=models.Index(fields=["zone", "stage"], name="project_by_stage"),
                ),
                migrations.AddIndex(
                    model_name="project",
                    index=models.Index(fields=["zone", "name"], name="project_by_name"),
                ),
                migrations.AddConstraint(
                    model_name="project",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "code"), name="project_code_once_in_zone"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="project",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("total_amount__isnull", True),
                            ("total_amount__gte", 0),
                            _connector="OR",
                        ),
                        name="project_total_not_negative",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="project",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                            _connector="OR",
                        ),
                        name="project_point_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sectormapping",
                    constraint=models.UniqueConstraint(
                        fields=("before", "after"), name="sector_mapping_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sectorscheme",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "first_year"), name="sector_scheme_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sector",
                    constraint=models.UniqueConstraint(
                        fields=("scheme", "name"), name="sector_once_in_scheme"
                    ),
                ),
                migrations.AddIndex(
                    model_name="stagestep",
                    index=models.Index(fields=["stage", "entered_on"], name="step_by_stage"),
                ),
                migrations.AddConstraint(
                    model_name="workitem",
                    constraint=models.UniqueConstraint(
                        fields=("project", "name"), name="work_item_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="workitemreading",
                    constraint=models.UniqueConstraint(
                        fields=("report", "item"), name="work_item_reading_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="projectlamp",
                    index=models.Index(fields=["zone", "colour"], name="lamp_by_colour"),
                ),
            ]
        )
    ]
