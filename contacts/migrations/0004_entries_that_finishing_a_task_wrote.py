from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0003_import_outcome"),
    ]

    operations = [
        migrations.AddField(
            model_name="interaction",
            name="automatic",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
