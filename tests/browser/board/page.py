"""What a person sees and does on the board, at any width."""

from playwright.sync_api import expect

BOXES = {1: "Do first", 2: "Make time", 3: "Keep it short", 4: "Let it go"}


class BoardPage:
    def __init__(self, page):
        self.page = page
        self.open()

    def open(self, query=""):
        self.page.goto(f"/board/{query}")
        self.ready()

    def reload(self):
        self.page.reload()
        self.ready()

    def ready(self):
        expect(self.page.locator(".board-one")).to_have_count(1)  # its script has started

    @property
    def is_narrow(self):
        return self.page.viewport_size["width"] <= 820

    def show(self, number):
        """On the phone one box is open at a time."""
        if self.is_narrow:
            self.page.locator(f"[data-map='{number}']").click()

    def titles(self, number):
        return self.page.locator(f"#box-{number} .task-title")

    def expect(self, **boxes):
        """expect(b2=["Write", "Rest"]): these cards, in this order, and counts that agree."""
        for name, titles in boxes.items():
            number = name[1:]
            expect(self.titles(number)).to_have_text(titles)
            for shown in self.page.locator(f"[data-count='{number}']").all():
                expect(shown).to_have_text(str(len(titles)))

    def handle(self, title):
        return self.page.get_by_role("button", name=f"Move: {title}", exact=True)

    def card(self, title):
        return self.page.locator(f".task-card[data-title='{title}']")

    def focus(self, title):
        self.handle(title).focus()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def choose(self, title, number):
        """By the menu: click the handle, click the box."""
        self.handle(title).click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("button", name=BOXES[number]).click()

    def saved(self):
        """The answer to what is under way has come."""
        expect(self.page.locator("body[data-saving]")).to_have_count(0)

    def bar(self):
        return self.page.locator("#messages [data-message]")

    def says(self, words):
        expect(self.page.get_by_role("status")).to_have_text(words)

    def warns(self, words):
        expect(self.page.get_by_role("alert")).to_contain_text(words)
