"""Ends, stops or holds up a worker right before or after a step is committed.

All of it is done to a child that the tests have forked (workers.py): the product knows nothing of
it. The steps are told apart by what is written to the database, so they are the same whatever
function writes it.
"""

import os
import re
import signal
import time
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

STATE = r'update\s+"?tasks_outboundemail\b(?:(?!\bwhere\b).)*?\bstate"?\s*=\s*\'{}\''
STEPS = {
    "materialise": re.compile(r'insert into "?tasks_occurrence"?', re.I),
    "enqueue": re.compile(r'insert into "?tasks_outboundemail"?', re.I),
    "claim": re.compile(STATE.format("claimed"), re.I | re.S),
    # These two are prepared, and looked at more closely where the first says no.
    "fence": re.compile(r"execute fence \(|" + STATE.format("sending"), re.I | re.S),
    "sent": re.compile(r"execute taken \(|" + STATE.format("sent"), re.I | re.S),
    "doubt": re.compile(STATE.format("in_doubt"), re.I | re.S),
}


class Points:
    """`what` is {"before fence": "kill"}; each happens once, in whichever worker comes first."""

    def __init__(self, what, folder):
        self.what = what
        self.folder = Path(folder)
        self.seen = set()

    def install(self):
        points, commit = self, BaseDatabaseWrapper.commit

        def committing(database):
            steps, points.seen = points.seen, set()
            points.reach("before", steps)
            commit(database)
            points.reach("after", steps)

        # Django commits the end of `atomic` by this one method, and by no statement.
        BaseDatabaseWrapper.commit = committing
        connection_created.connect(self.watch, weak=False)

    def watch(self, connection, **kwargs):
        connection.execute_wrappers.append(self.execute)

    def execute(self, execute, sql, params, many, context):
        connection = context["connection"]
        steps = {step for step in STEPS if STEPS[step].search(_whole(sql, params, connection))}
        if connection.in_atomic_block:
            self.seen |= steps
            return execute(sql, params, many, context)
        self.reach("before", steps)
        result = execute(sql, params, many, context)
        self.reach("after", steps)
        return result

    def reach(self, when, steps):
        for step in steps:
            if (name := f"{when} {step}") in self.what and self.first(name):
                act(self.what[name])

    def first(self, name):
        """Whoever is first leaves their number, so that the test knows who it was."""
        try:
            with open(self.folder / name, "x") as file:
                file.write(str(os.getpid()))
        except FileExistsError:
            return False
        return True


def act(what):
    if what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "stop":
        os.kill(os.getpid(), signal.SIGSTOP)
    else:
        time.sleep(float(what))  # the fault itself: a worker that stands still


def _whole(sql, params, connection):
    """The statement with its first values in it, where they are given in order."""
    if not isinstance(sql, str) or "PREPARE" in sql:
        return ""
    if "tasks_o" not in sql and "EXECUTE" not in sql:
        return ""
    if not isinstance(params, list | tuple):
        return sql
    values = iter([repr(str(value)) for value in params[:50]])
    return re.sub("%s", lambda match: next(values, "?"), sql)
