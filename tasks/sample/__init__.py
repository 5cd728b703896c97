"""Somebody else's search, eight weeks of it, to look around in before there is one's own.

`people.py`, `weeks.py` and `board.py` say in plain lines what there is and `rows.py` makes rows of
it, counted back from today; `plan.py` makes, finds and removes the whole. Its rows belong to a user
of their own, who never signs in (`User.sample_of`).
"""

from tasks.sample.plan import make, open_for, remove

__all__ = ["make", "open_for", "remove"]
