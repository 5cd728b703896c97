"""The database's clock in the hands of a test: at any time, and many times faster if need be.

Whoever sends asks Postgres for the time and nobody else. Functions of the same names, in a schema
that is searched before Postgres' own, answer instead, to all processes alike. At 300 times the
speed the waits, leases and deadlines that are shipped pass in seconds.
"""

import time
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection

SPEED = 300
NAMES = {"clock_timestamp": "VOLATILE", "statement_timestamp": "STABLE", "now": "STABLE"}


class Clock:
    def __init__(self, start, speed=SPEED):
        self.speed = speed
        self.set(start)

    @property
    def now(self):
        return self.reads + timedelta(seconds=(time.time() - self.began) * self.speed)

    def set(self, moment):
        """Whatever it showed before, it shows this now, and goes on from there."""
        self.began, self.reads = time.time(), moment
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE faults.clock SET began = to_timestamp(%s), reads = %s, speed = %s",
                [self.began, self.reads, self.speed],
            )

    def stand_still(self, moment):
        """Until it is set again."""
        speed, self.speed = self.speed, 0
        self.set(moment)
        self.speed = speed

    def step(self, **delta):
        self.set(self.now + timedelta(**delta))

    def real(self, moment):
        """The second, as time.time() counts, in which it shows this; since it was last set."""
        return self.began + (moment - self.reads).total_seconds() / (self.speed or 1)

    def shows(self, real):
        return self.reads + timedelta(seconds=(real - self.began) * self.speed)


@contextmanager
def clock(start: datetime, speed=SPEED):
    """For every connection to this database that is opened from now on, and for this one."""
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS faults CASCADE; CREATE SCHEMA faults")
        cursor.execute(
            "CREATE TABLE faults.clock (began timestamptz, reads timestamptz, speed float)"
        )
        cursor.execute("INSERT INTO faults.clock VALUES (pg_catalog.now(), pg_catalog.now(), 1)")
        for function, kind in NAMES.items():
            cursor.execute(
                f"CREATE FUNCTION faults.{function}() RETURNS timestamptz LANGUAGE sql {kind} AS "
                f"'SELECT reads + (pg_catalog.{function}() - began) * speed FROM faults.clock'"
            )
        cursor.execute(f'ALTER DATABASE "{name}" SET search_path = faults, pg_catalog, public')
    connection.close()
    try:
        yield Clock(start, speed)
    finally:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" RESET search_path')
            cursor.execute("DROP SCHEMA IF EXISTS faults CASCADE")
        connection.close()
