from datetime import timedelta

from django.db import migrations


def make_their_promises(apps, schema_editor):
    """Tasks that were ticked as promised to somebody get the promise they keep."""
    promises = apps.get_model("contacts", "Promise").objects
    tasks = apps.get_model("tasks", "Task").objects
    ticked = tasks.filter(is_promise=True, promise=None).exclude(contact=None)
    for task in ticked.iterator():
        added_on = task.created_at.date()
        due_on = task.due_on or task.completed_on or added_on + timedelta(days=3)
        outcome, closed_on = "", None
        if task.completed_on:
            outcome = "late" if task.completed_on > due_on else "kept"
            closed_on = task.completed_on
        elif task.dropped_at:
            outcome, closed_on = "released", task.dropped_at.date()
        promise = promises.create(
            owner_id=task.owner_id,
            contact_id=task.contact_id,
            mine=True,
            what=task.title,
            due_on=due_on,
            outcome=outcome,
            closed_on=closed_on,
        )
        tasks.filter(pk=task.pk).update(promise=promise)


class Migration(migrations.Migration):
    dependencies = [("tasks", "0010_keepsakes_and_reasons")]

    operations = [migrations.RunPython(make_their_promises, migrations.RunPython.noop)]
