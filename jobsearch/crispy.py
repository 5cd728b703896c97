"""How forms are drawn, so that every page form looks and fails the same way."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.forms.utils import pretty_name
from django.utils.html import format_html
from django.utils.safestring import SafeString


class PageHelper(FormHelper):
    """A form of a page: posted to its own address, checked by us and not by the browser.

    The browser's bubbles show one problem at a time and vanish; our summary stays. Errors are
    always shown, because with Django 5.2 an input points its aria-describedby at them.
    """

    def __init__(self, form: forms.BaseForm, save: str = "Save", *layout: Any, cancel: str = ""):
        super().__init__()
        self.form_class = "form"
        self.attrs = {"novalidate": ""}
        self.render_hidden_fields = True
        self.layout = Layout(*(layout or form.fields), Actions(save, cancel))
        name_what_is_missing(form)


class Actions:
    """The buttons under a form. Not crispy's HTML(): that would run `cancel` as a template."""

    def __init__(self, save: str, cancel: str = ""):
        self.save = save
        self.cancel = cancel

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        link = format_html('<a class="link" href="{}">Cancel</a>', self.cancel)
        return format_html(
            '<div class="form-actions"><button class="btn btn-primary" type="submit">{}</button>'
            "{}</div>",
            self.save,
            link if self.cancel else "",
        )


class Folded(Div):
    """Fields that few need, behind a word; open when one of them holds something."""

    def __init__(self, word: str, *fields: Any):
        super().__init__(*fields)
        self.word = word

    def render(self, form: forms.BaseForm, context: Any, **kwargs: Any) -> SafeString:
        names = [name for name in self.fields if isinstance(name, str)]
        holds = any(form[name].value() or form[name].errors for name in names)
        return format_html(
            '<details class="fold"{}><summary>{}</summary>{}</details>',
            SafeString(" open") if holds else "",
            self.word,
            self.get_rendered_fields(form, context, **kwargs),
        )


def name_what_is_missing(form: forms.BaseForm) -> None:
    """ "Name is missing." instead of the same sentence for each field of the summary."""
    for name, field in form.fields.items():
        if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = f"{field.label or pretty_name(name)} is missing."
