from playwright.sync_api import expect

from contacts.boxes import Box


def test_a_new_person_gets_everything_done_without_javascript(open_page, transactional_db):
    page = open_page(java_script_enabled=False)
    page.goto("/accounts/signup/")
    page.get_by_label("E-mail").fill("plain@example.com")
    page.locator("input[type=password]").fill("quiet harbour lights")
    page.locator("main form button").first.click()
    page.get_by_role("link", name="I will do this later").click()

    page.get_by_role("link", name="Contacts", exact=True).first.click()
    page.goto("/contacts/new/")
    page.get_by_label("First name").fill("Priya")
    page.locator("main").get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Priya")

    page.get_by_role("link", name="Board").first.click()
    page.get_by_role("textbox", name="Add a task").fill("Rewrite the CV")
    page.get_by_role("button", name="Add", exact=True).click()
    for box in (Box.DO_FIRST, Box.KEEP_SHORT, Box.LET_GO, Box.MAKE_TIME):
        page.get_by_label("Move: Rewrite the CV").click()
        page.get_by_role("button", name=box.label).click()
        expect(page.locator(f"#box-{box.value} .task-title")).to_have_text(["Rewrite the CV"])

    page.goto("/log/")
    page.get_by_role("radio", name="Call").check()
    page.get_by_label("Who took part").fill("Priya")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Logged.")).to_be_visible()

    page.goto("/contacts/")
    page.get_by_role("link", name="Priya").click()
    page.locator("#proposals").get_by_role("button", name="Plan it").first.click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.locator("#ladder").get_by_role("link", name="Who else could help?").click()
    page.get_by_label("I need somebody to").select_option("Answer a question")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who can help me now?")

    page.get_by_role("link", name="Weekly review").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your week")
    expect(page.get_by_text("40 min").first).to_be_visible()
