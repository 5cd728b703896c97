"""Rows that cannot be worked out, written or sent: each is alone with its trouble."""

import logging

from contacts.models import Contact
from jobsearch.models import User
from tasks.models import OutboundEmail, Task
from tasks.reminders import writing


def test_rows_that_are_broken_in_every_way_do_not_hold_up_the_others(a_scene, monkeypatch, caplog):
    caplog.set_level(logging.CRITICAL)
    scene = a_scene(people=8)
    users = {user.email: user for user in User.objects.all()}

    def change(number, **fields):
        User.objects.filter(pk=users[f"user{number}@example.com"].pk).update(**fields)

    change(1, time_zone="Mars/Olympus")
    change(2, email="no address at all")
    users["user2@example.com"].emailaddress_set.update(email="no address at all")
    Task.objects.filter(owner=users["user3@example.com"]).update(title="FH30 " + "x" * 190)
    crowd = users["user4@example.com"]
    for name in ("Eve\nBcc: eve@evil.example", "x" * 100, "\u202eevil\u2066"):
        who = Contact.objects.create(owner=crowd, given_name=name)
        task = Task(owner=crowd, title=f"Call {name}"[:200], contact=who, due_on=users_day(scene))
        task.position = f"V{who.pk.hex}"
        task.save()
    write = writing.WRITERS["digest"]

    def fails_for_one(dues):
        if any(due.owner.email == "user5@example.com" for due in dues):
            raise RuntimeError("this template cannot be drawn")
        return write(dues)

    monkeypatch.setitem(writing.WRITERS, "digest", fails_for_one)
    scene.play()
    gone = {line["to"][0] for line in scene.server.log.lines()}
    assert gone >= {f"user{number}@example.com" for number in (3, 4, 6, 7, 8)}
    assert all(len(line["to"]) == 1 for line in scene.server.log.lines())
    assert not any(line["size"] > 60_000 for line in scene.server.log.lines())
    ends = dict(OutboundEmail.objects.values_list("owner__email", "state"))
    assert ends["no address at all"] == "failed"
    assert ends["user5@example.com"] == "failed"


def users_day(scene):
    return scene.plan.start.date()
