"""python -m jobsearch.local run | manage COMMAND …"""

import os
import sys
from typing import NoReturn

from jobsearch.local import supervisor
from jobsearch.local.environment import Running
from jobsearch.local.place import Trouble


def manage(arguments: list[str]) -> NoReturn:
    """Become a manage.py command with the settings and servers of the Foothold that runs here."""
    running = Running(supervisor.PROJECT / "var")
    if not running.is_taken():
        raise Trouble("Foothold is not running here. Start it first, in another terminal: make run")
    os.chdir(supervisor.PROJECT)
    env = os.environ | running.read().get("env", {})
    os.execve(sys.executable, [sys.executable, "manage.py", *arguments], env)


def main(arguments: list[str]) -> int:
    try:
        if arguments == ["run"]:
            supervisor.run(os.environ.get("PORT", "8000"))
            return 0
        if arguments[:1] == ["manage"]:
            manage(arguments[1:])
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
