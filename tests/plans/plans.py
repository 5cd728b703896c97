"""Which statements read a whole table that grows: their plans, asked for beside each of them."""

import json
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection

from jobsearch.models import User
from jobsearch.ownership import Owned

LARGE = 500  # rows
# Indexes that hold few of the rows, and may be read from end to end.
OF_FEW = {"task_open_promises"}
INDEXED = ("Index Scan", "Index Only Scan")
VERBS = ("SELECT", "UPDATE", "DELETE", "INSERT", "WITH", "(SELECT")
# Account mail is not among them: it is there until it went, for a day at most.
GROWING = {
    *(model._meta.db_table for model in apps.get_models() if issubclass(model, Owned)),
    User._meta.db_table,
    *("account_emailaddress", "django_session", "tasks_mailevent"),
    "tasks_suppressedaddress",
}


@dataclass
class Watch:
    """Fills `complaints`: what was asked for, the statement, and the part of its plan."""

    page: str = ""
    complaints: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    statements: int = 0
    # Tables so large that an index of everybody's rows is worse than one of somebody's, and those
    # of which no plan may read every row.
    large: set[str] = field(default_factory=set)
    never_whole: set[str] = field(default_factory=set)

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if not many and sql.lstrip().upper().startswith(VERBS) and sql not in self.seen:
            self.seen.add(sql)
            self.statements += 1
            self._look(sql, params)
        return result

    def _look(self, sql, params):
        # A cursor of its own, so that the watch does not watch itself.
        with connection.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            (found,) = cursor.fetchone()
        plan = (found if isinstance(found, list) else json.loads(found))[0]["Plan"]
        for node in self._whole_tables(plan):
            told = ", ".join(f"{name} {value}" for name, value in sorted(node.items()))
            self.complaints.append(f"{self.page}\n  {told}\n  {sql[:1500]}")

    def _whole_tables(self, node):
        """The nodes of a plan that read all rows of a table that grows, one after the other."""
        kind, table = node["Node Type"], node.get("Relation Name", "")
        is_whole = kind in INDEXED and "Index Cond" not in node and table in self.large
        is_whole = is_whole and node["Index Name"] not in OF_FEW
        if is_whole or (table in self.never_whole and kind == "Seq Scan"):
            wanted = ("Node Type", "Relation Name", "Index Name", "Filter", "Plan Rows")
            yield {name: node[name] for name in wanted if name in node}
        for part in node.get("Plans", []):
            yield from self._whole_tables(part)


def tables_of(rows):
    """That grow, and have so many rows by now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE reltuples > %s", [rows])
        return {name for (name,) in cursor.fetchall()} & GROWING


@contextmanager
def watching(never_whole=GROWING):
    watch = Watch(large=tables_of(LARGE), never_whole=never_whole)
    with connection.execute_wrapper(watch):
        yield watch
