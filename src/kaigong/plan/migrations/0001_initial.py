import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kaigong.first_tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("coordination", "0001_initial"),
        ("portfolio", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Activity",
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
                        ("key", models.CharField(max_length=40)),
                        ("place", models.PositiveIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("task", "工作"),
                                    ("start milestone", "开始节点"),
                                    ("finish milestone", "完成节点"),
                                    ("level of effort", "伴随工作"),
                                ],
                                default="task",
                                max_length=20,
                            ),
                        ),
                        (
                            "trade",
                            models.CharField(
                                choices=[
                                    ("land", "用地"),
                                    ("permit", "手续"),
                                    ("funding", "资金"),
                                    ("design", "设计"),
                                    ("works", "施工"),
                                    ("utilities", "配套"),
                                    ("commissioning", "验收投产"),
                                ],
                                default="works",
                                max_length=20,
                            ),
                        ),
                        ("duration", models.PositiveIntegerField(default=0)),
                        (
                            "duration_source",
                            models.CharField(
                                choices=[
                                    ("assumed", "假定"),
                                    ("planned", "编制"),
                                    ("file", "来自文件"),
                                ],
                                default="planned",
                                max_length=10,
                            ),
                        ),
                        (
                            "constraint",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "无"),
                                    ("SNET", "不早于开始"),
                                    ("SNLT", "不晚于开始"),
                                    ("FNET", "不早于完成"),
                                    ("FNLT", "不晚于完成"),
                                    ("SO", "必须开始于"),
                                    ("FO", "必须完成于"),
                                    ("MS", "强制开始于（P6）"),
                                    ("MF", "强制完成于（P6）"),
                                    ("ALAP", "越晚越好"),
                                ],
                                default="",
                                max_length=4,
                            ),
                        ),
                        ("constraint_at", models.BigIntegerField(blank=True, null=True)),
                        ("committed", models.BigIntegerField(blank=True, null=True)),
                        ("started", models.BigIntegerField(blank=True, null=True)),
                        ("finished", models.BigIntegerField(blank=True, null=True)),
                        ("remaining", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "quantity",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True
                            ),
                        ),
                        (
                            "quantity_done",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True
                            ),
                        ),
                        ("unit", models.CharField(blank=True, max_length=20)),
                        (
                            "amount",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=20, null=True
                            ),
                        ),
                        ("beyond", models.JSONField(blank=True, default=dict)),
                        ("early_start", models.BigIntegerField(blank=True, null=True)),
                        ("early_finish", models.BigIntegerField(blank=True, null=True)),
                        ("late_start", models.BigIntegerField(blank=True, null=True)),
                        ("late_finish", models.BigIntegerField(blank=True, null=True)),
                        ("total_float", models.IntegerField(blank=True, null=True)),
                        ("is_critical", models.BooleanField(default=False)),
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
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="children",
                                to="plan.activity",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["sub_plan", "place", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Front",
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
                        ("key", models.SlugField(max_length=40)),
                        ("place", models.PositiveSmallIntegerField(default=0)),
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
                            "zone",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.zone",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="FrontProject",
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
                            "front",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="members",
                                to="plan.front",
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="in_front",
                                to="portfolio.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["front", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="IssueTie",
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
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="issue_ties",
                                to="plan.activity",
                            ),
                        ),
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
                            "issue",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="coordination.issue",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Link",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("FS", "完成—开始"),
                                    ("SS", "开始—开始"),
                                    ("FF", "完成—完成"),
                                    ("SF", "开始—完成"),
                                ],
                                default="FS",
                                max_length=2,
                            ),
                        ),
                        ("lag", models.IntegerField(default=0)),
                        (
                            "after",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links_in",
                                to="plan.activity",
                            ),
                        ),
                        (
                            "before",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links_out",
                                to="plan.activity",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="PlanEdit",
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
                        ("number", models.PositiveIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "verb",
                            models.CharField(
                                choices=[
                                    ("draw", "按模板编制"),
                                    ("add", "新增工作"),
                                    ("change", "修改"),
                                    ("remove", "删除工作"),
                                    ("progress", "填进度"),
                                    ("move", "调整次序"),
                                    ("paste", "粘贴"),
                                    ("bring", "导入文件"),
                                    ("hasten", "赶工"),
                                    ("undo", "撤销"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "不注明"),
                                    ("owner", "建设单位"),
                                    ("design", "设计变更"),
                                    ("permit", "审批手续"),
                                    ("land", "征拆用地"),
                                    ("funds", "资金"),
                                    ("utilities", "水电路等配套"),
                                    ("contractor", "施工组织"),
                                    ("weather", "天气"),
                                    ("outside", "不可抗力"),
                                ],
                                default="",
                                max_length=12,
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=300)),
                        ("changes", models.JSONField()),
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
                            "undoes",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="undone_by",
                                to="plan.planedit",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["sub_plan", "-number"],
                    },
                ),
                migrations.CreateModel(
                    name="PlanFile",
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
                        ("file", models.FileField(upload_to="plan-files/%Y/%m")),
                        ("name", models.CharField(max_length=200)),
                        ("format", models.CharField(max_length=10)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size_bytes", models.PositiveBigIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("tried", "已试算"),
                                    ("brought", "已导入"),
                                    ("discarded", "未采用"),
                                ],
                                default="tried",
                                max_length=10,
                            ),
                        ),
                        (
                            "way",
                            models.CharField(
                                choices=[("replace", "以文件为准"), ("update", "按新版更新")],
                                default="replace",
                                max_length=10,
                            ),
                        ),
                        ("chosen", models.CharField(blank=True, max_length=60)),
                        ("seen_version", models.PositiveIntegerField(default=0)),
                        ("report", models.JSONField(blank=True, default=dict)),
                        ("calendars", models.JSONField(blank=True, default=dict)),
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
                            "edit",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="file",
                                to="plan.planedit",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plan_files",
                                to="portfolio.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Road",
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
                        ("length", models.PositiveIntegerField()),
                        ("handed_over_on", models.DateField(blank=True, null=True)),
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
                        "ordering": ["name", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="SubPlan",
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
                            "rules",
                            models.CharField(
                                choices=[("plain", "本系统"), ("p6", "P6"), ("msp", "MS Project")],
                                default="plain",
                                max_length=10,
                            ),
                        ),
                        ("options", models.JSONField(blank=True, default=dict)),
                        ("start", models.BigIntegerField()),
                        ("data_date", models.BigIntegerField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("reckoned_for", models.BigIntegerField(blank=True, null=True)),
                        ("reckoned_at", models.DateTimeField(blank=True, null=True)),
                        ("fault", models.CharField(blank=True, max_length=300)),
                        ("fault_en", models.CharField(blank=True, max_length=300)),
                        ("template", models.SlugField(blank=True, max_length=40)),
                        ("is_sample", models.BooleanField(default=False)),
                        (
                            "moved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="plan.planedit",
                            ),
                        ),
                        (
                            "project",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sub_plan",
                                to="portfolio.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="RoadWork",
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
                        ("key", models.CharField(max_length=40)),
                        ("start", models.PositiveIntegerField()),
                        ("end", models.PositiveIntegerField()),
                        (
                            "layer",
                            models.CharField(
                                choices=[
                                    ("street", "人行道、绿化、路灯"),
                                    ("road", "道路新建、改扩建"),
                                    ("overhaul", "道路大修"),
                                    ("telecom", "通信"),
                                    ("power", "电力"),
                                    ("gas", "燃气"),
                                    ("heat", "热力"),
                                    ("water", "给水"),
                                    ("reclaimed", "再生水"),
                                    ("storm", "雨水"),
                                    ("sewer", "污水"),
                                    ("gallery", "综合管廊"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "road",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="works",
                                to="plan.road",
                            ),
                        ),
                        (
                            "sub_plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="road_works",
                                to="plan.subplan",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["road", "start", "id"],
                    },
                ),
                migrations.AddField(
                    model_name="planedit",
                    name="sub_plan",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="edits",
                        to="plan.subplan",
                    ),
                ),
                migrations.CreateModel(
                    name="Baseline",
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
                        ("number", models.PositiveIntegerField()),
                        ("version", models.PositiveIntegerField()),
                        ("reason", models.CharField(max_length=300)),
                        ("at", models.DateTimeField()),
                        (
                            "approved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "sub_plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="baselines",
                                to="plan.subplan",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["sub_plan", "-number"],
                    },
                ),
                migrations.AddField(
                    model_name="activity",
                    name="sub_plan",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activities",
                        to="plan.subplan",
                    ),
                ),
                migrations.CreateModel(
                    name="WorkCalendar",
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
                        ("key", models.SlugField(max_length=40)),
                        ("week", models.CharField(max_length=400)),
                        ("follows_notices", models.BooleanField(default=True)),
                        ("changes", models.TextField(blank=True)),
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        (
                            "sub_plan",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="own_calendars",
                                to="plan.subplan",
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
                        "ordering": ["place", "id"],
                    },
                ),
                migrations.AddField(
                    model_name="subplan",
                    name="calendar",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sub_plans",
                        to="plan.workcalendar",
                    ),
                ),
                migrations.AddField(
                    model_name="activity",
                    name="calendar",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="plan.workcalendar",
                    ),
                ),
                migrations.CreateModel(
                    name="YearForecast",
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
                        ("on", models.DateField()),
                        ("year", models.PositiveSmallIntegerField()),
                        ("month", models.PositiveSmallIntegerField()),
                        ("made_at", models.DateTimeField()),
                        ("runs", models.PositiveIntegerField()),
                        ("seed", models.BigIntegerField()),
                        ("amount_target", models.DecimalField(decimal_places=2, max_digits=20)),
                        ("starts_target", models.PositiveIntegerField()),
                        ("completions_target", models.PositiveIntegerField()),
                        ("amount_chance", models.FloatField()),
                        ("starts_chance", models.FloatField()),
                        ("completions_chance", models.FloatField()),
                        ("all_chance", models.FloatField()),
                        ("done_amount", models.DecimalField(decimal_places=2, max_digits=20)),
                        ("spreads", models.JSONField()),
                        ("months", models.JSONField()),
                        ("learned", models.JSONField()),
                        ("totals", models.BinaryField()),
                        ("is_sample", models.BooleanField(default=False)),
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
                        "ordering": ["zone", "-on"],
                    },
                ),
                migrations.CreateModel(
                    name="ForecastProject",
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
                            "basis",
                            models.CharField(
                                choices=[("network", "施工计划"), ("pace", "月计划与进度")],
                                max_length=10,
                            ),
                        ),
                        ("planned_amount", models.DecimalField(decimal_places=2, max_digits=20)),
                        ("done_amount", models.DecimalField(decimal_places=2, max_digits=20)),
                        ("p10", models.DecimalField(decimal_places=2, max_digits=20)),
                        ("p50", models.DecimalField(decimal_places=2, max_digits=20)),
                        ("p90", models.DecimalField(decimal_places=2, max_digits=20)),
                        ("variance_share", models.FloatField()),
                        ("missed_amount", models.DecimalField(decimal_places=2, max_digits=20)),
                        ("start_chance", models.FloatField(null=True)),
                        ("completion_chance", models.FloatField(null=True)),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="portfolio.project",
                            ),
                        ),
                        (
                            "forecast",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="projects",
                                to="plan.yearforecast",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["forecast", "-variance_share", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="ForecastAction",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("issue", "按期解决问题"),
                                    ("remedy", "采取措施"),
                                    ("start", "按期开工"),
                                    ("pace", "跟上月计划"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("activity_key", models.CharField(blank=True, max_length=40)),
                        ("words", models.CharField(blank=True, max_length=300)),
                        ("words_en", models.CharField(blank=True, max_length=300)),
                        ("due_on", models.DateField(null=True)),
                        ("slip_days", models.FloatField(null=True)),
                        ("gain_amount", models.DecimalField(decimal_places=2, max_digits=20)),
                        ("gain_chance", models.FloatField()),
                        ("gain_all_chance", models.FloatField()),
                        (
                            "issue",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="coordination.issue",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="portfolio.project",
                            ),
                        ),
                        (
                            "forecast",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="actions",
                                to="plan.yearforecast",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["forecast", "-gain_chance", "-gain_amount", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="BaselineActivity",
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
                        ("key", models.CharField(max_length=40)),
                        ("start", models.BigIntegerField()),
                        ("finish", models.BigIntegerField()),
                        (
                            "baseline",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="activities",
                                to="plan.baseline",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["baseline", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("baseline", "key"), name="baseline_activity_once"
                            )
                        ],
                    },
                ),
                migrations.AddConstraint(
                    model_name="front",
                    constraint=models.UniqueConstraint(fields=("zone", "key"), name="front_once"),
                ),
                migrations.AddConstraint(
                    model_name="link",
                    constraint=models.UniqueConstraint(
                        fields=("before", "after", "kind"), name="link_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="link",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("before", models.F("after")), _negated=True),
                        name="link_not_to_itself",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="road",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "name"), name="road_name_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="road",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("length__gt", 0)), name="road_has_a_length"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="roadwork",
                    constraint=models.UniqueConstraint(
                        fields=("sub_plan", "key"), name="road_work_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="roadwork",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))),
                        name="road_work_has_a_length",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="planedit",
                    constraint=models.UniqueConstraint(
                        fields=("sub_plan", "number"), name="plan_edit_number_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="baseline",
                    constraint=models.UniqueConstraint(
                        fields=("sub_plan", "number"), name="baseline_number_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="workcalendar",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "key"), name="work_calendar_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="activity",
                    constraint=models.UniqueConstraint(
                        fields=("sub_plan", "key"), name="activity_key_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="activity",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("finished__isnull", True),
                            models.Q(
                                ("started__isnull", False), ("finished__gte", models.F("started"))
                            ),
                            _connector="OR",
                        ),
                        name="activity_finished_after_start",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="yearforecast",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "on"), name="year_forecast_once_a_day"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="forecastproject",
                    constraint=models.UniqueConstraint(
                        fields=("forecast", "project"), name="forecast_project_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="forecastaction",
                    index=models.Index(
                        fields=["issue", "forecast"], name="forecast_action_of_issue"
                    ),
                ),
            ]
        )
    ]
