from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0008_answers_of_asks"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="level_raised_on",
            field=models.DateField(editable=False, null=True),
        ),
    ]
