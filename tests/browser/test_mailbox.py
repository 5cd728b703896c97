"""The embedded mailbox, as somebody trying Foothold out reads it."""

from email.message import EmailMessage

import pytest

from jobsearch.local.mailbox import keep

HTML = """<!doctype html><html lang="en"><head><title>x</title><style>p { color: #123 }</style>
<script>parent.document.title = "taken over"</script></head>
<body><p style="font-size: 20px">Call <a href="{url}">Grace</a></p>
<img src="https://elsewhere.example/pixel.png" alt=""></body></html>"""


@pytest.fixture
def letter(settings, tmp_path, live_server):
    settings.ROOT_URLCONF = "jobsearch.local.urls"
    settings.MAILBOX_DIR = str(tmp_path)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "f@example.com", "a@example.com", "Today"
    message.set_content(f"Call Grace: {live_server.url}/accounts/login/\n" + "long " * 80)
    html = HTML.replace("{url}", f"{live_server.url}/accounts/login/")
    message.add_alternative(html, subtype="html")
    return keep(tmp_path, message.as_bytes())


def test_a_mail_is_opened_from_the_list_and_its_link_leads_out_of_the_frame(
    open_page, complaints, letter
):
    # The mail tries a script and a picture from elsewhere; both are refused, and say so.
    complaints.allow("script")
    complaints.allow("elsewhere.example")
    page = open_page()
    page.goto("/mailbox/")
    page.get_by_role("link", name="Today").click()
    with page.expect_popup() as popup:
        page.frame_locator("iframe").get_by_role("link", name="Grace").click()
    popup.value.wait_for_url("**/accounts/login/")
    assert page.title() == "Today · Foothold"


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_the_mailbox_are_accessible_and_fit(open_page, complaints, axe, letter, width):
    complaints.allow("script")
    complaints.allow("elsewhere.example")
    complaints.allow("'postMessage'")  # axe looks into the frame, which has no origin
    page = open_page(viewport={"width": width, "height": 800})
    for address in ("/mailbox/", f"/mailbox/{letter.stem}/"):
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
