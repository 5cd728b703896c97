from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0014_answers_of_removals")]

    operations = [
        migrations.AddField(
            model_name="task",
            name="answer_by",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="they answer by"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="said_no_on",
            field=models.DateField(editable=False, null=True),
        ),
    ]
