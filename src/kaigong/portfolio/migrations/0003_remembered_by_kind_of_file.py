from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("portfolio", "0002_room_beside_changed_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="rememberedheading",
            options={"ordering": ["zone", "of", "shape", "heading"]},
        ),
        migrations.RemoveConstraint(
            model_name="rememberedheading",
            name="remembered_heading_once",
        ),
        migrations.AddField(
            model_name="rememberedheading",
            name="of",
            field=models.CharField(default="ledger", max_length=20),
        ),
        migrations.AddConstraint(
            model_name="rememberedheading",
            constraint=models.UniqueConstraint(
                fields=("zone", "of", "shape", "heading"), name="remembered_heading_once"
            ),
        ),
    ]
