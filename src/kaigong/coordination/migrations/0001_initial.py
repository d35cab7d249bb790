import datetime

import django.db.models.deletion
import simple_history.models
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
                    name="EscalationDesk",
                    fields=[
                        (
                            "zone",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="accounts.zone",
                            ),
                        ),
                        ("digest_at", models.TimeField(default=datetime.time(8, 30))),
                        ("decided_until", models.DateField(blank=True, null=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("said", models.PositiveIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="AgendaItem",
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
                        ("place", models.PositiveSmallIntegerField()),
                        ("source", models.CharField(blank=True, max_length=40)),
                        ("key", models.CharField(max_length=60)),
                        ("title", models.CharField(max_length=300)),
                        ("title_en", models.CharField(blank=True, max_length=300)),
                        ("why", models.CharField(blank=True, max_length=400)),
                        ("why_en", models.CharField(blank=True, max_length=400)),
                        ("ball", models.CharField(blank=True, max_length=200)),
                        ("ball_en", models.CharField(blank=True, max_length=200)),
                        ("begun_on", models.DateField(blank=True, null=True)),
                        ("path", models.CharField(blank=True, max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "待议"),
                                    ("decided", "已议定"),
                                    ("postponed", "下次再议"),
                                    ("noted", "已通报"),
                                    ("dropped", "已撤下"),
                                ],
                                default="waiting",
                                max_length=20,
                            ),
                        ),
                        ("is_moved", models.BooleanField(default=False)),
                        ("words", models.TextField(blank=True)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="portfolio.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["meeting", "place", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Audience",
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
                    },
                ),
                migrations.CreateModel(
                    name="BcfRun",
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
                        ("file", models.FileField(upload_to="bcf/%Y/%m")),
                        ("name", models.CharField(max_length=200)),
                        ("sha256", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                        ("applied_at", models.DateTimeField(blank=True, null=True)),
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
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
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Channel",
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
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("wecom", "企业微信群机器人"),
                                    ("dingtalk", "钉钉群机器人"),
                                    ("feishu", "飞书群机器人"),
                                    ("mail", "邮件"),
                                    ("hook", "其他系统（JSON）"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("sealed", models.TextField()),
                        ("hint", models.CharField(max_length=100)),
                        ("is_personal", models.BooleanField(default=False)),
                        (
                            "language",
                            models.CharField(
                                choices=[("zh-hans", "中文"), ("en", "English")],
                                default="zh-hans",
                                max_length=10,
                            ),
                        ),
                        ("tested_at", models.DateTimeField(blank=True, null=True)),
                        ("test_answer", models.CharField(blank=True, max_length=300)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                    },
                ),
                migrations.CreateModel(
                    name="ConditionKind",
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
                        ("unit", models.CharField(blank=True, max_length=20)),
                        ("unit_en", models.CharField(blank=True, max_length=20)),
                        ("answer_days", models.PositiveSmallIntegerField(default=3)),
                        ("warn_days", models.PositiveSmallIntegerField(default=30)),
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "usual_owner",
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
                    name="Condition",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("unasked", "未提请"),
                                    ("unneeded", "不需要"),
                                    ("asked", "待承诺"),
                                    ("promised", "已承诺"),
                                    ("provided", "已到位"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="unasked",
                                max_length=20,
                            ),
                        ),
                        ("asked_on", models.DateField(blank=True, null=True)),
                        ("answer_due_on", models.DateField(blank=True, null=True)),
                        ("promised_on", models.DateField(blank=True, null=True)),
                        ("first_promised_on", models.DateField(blank=True, null=True)),
                        ("provided_on", models.DateField(blank=True, null=True)),
                        (
                            "capacity_asked",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True
                            ),
                        ),
                        (
                            "capacity_given",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True
                            ),
                        ),
                        ("remark", models.CharField(blank=True, max_length=300)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("moved_at", models.DateTimeField()),
                        ("is_sample", models.BooleanField(default=False)),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
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
                        (
                            "kind",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="conditions",
                                to="coordination.conditionkind",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["project", "kind__place", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="ConditionPaste",
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
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "undone_by",
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
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="ConditionTurn",
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
                        ("move", models.CharField(max_length=20)),
                        (
                            "before",
                            models.CharField(
                                choices=[
                                    ("unasked", "未提请"),
                                    ("unneeded", "不需要"),
                                    ("asked", "待承诺"),
                                    ("promised", "已承诺"),
                                    ("provided", "已到位"),
                                    ("withdrawn", "已撤回"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "after",
                            models.CharField(
                                choices=[
                                    ("unasked", "未提请"),
                                    ("unneeded", "不需要"),
                                    ("asked", "待承诺"),
                                    ("promised", "已承诺"),
                                    ("provided", "已到位"),
                                    ("withdrawn", "已撤回"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("day", models.DateField(blank=True, null=True)),
                        (
                            "capacity",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True
                            ),
                        ),
                        ("words", models.TextField(blank=True)),
                        (
                            "acting_for",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
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
                            "condition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="turns",
                                to="coordination.condition",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["condition", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Contact",
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
                            "way",
                            models.CharField(
                                choices=[
                                    ("call", "电话"),
                                    ("visit", "走访"),
                                    ("message", "信息"),
                                    ("meeting", "见面会"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("on", models.DateField()),
                        ("whom", models.CharField(blank=True, max_length=100)),
                        ("words", models.TextField()),
                        ("next_step", models.CharField(blank=True, max_length=300)),
                        ("next_on", models.DateField(blank=True, null=True)),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        ("at", models.DateTimeField()),
                        ("is_sample", models.BooleanField(default=False)),
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
                                related_name="+",
                                to="portfolio.project",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-on", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="EscalationCall",
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
                    ],
                    options={
                        "ordering": ["-said_on", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
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
                        ("next_at", models.DateTimeField()),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("claim", models.CharField(blank=True, max_length=32)),
                        ("claimed_at", models.DateTimeField(blank=True, null=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("error", models.CharField(blank=True, max_length=300)),
                        ("key", models.CharField(max_length=120, unique=True)),
                        ("is_digest", models.BooleanField()),
                        ("for_on", models.DateField()),
                        ("quiet_from", models.TimeField(blank=True, null=True)),
                        ("quiet_until", models.TimeField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "待发"),
                                    ("sending", "发送中"),
                                    ("sent", "已发"),
                                    ("moot", "不必再发"),
                                    ("failed", "发送失败"),
                                    ("unsure", "不知是否送达"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=200)),
                        ("body", models.TextField(blank=True)),
                        (
                            "channel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="coordination.channel",
                            ),
                        ),
                        (
                            "person",
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
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.zone",
                            ),
                        ),
                        (
                            "call",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="singles",
                                to="coordination.escalationcall",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["next_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="EscalationRule",
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
                        (
                            "watch",
                            models.CharField(
                                choices=[
                                    ("acceptance", "受理"),
                                    ("solution", "办结"),
                                    ("verification", "核实"),
                                    ("movement", "有无进展"),
                                    ("refused", "退回后重新交办"),
                                    ("dispatch", "交办"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("after", models.SmallIntegerField()),
                        ("every", models.PositiveSmallIntegerField(default=0)),
                        ("from_severity", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("categories", models.JSONField(blank=True, default=list)),
                        ("tells", models.JSONField(default=list)),
                        ("is_digest", models.BooleanField(default=True)),
                        (
                            "quiet_from",
                            models.TimeField(blank=True, default=datetime.time(20, 0), null=True),
                        ),
                        (
                            "quiet_until",
                            models.TimeField(blank=True, default=datetime.time(8, 0), null=True),
                        ),
                        ("is_on", models.BooleanField(default=False)),
                        ("in_force_from", models.DateField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "channel",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rules",
                                to="coordination.channel",
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
                    model_name="escalationcall",
                    name="rule",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="coordination.escalationrule",
                    ),
                ),
                migrations.CreateModel(
                    name="HandOver",
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
                        ("note", models.TextField(blank=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("offered", "待接手"),
                                    ("accepted", "已接手"),
                                    ("declined", "未接手"),
                                    ("undone", "已退回"),
                                ],
                                default="offered",
                                max_length=20,
                            ),
                        ),
                        ("offered_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("answer", models.CharField(blank=True, max_length=300)),
                        ("milestones", models.JSONField(blank=True, default=list)),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
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
                            "giver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "projects",
                            models.ManyToManyField(related_name="+", to="portfolio.project"),
                        ),
                        (
                            "taker",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "undone_by",
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
                        "ordering": ["-offered_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalChannel",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("name_en", models.CharField(blank=True, max_length=200)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("wecom", "企业微信群机器人"),
                                    ("dingtalk", "钉钉群机器人"),
                                    ("feishu", "飞书群机器人"),
                                    ("mail", "邮件"),
                                    ("hook", "其他系统（JSON）"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("hint", models.CharField(max_length=100)),
                        ("is_personal", models.BooleanField(default=False)),
                        (
                            "language",
                            models.CharField(
                                choices=[("zh-hans", "中文"), ("en", "English")],
                                default="zh-hans",
                                max_length=10,
                            ),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                        "verbose_name": "historical channel",
                        "verbose_name_plural": "historical channels",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCondition",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("unasked", "未提请"),
                                    ("unneeded", "不需要"),
                                    ("asked", "待承诺"),
                                    ("promised", "已承诺"),
                                    ("provided", "已到位"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="unasked",
                                max_length=20,
                            ),
                        ),
                        ("asked_on", models.DateField(blank=True, null=True)),
                        ("answer_due_on", models.DateField(blank=True, null=True)),
                        ("promised_on", models.DateField(blank=True, null=True)),
                        ("first_promised_on", models.DateField(blank=True, null=True)),
                        ("provided_on", models.DateField(blank=True, null=True)),
                        (
                            "capacity_asked",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True
                            ),
                        ),
                        (
                            "capacity_given",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=14, null=True
                            ),
                        ),
                        ("remark", models.CharField(blank=True, max_length=300)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("moved_at", models.DateTimeField()),
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
                            "kind",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.conditionkind",
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
                                to="accounts.organisation",
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
                        "verbose_name": "historical condition",
                        "verbose_name_plural": "historical conditions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalEscalationRule",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("name_en", models.CharField(blank=True, max_length=200)),
                        ("key", models.SlugField(max_length=40)),
                        (
                            "watch",
                            models.CharField(
                                choices=[
                                    ("acceptance", "受理"),
                                    ("solution", "办结"),
                                    ("verification", "核实"),
                                    ("movement", "有无进展"),
                                    ("refused", "退回后重新交办"),
                                    ("dispatch", "交办"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("after", models.SmallIntegerField()),
                        ("every", models.PositiveSmallIntegerField(default=0)),
                        ("from_severity", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("categories", models.JSONField(blank=True, default=list)),
                        ("tells", models.JSONField(default=list)),
                        ("is_digest", models.BooleanField(default=True)),
                        (
                            "quiet_from",
                            models.TimeField(blank=True, default=datetime.time(20, 0), null=True),
                        ),
                        (
                            "quiet_until",
                            models.TimeField(blank=True, default=datetime.time(8, 0), null=True),
                        ),
                        ("is_on", models.BooleanField(default=False)),
                        ("in_force_from", models.DateField(blank=True, null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                            "channel",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.channel",
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
                        "verbose_name": "historical escalation rule",
                        "verbose_name_plural": "historical escalation rules",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalIssueCategory",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("name_en", models.CharField(blank=True, max_length=200)),
                        ("key", models.SlugField(max_length=40)),
                        ("is_start_condition", models.BooleanField(default=False)),
                        ("acceptance_days", models.PositiveSmallIntegerField(default=1)),
                        ("grave_days", models.PositiveSmallIntegerField(default=5)),
                        ("serious_days", models.PositiveSmallIntegerField(default=10)),
                        ("ordinary_days", models.PositiveSmallIntegerField(default=20)),
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                        "verbose_name": "historical issue category",
                        "verbose_name_plural": "historical issue categorys",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalMeeting",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("start", "项目开工推进会"),
                                    ("dispatch", "调度会"),
                                    ("on_site", "现场办公会"),
                                    ("topic", "专题会"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("number", models.PositiveSmallIntegerField()),
                        ("subject", models.CharField(blank=True, max_length=200)),
                        ("planned_at", models.DateTimeField()),
                        ("place", models.CharField(max_length=200)),
                        ("distribution", models.CharField(blank=True, max_length=400)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "待召开"),
                                    ("in_session", "开会中"),
                                    ("ended", "已散会，纪要待确认"),
                                    ("confirmed", "纪要已确认"),
                                    ("called_off", "已取消"),
                                ],
                                default="planned",
                                max_length=20,
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        ("drawn_at", models.DateTimeField(blank=True, null=True)),
                        ("is_ordered_by_hand", models.BooleanField(default=False)),
                        ("began_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                            "chair",
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
                            "clerk",
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
                            "current",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.agendaitem",
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
                        "verbose_name": "historical meeting",
                        "verbose_name_plural": "historical meetings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Issue",
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
                        ("number", models.CharField(max_length=20)),
                        ("title", models.CharField(max_length=200)),
                        ("text", models.TextField(blank=True)),
                        (
                            "severity",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "严重"), (2, "较重"), (3, "一般")], default=3
                            ),
                        ),
                        ("location", models.CharField(blank=True, max_length=200)),
                        (
                            "longitude",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=9, null=True
                            ),
                        ),
                        (
                            "latitude",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=9, null=True
                            ),
                        ),
                        ("raised_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("raised", "已提出"),
                                    ("triaged", "待交办"),
                                    ("assigned", "待受理"),
                                    ("accepted", "已受理"),
                                    ("working", "办理中"),
                                    ("claimed", "待核实"),
                                    ("verified", "待销号"),
                                    ("closed", "已销号"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="raised",
                                max_length=20,
                            ),
                        ),
                        ("assigned_at", models.DateTimeField(blank=True, null=True)),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        ("claimed_at", models.DateTimeField(blank=True, null=True)),
                        ("verified_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("moved_at", models.DateTimeField()),
                        ("refused_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "acceptance_days",
                            models.PositiveSmallIntegerField(blank=True, null=True),
                        ),
                        ("solution_from", models.DateField(blank=True, null=True)),
                        ("solution_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("acceptance_due_on", models.DateField(blank=True, null=True)),
                        ("solution_due_on", models.DateField(blank=True, null=True)),
                        ("is_acceptance_provisional", models.BooleanField(default=False)),
                        ("is_due_provisional", models.BooleanField(default=False)),
                        ("refusals", models.PositiveSmallIntegerField(default=0)),
                        ("reopenings", models.PositiveSmallIntegerField(default=0)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("is_sample", models.BooleanField(default=False)),
                        (
                            "lead",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "milestone",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="portfolio.milestone",
                            ),
                        ),
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
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="portfolio.project",
                            ),
                        ),
                        (
                            "raised_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "raised_for",
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
                                related_name="+",
                                to="accounts.zone",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-raised_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalRating",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("score", models.PositiveSmallIntegerField()),
                        ("words", models.CharField(blank=True, max_length=500)),
                        ("at", models.DateTimeField()),
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
                            "lead",
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
                            "organisation",
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
                            "issue",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.issue",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical rating",
                        "verbose_name_plural": "historical ratings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalQuestion",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("text", models.TextField()),
                        ("due_on", models.DateField()),
                        ("asked_at", models.DateTimeField()),
                        ("answer", models.TextField(blank=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
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
                            "answered_by",
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
                            "asked_by",
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
                            "asked_for",
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
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
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
                            "issue",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.issue",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical question",
                        "verbose_name_plural": "historical questions",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalIssueHelp",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("task", models.CharField(max_length=300)),
                        ("due_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "待答复"),
                                    ("taken", "已接"),
                                    ("returned", "已退回"),
                                    ("done", "已完成"),
                                ],
                                default="asked",
                                max_length=20,
                            ),
                        ),
                        ("answer", models.CharField(blank=True, max_length=300)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
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
                            "answered_by",
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
                            "organisation",
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
                            "issue",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.issue",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical issue help",
                        "verbose_name_plural": "historical issue helps",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.AddField(
                    model_name="escalationcall",
                    name="issue",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="coordination.issue",
                    ),
                ),
                migrations.CreateModel(
                    name="ConditionIssue",
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
                            "condition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="issue_links",
                                to="coordination.condition",
                            ),
                        ),
                        (
                            "issue",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="of_condition",
                                to="coordination.issue",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["condition", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="BcfTopic",
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
                        ("guid", models.CharField(max_length=100)),
                        ("folded", models.CharField(max_length=100)),
                        ("views", models.JSONField(blank=True, default=list)),
                        ("files", models.JSONField(blank=True, default=list)),
                        (
                            "run",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="topics",
                                to="coordination.bcfrun",
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
                            "issue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="topics",
                                to="coordination.issue",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["zone", "guid"],
                    },
                ),
                migrations.AddField(
                    model_name="agendaitem",
                    name="issue",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coordination.issue",
                    ),
                ),
                migrations.CreateModel(
                    name="IssueCategory",
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
                        ("is_start_condition", models.BooleanField(default=False)),
                        ("acceptance_days", models.PositiveSmallIntegerField(default=1)),
                        ("grave_days", models.PositiveSmallIntegerField(default=5)),
                        ("serious_days", models.PositiveSmallIntegerField(default=10)),
                        ("ordinary_days", models.PositiveSmallIntegerField(default=20)),
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                    model_name="issue",
                    name="category",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issues",
                        to="coordination.issuecategory",
                    ),
                ),
                migrations.CreateModel(
                    name="HistoricalIssue",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=20)),
                        ("title", models.CharField(max_length=200)),
                        ("text", models.TextField(blank=True)),
                        (
                            "severity",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "严重"), (2, "较重"), (3, "一般")], default=3
                            ),
                        ),
                        ("location", models.CharField(blank=True, max_length=200)),
                        (
                            "longitude",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=9, null=True
                            ),
                        ),
                        (
                            "latitude",
                            models.DecimalField(
                                blank=True, decimal_places=6, max_digits=9, null=True
                            ),
                        ),
                        ("raised_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("raised", "已提出"),
                                    ("triaged", "待交办"),
                                    ("assigned", "待受理"),
                                    ("accepted", "已受理"),
                                    ("working", "办理中"),
                                    ("claimed", "待核实"),
                                    ("verified", "待销号"),
                                    ("closed", "已销号"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="raised",
                                max_length=20,
                            ),
                        ),
                        ("assigned_at", models.DateTimeField(blank=True, null=True)),
                        ("accepted_at", models.DateTimeField(blank=True, null=True)),
                        ("claimed_at", models.DateTimeField(blank=True, null=True)),
                        ("verified_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("moved_at", models.DateTimeField()),
                        ("refused_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "acceptance_days",
                            models.PositiveSmallIntegerField(blank=True, null=True),
                        ),
                        ("solution_from", models.DateField(blank=True, null=True)),
                        ("solution_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("acceptance_due_on", models.DateField(blank=True, null=True)),
                        ("solution_due_on", models.DateField(blank=True, null=True)),
                        ("is_acceptance_provisional", models.BooleanField(default=False)),
                        ("is_due_provisional", models.BooleanField(default=False)),
                        ("refusals", models.PositiveSmallIntegerField(default=0)),
                        ("reopenings", models.PositiveSmallIntegerField(default=0)),
                        ("version", models.PositiveIntegerField(default=1)),
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
                            "lead",
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
                            "milestone",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="portfolio.milestone",
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
                        (
                            "raised_by",
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
                            "raised_for",
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
                            "category",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.issuecategory",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical issue",
                        "verbose_name_plural": "historical issues",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalConditionKind",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("name_en", models.CharField(blank=True, max_length=200)),
                        ("key", models.SlugField(max_length=40)),
                        ("unit", models.CharField(blank=True, max_length=20)),
                        ("unit_en", models.CharField(blank=True, max_length=20)),
                        ("answer_days", models.PositiveSmallIntegerField(default=3)),
                        ("warn_days", models.PositiveSmallIntegerField(default=30)),
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
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
                            "usual_owner",
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
                            "category",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.issuecategory",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical condition kind",
                        "verbose_name_plural": "historical condition kinds",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.AddField(
                    model_name="conditionkind",
                    name="category",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="condition_kinds",
                        to="coordination.issuecategory",
                    ),
                ),
                migrations.AddField(
                    model_name="bcfrun",
                    name="category",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coordination.issuecategory",
                    ),
                ),
                migrations.CreateModel(
                    name="IssueFollower",
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
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="followers",
                                to="coordination.issue",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["issue", "at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="IssueHelp",
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
                        ("task", models.CharField(max_length=300)),
                        ("due_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "待答复"),
                                    ("taken", "已接"),
                                    ("returned", "已退回"),
                                    ("done", "已完成"),
                                ],
                                default="asked",
                                max_length=20,
                            ),
                        ),
                        ("answer", models.CharField(blank=True, max_length=300)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="helps",
                                to="coordination.issue",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["issue", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="IssueImport",
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
                        ("file", models.FileField(upload_to="issue-lists/%Y/%m")),
                        ("name", models.CharField(max_length=200)),
                        ("list_name", models.CharField(max_length=100)),
                        ("sha256", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("tried", "已试算"),
                                    ("applied", "已导入"),
                                    ("undone", "已撤销"),
                                    ("refused", "读不了"),
                                ],
                                default="tried",
                                max_length=20,
                            ),
                        ),
                        ("answers", models.JSONField(blank=True, default=dict)),
                        ("report", models.JSONField(blank=True, default=dict)),
                        ("token", models.CharField(blank=True, max_length=64)),
                        ("applied_at", models.DateTimeField(blank=True, null=True)),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
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
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="ImportedIssue",
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
                        ("list_key", models.CharField(max_length=100)),
                        ("key", models.CharField(max_length=80)),
                        (
                            "zone",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.zone",
                            ),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="imported_as",
                                to="coordination.issue",
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rows",
                                to="coordination.issueimport",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="IssueLayout",
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
                            "paper",
                            models.CharField(
                                choices=[("sheet", "问题情况单"), ("table", "问题清单")],
                                max_length=10,
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("file", models.FileField(upload_to="layouts/%Y/%m")),
                        ("sha256", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
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
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="IssueTurn",
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
                        ("move", models.CharField(max_length=20)),
                        (
                            "before",
                            models.CharField(
                                choices=[
                                    ("raised", "已提出"),
                                    ("triaged", "待交办"),
                                    ("assigned", "待受理"),
                                    ("accepted", "已受理"),
                                    ("working", "办理中"),
                                    ("claimed", "待核实"),
                                    ("verified", "待销号"),
                                    ("closed", "已销号"),
                                    ("withdrawn", "已撤回"),
                                ],
                                max_length=20,
                            ),
                        ),
                        (
                            "after",
                            models.CharField(
                                choices=[
                                    ("raised", "已提出"),
                                    ("triaged", "待交办"),
                                    ("assigned", "待受理"),
                                    ("accepted", "已受理"),
                                    ("working", "办理中"),
                                    ("claimed", "待核实"),
                                    ("verified", "待销号"),
                                    ("closed", "已销号"),
                                    ("withdrawn", "已撤回"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("words", models.TextField(blank=True)),
                        ("is_internal", models.BooleanField(default=False)),
                        (
                            "acting_for",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
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
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="turns",
                                to="coordination.issue",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["issue", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Listener",
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
                    },
                ),
                migrations.CreateModel(
                    name="Mandate",
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
                        ("scope", models.CharField(max_length=300)),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField()),
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
                            "firm",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
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
                    ],
                    options={
                        "ordering": ["project", "-valid_until", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Meeting",
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
                                    ("start", "项目开工推进会"),
                                    ("dispatch", "调度会"),
                                    ("on_site", "现场办公会"),
                                    ("topic", "专题会"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("number", models.PositiveSmallIntegerField()),
                        ("subject", models.CharField(blank=True, max_length=200)),
                        ("planned_at", models.DateTimeField()),
                        ("place", models.CharField(max_length=200)),
                        ("distribution", models.CharField(blank=True, max_length=400)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "待召开"),
                                    ("in_session", "开会中"),
                                    ("ended", "已散会，纪要待确认"),
                                    ("confirmed", "纪要已确认"),
                                    ("called_off", "已取消"),
                                ],
                                default="planned",
                                max_length=20,
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        ("drawn_at", models.DateTimeField(blank=True, null=True)),
                        ("is_ordered_by_hand", models.BooleanField(default=False)),
                        ("began_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("is_sample", models.BooleanField(default=False)),
                        (
                            "chair",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "clerk",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "current",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="coordination.agendaitem",
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
                        "ordering": ["-planned_at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalAttendance",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=100)),
                        (
                            "presence",
                            models.CharField(
                                choices=[
                                    ("invited", "已通知"),
                                    ("came", "到会"),
                                    ("excused", "请假"),
                                    ("absent", "缺席"),
                                ],
                                default="invited",
                                max_length=20,
                            ),
                        ),
                        ("is_guest", models.BooleanField(default=False)),
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
                            "organisation",
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
                            "person",
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
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.meeting",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical attendance",
                        "verbose_name_plural": "historical attendances",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Attendance",
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
                        ("name", models.CharField(blank=True, max_length=100)),
                        (
                            "presence",
                            models.CharField(
                                choices=[
                                    ("invited", "已通知"),
                                    ("came", "到会"),
                                    ("excused", "请假"),
                                    ("absent", "缺席"),
                                ],
                                default="invited",
                                max_length=20,
                            ),
                        ),
                        ("is_guest", models.BooleanField(default=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attendances",
                                to="coordination.meeting",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["meeting", "is_guest", "id"],
                    },
                ),
                migrations.AddField(
                    model_name="agendaitem",
                    name="meeting",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="coordination.meeting",
                    ),
                ),
                migrations.CreateModel(
                    name="MeetingTask",
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
                        ("number", models.PositiveSmallIntegerField()),
                        ("words", models.CharField(max_length=500)),
                        ("due_on", models.DateField()),
                        ("act", models.CharField(blank=True, max_length=20)),
                        ("is_internal", models.BooleanField(default=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "办理中"),
                                    ("claimed", "报完成，待确认"),
                                    ("done", "已完成"),
                                    ("replaced", "已另行议定"),
                                    ("withdrawn", "已撤销"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("decided_at", models.DateTimeField()),
                        ("claim", models.CharField(blank=True, max_length=500)),
                        ("claimed_at", models.DateTimeField(blank=True, null=True)),
                        ("answer", models.CharField(blank=True, max_length=500)),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                        ("late_for", models.DateField(blank=True, null=True)),
                        ("is_sample", models.BooleanField(default=False)),
                        (
                            "claimed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "confirmed_by",
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
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="coordination.issue",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="coordination.agendaitem",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="coordination.meeting",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "person",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="portfolio.project",
                            ),
                        ),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaces",
                                to="coordination.meetingtask",
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
                        "ordering": ["meeting", "number"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalMeetingTask",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("words", models.CharField(max_length=500)),
                        ("due_on", models.DateField()),
                        ("act", models.CharField(blank=True, max_length=20)),
                        ("is_internal", models.BooleanField(default=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "办理中"),
                                    ("claimed", "报完成，待确认"),
                                    ("done", "已完成"),
                                    ("replaced", "已另行议定"),
                                    ("withdrawn", "已撤销"),
                                ],
                                default="open",
                                max_length=20,
                            ),
                        ),
                        ("decided_at", models.DateTimeField()),
                        ("claim", models.CharField(blank=True, max_length=500)),
                        ("claimed_at", models.DateTimeField(blank=True, null=True)),
                        ("answer", models.CharField(blank=True, max_length=500)),
                        ("confirmed_at", models.DateTimeField(blank=True, null=True)),
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
                            "claimed_by",
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
                            "confirmed_by",
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
                            "decided_by",
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
                            "item",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.agendaitem",
                            ),
                        ),
                        (
                            "organisation",
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
                            "person",
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
                            "issue",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.issue",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.meeting",
                            ),
                        ),
                        (
                            "replaced_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.meetingtask",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical meeting task",
                        "verbose_name_plural": "historical meeting tasks",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalAgendaItem",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("place", models.PositiveSmallIntegerField()),
                        ("source", models.CharField(blank=True, max_length=40)),
                        ("key", models.CharField(max_length=60)),
                        ("title", models.CharField(max_length=300)),
                        ("title_en", models.CharField(blank=True, max_length=300)),
                        ("why", models.CharField(blank=True, max_length=400)),
                        ("why_en", models.CharField(blank=True, max_length=400)),
                        ("ball", models.CharField(blank=True, max_length=200)),
                        ("ball_en", models.CharField(blank=True, max_length=200)),
                        ("begun_on", models.DateField(blank=True, null=True)),
                        ("path", models.CharField(blank=True, max_length=300)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "待议"),
                                    ("decided", "已议定"),
                                    ("postponed", "下次再议"),
                                    ("noted", "已通报"),
                                    ("dropped", "已撤下"),
                                ],
                                default="waiting",
                                max_length=20,
                            ),
                        ),
                        ("is_moved", models.BooleanField(default=False)),
                        ("words", models.TextField(blank=True)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
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
                        (
                            "issue",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.issue",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.meeting",
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.meetingtask",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical agenda item",
                        "verbose_name_plural": "historical agenda items",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.AddField(
                    model_name="agendaitem",
                    name="task",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agenda_items",
                        to="coordination.meetingtask",
                    ),
                ),
                migrations.CreateModel(
                    name="Minutes",
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
                        ("version", models.PositiveSmallIntegerField()),
                        ("file", models.FileField(upload_to="minutes/%Y/%m")),
                        ("sha256", models.CharField(max_length=64)),
                        ("reason", models.CharField(blank=True, max_length=400)),
                        ("confirmed_at", models.DateTimeField()),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="minutes",
                                to="coordination.meeting",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["meeting", "version"],
                    },
                ),
                migrations.CreateModel(
                    name="MinutesTemplate",
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
                        ("file", models.FileField(upload_to="layouts/%Y/%m")),
                        ("sha256", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
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
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
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
                                    ("called", "通知参会"),
                                    ("meeting_moved", "会议改期"),
                                    ("called_off", "会议取消"),
                                    ("joined", "同一问题又有反映"),
                                    ("over", "关注的问题已了结"),
                                    ("brought", "导入了问题台账"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("key", models.CharField(max_length=60)),
                        ("recipient", models.CharField(max_length=60)),
                        ("words", models.CharField(blank=True, max_length=300)),
                        ("said_on", models.DateField()),
                        ("at", models.DateTimeField()),
                        (
                            "brought",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="coordination.issueimport",
                            ),
                        ),
                        (
                            "delivery",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="coordination.delivery",
                                to_field="key",
                            ),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="coordination.issue",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="coordination.meeting",
                            ),
                        ),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.zone",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-said_on", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="OfficerTerm",
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
                            "part",
                            models.CharField(
                                choices=[("officer", "服务专员"), ("substitute", "替班")],
                                default="officer",
                                max_length=20,
                            ),
                        ),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=300)),
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                    ],
                    options={
                        "ordering": ["project", "from_on", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Paper",
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
                        ("file", models.FileField(upload_to="papers/%Y/%m")),
                        ("name", models.CharField(max_length=200)),
                        ("media_type", models.CharField(max_length=100)),
                        ("sha256", models.CharField(max_length=64)),
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
                            "organisation",
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
                    name="PastedCell",
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
                        ("before", models.JSONField(default=dict)),
                        ("version", models.PositiveIntegerField()),
                        (
                            "condition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="coordination.condition",
                            ),
                        ),
                        (
                            "paste",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="cells",
                                to="coordination.conditionpaste",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["paste", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
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
                        ("text", models.TextField()),
                        ("due_on", models.DateField()),
                        ("asked_at", models.DateTimeField()),
                        ("answer", models.TextField(blank=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "asked_for",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="coordination.issue",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
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
                        "ordering": ["due_on", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Rating",
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
                        ("score", models.PositiveSmallIntegerField()),
                        ("words", models.CharField(blank=True, max_length=500)),
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
                            "issue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ratings",
                                to="coordination.issue",
                            ),
                        ),
                        (
                            "lead",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.organisation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="ReadMark",
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
                    },
                ),
                migrations.CreateModel(
                    name="SiteVisit",
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
                        ("visited_on", models.DateField()),
                        ("company", models.CharField(blank=True, max_length=300)),
                        ("seen", models.TextField()),
                        ("client_key", models.CharField(max_length=64)),
                        ("recorded_at", models.DateTimeField()),
                        ("is_sample", models.BooleanField(default=False)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                        "ordering": ["-visited_on", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="PaperUse",
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
                        ("is_internal", models.BooleanField(default=False)),
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
                            "condition",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="papers",
                                to="coordination.condition",
                            ),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="papers",
                                to="coordination.issue",
                            ),
                        ),
                        (
                            "mandate",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="papers",
                                to="coordination.mandate",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="uses",
                                to="coordination.paper",
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="papers",
                                to="coordination.meetingtask",
                            ),
                        ),
                        (
                            "turn",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="papers",
                                to="coordination.issueturn",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="papers",
                                to="coordination.question",
                            ),
                        ),
                        (
                            "visit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="papers",
                                to="coordination.sitevisit",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalVisitFinding",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("words", models.CharField(max_length=300)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("solved", "当场解决"),
                                    ("meeting", "提交下次会议"),
                                    ("issue", "列入问题台账"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("solution", models.CharField(blank=True, max_length=500)),
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
                            "issue",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.issue",
                            ),
                        ),
                        (
                            "visit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="coordination.sitevisit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical visit finding",
                        "verbose_name_plural": "historical visit findings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="VisitFinding",
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
                        ("words", models.CharField(max_length=300)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("solved", "当场解决"),
                                    ("meeting", "提交下次会议"),
                                    ("issue", "列入问题台账"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("solution", models.CharField(blank=True, max_length=500)),
                        (
                            "issue",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="coordination.issue",
                            ),
                        ),
                        (
                            "visit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="findings",
                                to="coordination.sitevisit",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["visit", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Webhook",
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
                        ("address", models.URLField(max_length=500)),
                        ("events", models.JSONField(default=list)),
                        ("salt", models.CharField(max_length=64)),
                        ("made_at", models.DateTimeField()),
                        ("paused_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "made_by",
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
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Letter",
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
                        ("next_at", models.DateTimeField()),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("claim", models.CharField(blank=True, max_length=32)),
                        ("claimed_at", models.DateTimeField(blank=True, null=True)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        ("error", models.CharField(blank=True, max_length=300)),
                        ("event", models.CharField(max_length=40)),
                        ("subject", models.CharField(max_length=60)),
                        ("body", models.TextField()),
                        ("made_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("waiting", "待送"), ("sent", "已送达")],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("status", models.PositiveSmallIntegerField(blank=True, null=True)),
                        (
                            "replay_of",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="replays",
                                to="coordination.letter",
                            ),
                        ),
                        (
                            "webhook",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="letters",
                                to="coordination.webhook",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["webhook", "id"],
                    },
                ),
                migrations.AddConstraint(
                    model_name="audience",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "key"), name="audience_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="channel",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "name"), name="channel_name_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="condition",
                    index=models.Index(
                        fields=["owner", "state", "promised_on"], name="condition_of_owner"
                    ),
                ),
                migrations.AddIndex(
                    model_name="condition",
                    index=models.Index(
                        fields=["state", "promised_on"], name="condition_by_promise"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="condition",
                    constraint=models.UniqueConstraint(
                        fields=("project", "kind"), name="condition_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="condition",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["unasked", "unneeded"]),
                            ("owner__isnull", False),
                            _connector="OR",
                        ),
                        name="condition_asked_has_an_owner",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="condition",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "promised"), _negated=True),
                            ("promised_on__isnull", False),
                            _connector="OR",
                        ),
                        name="condition_promised_has_a_day",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="condition",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "provided"), _negated=True),
                            ("provided_on__isnull", False),
                            _connector="OR",
                        ),
                        name="condition_provided_has_a_day",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="condition",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("capacity_asked__isnull", True),
                                ("capacity_asked__gte", 0),
                                _connector="OR",
                            ),
                            models.Q(
                                ("capacity_given__isnull", True),
                                ("capacity_given__gte", 0),
                                _connector="OR",
                            ),
                        ),
                        name="condition_capacity_not_negative",
                    ),
                ),
                migrations.AddIndex(
                    model_name="contact",
                    index=models.Index(fields=["project", "on"], name="contact_of_project"),
                ),
                migrations.AddConstraint(
                    model_name="contact",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_on__isnull", True), ("next_step", "")),
                            models.Q(
                                models.Q(("next_step", ""), _negated=True),
                                ("next_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="contact_next_step_has_a_day",
                    ),
                ),
                migrations.AddIndex(
                    model_name="delivery",
                    index=models.Index(fields=["state", "next_at"], name="delivery_due"),
                ),
                migrations.AddIndex(
                    model_name="delivery",
                    index=models.Index(fields=["zone", "state"], name="delivery_of_zone"),
                ),
                migrations.AddConstraint(
                    model_name="escalationrule",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "key"), name="escalation_rule_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="escalationrule",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("is_on", False), ("in_force_from__isnull", False), _connector="OR"
                        ),
                        name="escalation_rule_on_since",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="escalationrule",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from__isnull", True), ("quiet_until__isnull", True)),
                            models.Q(("quiet_from__isnull", False), ("quiet_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="escalation_quiet_is_whole",
                    ),
                ),
                migrations.AddIndex(
                    model_name="escalationcall",
                    index=models.Index(fields=["rule", "said_on"], name="call_by_day"),
                ),
                migrations.AddIndex(
                    model_name="escalationcall",
                    index=models.Index(fields=["audience", "id"], name="call_of_audience"),
                ),
                migrations.AddConstraint(
                    model_name="escalationcall",
                    constraint=models.UniqueConstraint(
                        fields=("issue", "rule", "version", "due_on", "turn"),
                        name="escalation_said_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bcftopic",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "folded"), name="bcf_topic_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="issuecategory",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "key"), name="issue_category_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="issuecategory",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "name"), name="issue_category_name_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="issue",
                    index=models.Index(
                        fields=["zone", "state", "solution_due_on", "severity", "raised_at", "id"],
                        name="issue_by_deadline",
                    ),
                ),
                migrations.AddIndex(
                    model_name="issue",
                    index=models.Index(
                        fields=["lead", "state", "solution_due_on"], name="issue_of_lead"
                    ),
                ),
                migrations.AddIndex(
                    model_name="issue",
                    index=models.Index(
                        condition=models.Q(("state", "claimed")),
                        fields=[
                            "zone",
                            "raised_by",
                            "solution_due_on",
                            "severity",
                            "raised_at",
                            "id",
                        ],
                        name="issue_to_verify",
                    ),
                ),
                migrations.AddIndex(
                    model_name="issue",
                    index=models.Index(
                        condition=models.Q(("state", "claimed")),
                        fields=[
                            "zone",
                            "raised_for",
                            "solution_due_on",
                            "severity",
                            "raised_at",
                            "id",
                        ],
                        name="issue_to_verify_for",
                    ),
                ),
                migrations.AddIndex(
                    model_name="issue",
                    index=models.Index(fields=["zone", "raised_at"], name="issue_of_zone"),
                ),
                migrations.AddConstraint(
                    model_name="issue",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "number"), name="issue_number_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="issue",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                            _connector="OR",
                        ),
                        name="issue_point_is_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="issue",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["raised", "triaged", "withdrawn"]),
                            ("lead__isnull", False),
                            _connector="OR",
                        ),
                        name="issue_at_work_has_a_lead",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="issue",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["raised", "triaged", "withdrawn"]),
                            ("solution_due_on__isnull", False),
                            _connector="OR",
                        ),
                        name="issue_at_work_has_a_deadline",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="conditionkind",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "key"), name="condition_kind_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="conditionkind",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "name"), name="condition_kind_name_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="issuefollower",
                    constraint=models.UniqueConstraint(
                        fields=("issue", "organisation"), name="issue_follower_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="issuehelp",
                    constraint=models.UniqueConstraint(
                        fields=("issue", "organisation"), name="issue_help_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="importedissue",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "list_key", "key"), name="imported_issue_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="listener",
                    constraint=models.UniqueConstraint(
                        fields=("audience", "person"), name="listener_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="listener",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("digest", None), ("person__isnull", False)),
                            models.Q(("digest__isnull", False), ("person", None)),
                            _connector="OR",
                        ),
                        name="listener_is_one",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="mandate",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                        name="mandate_is_valid_some_day",
                    ),
                ),
                migrations.AddIndex(
                    model_name="meeting",
                    index=models.Index(
                        fields=["zone", "kind", "-planned_at"], name="meeting_of_kind"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="meeting",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "kind", "year", "number"), name="meeting_number_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attendance",
                    constraint=models.UniqueConstraint(
                        fields=("meeting", "organisation"), name="body_called_once_to_a_meeting"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attendance",
                    constraint=models.UniqueConstraint(
                        fields=("meeting", "person"), name="person_called_once_to_a_meeting"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attendance",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("organisation__isnull", False),
                            ("person__isnull", False),
                            models.Q(("name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="attendance_of_somebody",
                    ),
                ),
                migrations.AddIndex(
                    model_name="meetingtask",
                    index=models.Index(fields=["zone", "state", "due_on"], name="task_by_deadline"),
                ),
                migrations.AddIndex(
                    model_name="meetingtask",
                    index=models.Index(
                        fields=["organisation", "state", "due_on"], name="task_of_body"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="meetingtask",
                    constraint=models.UniqueConstraint(
                        fields=("meeting", "number"), name="task_number_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="agendaitem",
                    constraint=models.UniqueConstraint(
                        fields=("meeting", "key"), name="agenda_subject_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="minutes",
                    constraint=models.UniqueConstraint(
                        fields=("meeting", "version"), name="minutes_version_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="notice",
                    index=models.Index(
                        condition=models.Q(("delivery", None)),
                        fields=["person", "zone", "id"],
                        name="notice_of_person",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="notice",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "key", "recipient"), name="notice_told_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="notice",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("brought__isnull", True),
                                ("issue__isnull", True),
                                ("meeting__isnull", False),
                            ),
                            models.Q(
                                ("brought__isnull", True),
                                ("issue__isnull", False),
                                ("meeting__isnull", True),
                            ),
                            models.Q(
                                ("brought__isnull", False),
                                ("issue__isnull", True),
                                ("meeting__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="notice_of_one_thing",
                    ),
                ),
                migrations.AddIndex(
                    model_name="officerterm",
                    index=models.Index(
                        fields=["person", "part", "until_on"], name="term_of_person"
                    ),
                ),
                migrations.AddIndex(
                    model_name="officerterm",
                    index=models.Index(
                        fields=["project", "part", "until_on"], name="term_of_project"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="officerterm",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True),
                            ("until_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="term_ends_after_it_begins",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="officerterm",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("part", "officer"), ("until_on__isnull", True)),
                        fields=("project",),
                        name="term_one_officer_at_a_time",
                    ),
                ),
                migrations.AddIndex(
                    model_name="paper",
                    index=models.Index(fields=["zone", "sha256"], name="paper_by_content"),
                ),
                migrations.AddIndex(
                    model_name="paper",
                    index=models.Index(fields=["organisation", "at"], name="paper_of_body"),
                ),
                migrations.AddConstraint(
                    model_name="pastedcell",
                    constraint=models.UniqueConstraint(
                        fields=("paste", "condition"), name="condition_pasted_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="question",
                    index=models.Index(
                        fields=["organisation", "answered_at", "due_on"], name="question_of_firm"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="question",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("issue__isnull", False), ("project__isnull", False), _connector="OR"
                        ),
                        name="question_about_something",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="question",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at__isnull", True),
                            ("withdrawn_at__isnull", True),
                            _connector="OR",
                        ),
                        name="question_answered_or_withdrawn",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="rating",
                    constraint=models.UniqueConstraint(
                        fields=("issue", "organisation"), name="rating_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="rating",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("score__gte", 1), ("score__lte", 5)),
                        name="rating_of_one_to_five",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="readmark",
                    constraint=models.UniqueConstraint(
                        fields=("person", "zone"), name="read_mark_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="sitevisit",
                    index=models.Index(
                        fields=["zone", "project", "-visited_on"], name="visit_of_project"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sitevisit",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "client_key"), name="visit_sent_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="paperuse",
                    constraint=models.UniqueConstraint(
                        fields=("paper", "issue"), name="paper_once_beside_an_issue"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="paperuse",
                    constraint=models.UniqueConstraint(
                        fields=("paper", "question"), name="paper_once_beside_a_question"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="paperuse",
                    constraint=models.UniqueConstraint(
                        fields=("paper", "condition"), name="paper_once_beside_a_condition"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="paperuse",
                    constraint=models.UniqueConstraint(
                        fields=("paper", "task"), name="paper_once_beside_a_task"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="paperuse",
                    constraint=models.UniqueConstraint(
                        fields=("paper", "visit"), name="paper_once_beside_a_visit"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="paperuse",
                    constraint=models.UniqueConstraint(
                        fields=("paper", "mandate"), name="paper_once_beside_a_mandate"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="paperuse",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("condition__isnull", True),
                                ("issue__isnull", False),
                                ("mandate__isnull", True),
                                ("question__isnull", True),
                                ("task__isnull", True),
                                ("visit__isnull", True),
                            ),
                            models.Q(
                                ("condition__isnull", True),
                                ("issue__isnull", True),
                                ("mandate__isnull", True),
                                ("question__isnull", False),
                                ("task__isnull", True),
                                ("visit__isnull", True),
                            ),
                            models.Q(
                                ("condition__isnull", False),
                                ("issue__isnull", True),
                                ("mandate__isnull", True),
                                ("question__isnull", True),
                                ("task__isnull", True),
                                ("visit__isnull", True),
                            ),
                            models.Q(
                                ("condition__isnull", True),
                                ("issue__isnull", True),
                                ("mandate__isnull", True),
                                ("question__isnull", True),
                                ("task__isnull", False),
                                ("visit__isnull", True),
                            ),
                            models.Q(
                                ("condition__isnull", True),
                                ("issue__isnull", True),
                                ("mandate__isnull", True),
                                ("question__isnull", True),
                                ("task__isnull", True),
                                ("visit__isnull", False),
                            ),
                            models.Q(
                                ("condition__isnull", True),
                                ("issue__isnull", True),
                                ("mandate__isnull", False),
                                ("question__isnull", True),
                                ("task__isnull", True),
                                ("visit__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="paper_use_of_one_thing",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="visitfinding",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("outcome", "solved"), ("issue__isnull", False), _connector="OR"
                        ),
                        name="finding_unsolved_is_an_issue",
                    ),
                ),
                migrations.AddIndex(
                    model_name="letter",
                    index=models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["webhook", "subject", "id"],
                        name="letter_waiting",
                    ),
                ),
                migrations.AddIndex(
                    model_name="letter",
                    index=models.Index(fields=["webhook", "-id"], name="letter_of_webhook"),
                ),
            ]
        )
    ]
