"""How long pages take, beside bare views over the same rows: `make bench`.

    python -m tests.bench [--only board] [--times 60] [--at-once 1 8] [--crowd 10000] [--keep]

Starts a Postgres and web servers of its own, asks the product and its floor by turns, and prints
tables with the last kept result beside each row. `--keep` writes the results down, for the next
run and for the README.
"""

import argparse
import signal
import sys

from tests.bench import servers


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--only", default="", help="rows whose name holds this")
    parser.add_argument("--times", type=int, default=60, help="how often each row is asked")
    parser.add_argument("--visits", type=int, default=9, help="how often each row in Chromium")
    parser.add_argument("--at-once", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--crowd", type=int, default=10_000, help="people of size S in size X")
    parser.add_argument("--keep", action="store_true", help="write the results down")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended."))  # with the servers
    with servers.services() as where:
        import django

        django.setup()
        from tests.bench import whole  # which needs the settings

        table = whole.measure(options, where)
        if options.keep:
            from tests.bench import readme

            readme.write(table.keep())


if __name__ == "__main__":
    main()
