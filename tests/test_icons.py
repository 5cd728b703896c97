import re
from pathlib import Path

TEMPLATES = Path(__file__).parent.parent / "templates"
DRAWN = set(re.findall(r'id="icon-([\w-]+)"', (TEMPLATES / "_icons.html").read_text()))


def test_every_icon_that_a_template_names_is_drawn():
    used = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())
        if path.name != "_icons.html"
    }
    assert used
    assert used <= DRAWN
