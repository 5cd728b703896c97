import pytest
from time_machine import travel

from tests.budgets.rows import NOW


@pytest.fixture(autouse=True)
def clock():
    with travel(NOW, tick=False):
        yield
