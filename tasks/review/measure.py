"""One measure as it is said: its name, its value, and what that comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

NOTHING = "—"
NOT_WRITTEN_DOWN = "Not written down then."
NAMES = {
    "M1": "Networking",
    "M2": "The hard part of networking",
    "M3": "New people followed up",
    "M4": "Networking with a purpose",
    "M5": "Networking that helped you",
    "M6": "Time in “Make time”",
    "M7": "Urgent things that were calm once",
    "M8": "Important and put off",
    "M9": "Liked against put off",
    "M10": "Categories left behind",
    "M11": "Ready to be asked",
    "M12": "Who did something for you",
    "M13": "Help without asking",
    "M14": "Promises kept on time",
    "M15": "New people you know by now",
    "M16": "Follow-ups waiting",
    "M17": "Who knows what you look for",
    "M18": "Asks",
    "M19": "Keeping up with everybody",
    "M20": "Introductions taken up",
}
# Of one day, and not worked out again later.
STANDING = ("M8", "M9", "M11", "M12", "M13", "M14", "M15", "M16", "M17", "M19")


@dataclass(frozen=True)
class Measure:
    id: str
    name: str
    value: str = NOTHING
    detail: str = ""
    why_not: str = ""

    @property
    def is_known(self) -> bool:
        return self.value != NOTHING

    def plain(self) -> dict[str, str]:
        """For JSON, and back by `Measure.read()`."""
        return asdict(self)

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Measure:
        return cls(**{name: str(plain.get(name, "")) for name in cls.__dataclass_fields__})
