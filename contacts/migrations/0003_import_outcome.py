from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0002_people_and_log")]

    operations = [
        migrations.AddField(
            model_name="contactimport",
            name="outcome",
            field=models.JSONField(default=dict),
        ),
    ]
