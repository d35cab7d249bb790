import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("coordination", "0004_pasted_conditions"),
        ("portfolio", "0002_room_beside_changed_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_of_one_thing",
        ),
        migrations.RemoveIndex(
            model_name="issue",
            name="issue_by_deadline",
        ),
        migrations.RemoveIndex(
            model_name="issue",
            name="issue_to_verify",
        ),
        migrations.RemoveIndex(
            model_name="issue",
            name="issue_to_verify_for",
        ),
        migrations.RenameField(
            model_name="letter",
            old_name="tries",
            new_name="attempts",
        ),
        migrations.RenameField(
            model_name="letter",
            old_name="held_until",
            new_name="claimed_at",
        ),
        migrations.RenameField(
            model_name="letter",
            old_name="due_at",
            new_name="next_at",
        ),
        migrations.RenameField(
            model_name="letter",
            old_name="fault",
            new_name="error",
        ),
        migrations.AddField(
            model_name="letter",
            name="claim",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AlterField(
            model_name="letter",
            name="error",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="notice",
            name="brought",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="coordination.issueimport",
            ),
        ),
        migrations.AlterField(
            model_name="escalationmessage",
            name="rule",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="coordination.escalationrule",
            ),
        ),
        migrations.AlterField(
            model_name="escalationmessage",
            name="zone",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.zone",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
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
                condition=models.Q(("state", "claimed")),
                fields=["zone", "raised_by", "solution_due_on", "severity", "raised_at", "id"],
                name="issue_to_verify",
            ),
        ),
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(
                condition=models.Q(("state", "claimed")),
                fields=["zone", "raised_for", "solution_due_on", "severity", "raised_at", "id"],
                name="issue_to_verify_for",
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
    ]
