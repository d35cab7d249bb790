from django.db import migrations, models


def join(apps, _schema_editor):
    """Layouts of minutes stand beside those of issue papers."""
    layout = apps.get_model("coordination", "WordLayout")
    same = ("zone_id", "name", "file", "sha256", "by_id", "at", "withdrawn_at")
    rows = apps.get_model("coordination", "MinutesTemplate").objects.values(*same)
    layout.objects.bulk_create([layout(paper="minutes", **row) for row in rows])


class Migration(migrations.Migration):
    dependencies = [("coordination", "0001_initial")]

    operations = [
        migrations.RenameModel("IssueLayout", "WordLayout"),
        migrations.AlterField(
            "wordlayout",
            "paper",
            models.CharField(
                choices=[
                    ("minutes", "会议纪要"),
                    ("sheet", "问题情况单"),
                    ("table", "问题清单"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(join, migrations.RunPython.noop),
        migrations.DeleteModel("MinutesTemplate"),
        migrations.AddField("bcftopic", "comments", models.JSONField(blank=True, default=list)),
    ]
