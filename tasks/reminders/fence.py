"""The fence and the record of a mail that was taken: two statements, run for every single mail.

They are written in SQL, and prepared once for each connection, because a hundred thousand mails
may be due in one hour; each is one way to the database and one commit. The fence compares the rows
that the mail was written from by their version (Postgres' `xmin` and `ctid`): if none was touched,
nothing can have changed what it says or whether it may go. If one was, `writing.fence` looks
closely, and decides. Neither ever waits for somebody who is changing a task: they may be waiting
for the mail.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from django.db.models import Func, TextField

if TYPE_CHECKING:
    from tasks.models import OutboundEmail

PREPARE = """
PREPARE fence (uuid, uuid, float, text, uuid[], text[], uuid[], text, text, bytea) AS
UPDATE tasks_outboundemail AS mail
SET state = 'sending', lease_until = clock_timestamp() + make_interval(secs => $3),
    recipient = $8, subject = $9, mime = $10
WHERE id = $1 AND state = 'claimed' AND lease_token = $2
  AND EXISTS (SELECT 1 FROM jobsearch_user AS owner
              WHERE owner.id = mail.owner_id AND concat(owner.xmin, owner.ctid) = $4)
  AND (SELECT count(*)
       FROM unnest($5, $6) AS written (id, version)
       JOIN tasks_task AS task ON task.id = written.id
       LEFT JOIN contacts_contact AS contact ON contact.id = task.contact_id
       WHERE concat(task.xmin, task.ctid, contact.xmin, contact.ctid) = written.version
      ) = cardinality($5)
  AND (SELECT count(*) FROM tasks_occurrence
       WHERE id = ANY($7) AND email_id = mail.id AND state = 'due') = cardinality($7)
  AND EXISTS (SELECT 1 FROM account_emailaddress AS address
              WHERE address.user_id = mail.owner_id AND address.verified
                AND upper(address.email) = upper($8))
  AND NOT EXISTS (SELECT 1 FROM tasks_suppressedaddress
                  WHERE lower(address) = lower($8));
PREPARE taken (uuid, uuid, uuid, text, smallint, text, text, text) AS
WITH taken AS (
    UPDATE tasks_outboundemail
    SET state = 'sent', sent_at = clock_timestamp(), reason = '', mime = '',
        lease_token = NULL, lease_until = NULL
    WHERE id = $1 AND lease_token = $2 AND state IN ('claimed', 'sending', 'in_doubt')
    RETURNING id
), closed AS (
    UPDATE tasks_occurrence SET state = 'sent', reason = '' FROM taken
    WHERE email_id = taken.id AND tasks_occurrence.state = 'due'
)
INSERT INTO tasks_attempt
    (id, owner_id, email_id, at, phase, code, outcome, detail, worker, lease_token)
SELECT $3, owner_id, id, clock_timestamp(), $4, $5, $6, $7, $8, $2
FROM tasks_outboundemail WHERE id = $1
"""
# The lock comes first and by itself, so that the second statement sees all that was committed
# before it: whoever takes a mail back locks the mail's row too.
FENCE = """
SELECT 1 FROM tasks_outboundemail WHERE id = %s FOR UPDATE;
EXECUTE fence (%s, %s, %s, %s, %s::uuid[], %s::text[], %s::uuid[], %s, %s, %s)
"""
# Nothing waits for this commit to reach the disk: if it is lost with the power, the mail is in
# doubt, as it was a moment before.
TAKEN = """
SELECT set_config('synchronous_commit', 'off', true);
EXECUTE taken (%s, %s, %s, %s, %s, %s, %s, %s)
"""
_prepared: WeakSet[Any] = WeakSet()


def row_version(model: type[models.Model]) -> Func:
    """Which version of its row a query saw; the query must know the table by its own name."""
    table = connection.ops.quote_name(model._meta.db_table)
    return Func(template=f"concat({table}.xmin, {table}.ctid)", output_field=TextField())


def pass_unchanged(
    mail: OutboundEmail,
    *,
    owner: str,
    tasks: Sequence[uuid.UUID],
    versions: Sequence[str],
    occurrences: Sequence[uuid.UUID],
    lease_seconds: int,
) -> bool:
    """Has the mail passed, and is what was written stored?

    False says only that something must be looked at more closely.
    """
    rows = [[str(key) for key in keys] for keys in (tasks, occurrences)]
    lease = [mail.pk, mail.lease_token, lease_seconds]
    written = [mail.recipient, mail.subject, mail.mime]
    return (
        _execute(FENCE, [mail.pk, *lease, owner, rows[0], list(versions), rows[1], *written]) == 1
    )


def record_taken(mail: uuid.UUID, token: uuid.UUID, attempt: dict[str, Any]) -> None:
    """Ends the mail as sent if it is still ours, and adds to its history in any case."""
    said = [attempt[name] for name in ("phase", "code", "outcome", "detail", "worker")]
    _execute(TAKEN, [mail, token, uuid.uuid4(), *said])


def _execute(statement: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        if connection.connection not in _prepared:
            _prepare(cursor)
        cursor.execute(statement, values)
        return cursor.rowcount


def _prepare(cursor: CursorWrapper) -> None:
    # One of them may be there: a connection that was cut short in the middle is used on.
    # The plan is always the same one, by primary keys; to look for a better one each time would
    # take longer than to do it. Nothing else here is prepared.
    cursor.execute(f"DEALLOCATE ALL; SET plan_cache_mode = force_generic_plan; {PREPARE}")
    _prepared.add(connection.connection)
