import pytest

from contacts.boxes import Box
from tests.browser.board.page import BoardPage
from tests.browser.conftest import NARROW, WIDE
from tests.factories import make_task


@pytest.fixture
def cards(ana):
    """Two cards in Make time, "Write" on top, and one in Do first."""
    rest, write = make_task(ana, "Rest"), make_task(ana, "Write")
    return {"Rest": rest, "Write": write, "Call": make_task(ana, "Call", box=Box.DO_FIRST)}


@pytest.fixture(params=[WIDE, NARROW], ids=["1280", "390"])
def viewport(request):
    return request.param


@pytest.fixture
def board(open_page, ana, cards, viewport):
    """Ana's board, on the desk and on the phone; there with Make time open."""
    board = BoardPage(open_page(ana, viewport))
    board.show(2)
    return board


@pytest.fixture
def desk(open_page, ana, cards):
    return BoardPage(open_page(ana, WIDE))
