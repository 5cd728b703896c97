"""A Postgres and a Valkey of one test's own, which it may stop, fill up and start again."""

import os
import shutil
import signal
from contextlib import contextmanager

import redis
from django.core.management import call_command
from django.db import connection

from jobsearch.local import place, postgres, valkey


class OwnPostgres:
    """With every commit on the disk, as in earnest."""

    def __init__(self):
        self.where = place.throw_away()
        self.start()

    def start(self):
        self.process = postgres.start(self.where)

    def stop(self, number=signal.SIGINT):
        """SIGINT: fast, as an administrator does it. SIGQUIT: at once, as a power cut does."""
        os.kill(self.process.pid, number)
        self.process.popen.wait(30)

    def end(self):
        self.process.stop()
        shutil.rmtree(self.where.var, ignore_errors=True)

    @contextmanager
    def used(self):
        """This process asks this Postgres meanwhile, with all of the tables in it."""
        before = connection.settings_dict["HOST"], connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict.update(HOST=str(self.where.sockets), NAME=postgres.NAME)
        try:
            call_command("migrate", verbosity=0)
            yield
        finally:
            connection.close()
            connection.settings_dict.update(HOST=before[0], NAME=before[1])


class OwnValkey:
    def __init__(self):
        self.where = place.throw_away()
        self.start()

    def start(self):
        self.process = valkey.start(self.where)

    @property
    def broker_url(self):
        return valkey.broker_url(self.where)

    @property
    def cache_url(self):
        return valkey.cache_url(self.where)

    def ask(self, *command):
        with redis.Redis(unix_socket_path=str(self.where.sockets / "valkey.sock")) as client:
            return client.execute_command(*command)

    def kill(self):
        """It forgets all that it had not written down, and comes back empty."""
        self.process.popen.kill()
        self.process.popen.wait(10)
        shutil.rmtree(self.where.data / "valkey", ignore_errors=True)

    def end(self):
        self.process.stop()
        shutil.rmtree(self.where.var, ignore_errors=True)
