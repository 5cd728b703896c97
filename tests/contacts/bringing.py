"""Bringing people in the way a browser does it."""

from datetime import date, timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

SAMPLES = Path(__file__).parent / "samples"
NEW = "linkedin_connections_bom_crlf.csv"
OLD = "linkedin_connections_old_no_url.csv"
HEADINGS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"


def csv(*rows):
    return "\n".join([HEADINGS, *rows]).encode()


def upload(client, data, name="Connections.csv"):
    file = SimpleUploadedFile(name, data, "text/csv")
    return client.post(reverse("imports:start"), {"file": file})


def preview(client, data):
    """Uploads and opens the preview: the address of the import and what its page was given."""
    if isinstance(data, str):
        data = (SAMPLES / data).read_bytes()
    address = upload(client, data).url
    return address, client.get(address).context["preview"]


def proposed(shown):
    """What the page would send if somebody only presses the button."""
    fields = {"add": [line.place for line in shown.new if line.chosen]}
    fields["fill"] = [line.place for line in shown.here if line.fills and line.chosen]
    for line in shown.maybe:
        fields[f"who-{line.place}"] = "add" if line.chosen else "same"
    return fields


def bring_in(client, data, **changes):
    address, shown = preview(client, data)
    client.post(f"{address}confirm/", proposed(shown) | changes)
    return address


def named(ana, given_name):
    return ana.contacts.get(given_name=given_name)


def counts(shown):
    return len(shown.new), len(shown.maybe), len(shown.here)


def rows(count):
    day = date(2020, 1, 1)
    return [
        f"First{n},Last{n},https://www.linkedin.com/in/p{n},,Firm {n % 700},Role {n},"
        f"{day + timedelta(days=n % 900):%d %b %Y}"
        for n in range(count)
    ]
