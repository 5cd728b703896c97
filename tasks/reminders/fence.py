"""The fence and the record of a mail that was taken: two statements, run for every single mail.

They are written in SQL because a hundred thousand mails may be due in one hour; each is one way to
the database and one commit. The fence compares the rows that the mail was written from by their
version (Postgres' `xmin` and `ctid`): if none was touched, nothing can have changed what it says
or whether it may go. If one was, `writing.fence` looks closely, and decides. Neither ever waits for
somebody who is changing a task: they may be waiting for the mail.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.db.models import Func, TextField

# The lock comes first and by itself, so that the second statement sees all that was committed
# before it: whoever takes a mail back locks the mail's row too.
FENCE = """
SELECT 1 FROM tasks_outboundemail WHERE id = %(mail)s FOR UPDATE;
UPDATE tasks_outboundemail AS mail
SET state = 'sending', lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
WHERE id = %(mail)s AND state = 'claimed' AND lease_token = %(token)s
  AND (SELECT count(*) FROM (
        SELECT 1 FROM jobsearch_user AS owner
        WHERE owner.id = mail.owner_id AND concat(owner.xmin, owner.ctid) = %(owner)s
        FOR SHARE SKIP LOCKED) AS same) = 1
  AND (SELECT count(*) FROM (
        SELECT 1
        FROM unnest(%(tasks)s::uuid[], %(versions)s::text[]) AS written (id, version)
        JOIN tasks_task AS task ON task.id = written.id
        LEFT JOIN contacts_contact AS contact ON contact.id = task.contact_id
        WHERE concat(task.xmin, task.ctid, contact.xmin, contact.ctid) = written.version
        FOR SHARE OF task SKIP LOCKED) AS same) = %(count)s
  AND (SELECT count(*) FROM tasks_occurrence
       WHERE email_id = mail.id AND state = 'due') = %(occurrences)s
  AND EXISTS (SELECT 1 FROM account_emailaddress AS address
              WHERE address.user_id = mail.owner_id AND address.verified
                AND upper(address.email) = upper(mail.recipient))
  AND NOT EXISTS (SELECT 1 FROM tasks_suppressedaddress
                  WHERE lower(address) = lower(mail.recipient))
"""
# Nothing waits for this commit to reach the disk: if it is lost with the power, the mail is in
# doubt, as it was a moment before.
TAKEN = """
SELECT set_config('synchronous_commit', 'off', true);
WITH taken AS (
    UPDATE tasks_outboundemail
    SET state = 'sent', sent_at = clock_timestamp(), reason = '', mime = '',
        lease_token = NULL, lease_until = NULL
    WHERE id = %(mail)s AND lease_token = %(token)s
      AND state IN ('claimed', 'sending', 'in_doubt')
    RETURNING id
), closed AS (
    UPDATE tasks_occurrence SET state = 'sent', reason = '' FROM taken
    WHERE email_id = taken.id AND tasks_occurrence.state = 'due'
)
INSERT INTO tasks_attempt
    (id, owner_id, email_id, at, phase, code, outcome, detail, worker, lease_token)
SELECT %(attempt)s, owner_id, id, clock_timestamp(), %(phase)s, %(code)s, %(outcome)s, %(detail)s,
       %(worker)s, %(token)s
FROM tasks_outboundemail WHERE id = %(mail)s
"""


def row_version(model: type[models.Model]) -> Func:
    """Which version of its row a query saw; the query must know the table by its own name."""
    table = connection.ops.quote_name(model._meta.db_table)
    return Func(template=f"concat({table}.xmin, {table}.ctid)", output_field=TextField())


def pass_unchanged(
    mail: uuid.UUID,
    token: uuid.UUID,
    *,
    owner: str,
    tasks: Sequence[uuid.UUID],
    versions: Sequence[str],
    occurrences: int,
    lease_seconds: int,
) -> bool:
    """Has the mail passed? False says only that something must be looked at more closely."""
    values: dict[str, Any] = {
        "mail": mail,
        "token": token,
        "owner": owner,
        "tasks": [str(task) for task in tasks],
        "versions": list(versions),
        "count": len(tasks),
        "occurrences": occurrences,
        "lease": lease_seconds,
    }
    with connection.cursor() as cursor:
        cursor.execute(FENCE, values)
        return cursor.rowcount == 1


def record_taken(mail: uuid.UUID, token: uuid.UUID, **attempt: Any) -> None:
    """Ends the mail as sent if it is still ours, and adds to its history in any case."""
    values = attempt | {"mail": mail, "token": token, "attempt": uuid.uuid4()}
    with connection.cursor() as cursor:
        cursor.execute(TAKEN, values)
