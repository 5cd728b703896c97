"""Time zones, as a list to choose from."""

from functools import cache
from zoneinfo import available_timezones

REGIONS = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
]
# Placeholders in the zone files that mean nowhere, or wherever the server stands.
NOT_PLACES = {"Factory", "localtime"}


@cache
def known_zones() -> frozenset[str]:
    """Cached, because Python walks the zone files each time it is asked."""
    return frozenset(available_timezones() - NOT_PLACES)


@cache
def zone_choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """By region, with the city as the label: typing "lis" in the closed list finds Lisbon."""
    regions: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    others: list[tuple[str, str]] = []
    for name in sorted(known_zones() - {"UTC"}):
        region, _, city = name.partition("/")
        if region in regions:
            regions[region].append((name, city.replace("_", " ").replace("/", ", ")))
        else:
            others.append((name, name.replace("_", " ")))
    return [("UTC", "UTC"), *regions.items(), ("Other names", others)]
