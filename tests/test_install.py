"""What a phone needs to put Foothold on its home screen."""

import json
import re
import struct
from pathlib import Path

import pytest

from tests.factories import make_user

FOLDER = Path(__file__).parent.parent / "static" / "manifest"
MANIFEST = json.loads((FOLDER / "foothold.webmanifest").read_text())


def size_of(name):
    """Width and height as they stand in the head of a PNG file."""
    head = (FOLDER / name).read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", head[16:])


@pytest.mark.parametrize("icon", MANIFEST["icons"], ids=lambda icon: icon["src"])
def test_each_icon_has_the_size_that_the_manifest_says(icon):
    assert "{}x{}".format(*size_of(icon["src"])) == icon["sizes"]


def test_there_are_icons_for_every_phone_and_they_are_small():
    purposes = {(icon["sizes"], icon.get("purpose", "any")) for icon in MANIFEST["icons"]}
    assert purposes == {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    assert size_of("apple-touch-icon.png") == (180, 180)
    assert all(file.stat().st_size < 16_000 for file in FOLDER.glob("*.png"))


def test_the_app_opens_on_today_in_a_window_of_its_own():
    assert MANIFEST["name"] == MANIFEST["short_name"] == "Foothold"
    assert (MANIFEST["start_url"], MANIFEST["scope"]) == ("/", "/")
    assert MANIFEST["display"] == "standalone"


@pytest.mark.parametrize(
    ("theme", "colours"),
    [("system", ["#efece4", "#181d23"]), ("light", ["#efece4"]), ("dark", ["#181d23"])],
)
def test_the_bar_of_the_phone_has_the_colour_of_the_chosen_theme(client, db, theme, colours):
    client.force_login(make_user(theme=theme))
    html = client.get("/help/").content.decode()
    bars = re.findall(r'<meta name="theme-color" content="(#\w+)"( media)?', html)
    assert [colour for colour, _ in bars] == colours
    assert all(bool(media) == (theme == "system") for _, media in bars)
    assert MANIFEST["theme_color"] == "#efece4"


@pytest.mark.parametrize("address", ["/accounts/login/", "/nowhere/"])
def test_pages_for_those_who_are_signed_out_name_the_manifest_too(client, db, address):
    html = client.get(address, follow=True).content.decode()
    assert '<link rel="manifest" href="/static/manifest/foothold.webmanifest">' in html
    assert "apple-touch-icon" in html
