"""Finds the forms of our pages as a browser would, so that a new form is tried without a line."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)  # what a browser would send
    choices: dict[str, list[str]] = field(default_factory=dict)  # of selects, radios, checkboxes
    typed: set[str] = field(default_factory=set)  # where people write freely

    @property
    def names(self):
        return sorted(set(self.fields) | set(self.choices) | self.typed)


class _Parser(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.path = path
        self.forms = []
        self.form = self.select = self.textarea = None

    def handle_starttag(self, tag, attributes):
        attributes = {name: value or "" for name, value in attributes}
        if tag == "form":
            action = attributes.get("action") or self.path
            self.form = Form(action, attributes.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form and attributes.get("name") and "disabled" not in attributes:
            self._control(tag, attributes)
        elif tag == "option" and self.form and self.select:
            self._offer(self.select, attributes.get("value", ""), "selected" in attributes)

    def _control(self, tag, attributes):
        name, kind = attributes["name"], attributes.get("type", "text")
        if tag == "select":
            self.select = name
            self.form.choices.setdefault(name, [])
        elif tag == "textarea":
            self.textarea = name
            self.form.typed.add(name)
            self.form.fields[name] = [""]
        elif tag == "button" or kind in ("submit", "radio", "checkbox"):
            self._offer(name, attributes.get("value", "on"), "checked" in attributes)
        elif tag == "input" and kind != "file":
            self.form.fields[name] = [attributes.get("value", "")]
            if kind != "hidden":
                self.form.typed.add(name)

    def _offer(self, name, value, chosen):
        self.form.choices.setdefault(name, []).append(value)
        if chosen:
            self.form.fields.setdefault(name, []).append(value)

    def handle_data(self, data):
        if self.textarea:
            self.form.fields[self.textarea] = [data.strip()]

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.textarea = None
        elif tag == "form":
            self.form = None


def forms_of(html, path):
    parser = _Parser(path)
    parser.feed(html)
    return parser.forms
