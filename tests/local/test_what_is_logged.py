"""No log of any program that `make run` starts holds an address that somebody asked for."""

import pytest

from jobsearch.local.process import wait_for

WORD = "zxcanary-priya"


@pytest.fixture(scope="module")
def running(installation):
    return installation.start()


def logs(installation):
    return {path.name: path.read_text() for path in installation.var.glob("*.log")}


def test_the_logs_hold_no_search_and_no_mail_link(running, installation):
    installation.get(f"/contacts/?q={WORD}")
    installation.get(f"/nowhere/?q={WORD}")
    installation.get(f"/f/{WORD}-0123456789-0123456789-0123456789/done/")
    # The last request is in the log, so those before it have been written as well.
    assert wait_for(lambda: "Not Found: /f/…/done/" in logs(installation)["web.log"], 10)
    assert {name for name, text in logs(installation).items() if WORD in text} == set()
    assert {"web.log", "worker.log", "beat.log"} <= set(logs(installation))
