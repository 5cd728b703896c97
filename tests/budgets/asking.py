"""How much one answer takes: statements, and bytes on the wire."""

import re
from collections import Counter
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

COUNTED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
VALUES = re.compile(r"'[^']*'(::\w+)?|\b\d+\b|(, )+")


@dataclass(frozen=True)
class Taken:
    status: int
    bytes: int
    statements: tuple[str, ...]

    @property
    def queries(self):
        return len(self.statements)

    def more_than(self, other):
        """The statements that were not asked the other time, without their values."""
        mine, others = (Counter(map(_bare, one.statements)) for one in (self, other))
        return "\n".join(f"{many} × {sql[:300]}" for sql, many in (mine - others).items())


def _bare(statement):
    return VALUES.sub("", statement)


def asked(client, address, form=None, **headers):
    """The answer to one request, as browsers send it."""
    send = client.get if form is None else client.post
    with CaptureQueriesContext(connection) as captured:
        answer = send(address, form or {}, headers={"accept-encoding": "gzip", **headers})
    every = (one["sql"].lstrip("( \n") for one in captured)
    statements = tuple(sql for sql in every if sql.startswith(COUNTED))
    return Taken(answer.status_code, len(answer.content), statements)
