import re

import pytest
from crispy_forms.layout import Column, Field, Row
from crispy_forms.utils import render_crispy_form
from django import forms

from jobsearch.crispy import PageHelper

CHOICES = [("a", "First"), ("b", "Second")]


class Everything(forms.Form):
    """One field of each kind that a page of ours may hold, each with a help text."""

    name = forms.CharField(help_text="help")
    day = forms.DateField(help_text="help")
    one = forms.ChoiceField(choices=CHOICES, help_text="help")
    radio = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect, help_text="help")
    pills = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(
        choices=CHOICES, widget=forms.CheckboxSelectMultiple, help_text="help"
    )
    agree = forms.BooleanField(label="I agree", help_text="help")
    notes = forms.CharField(widget=forms.Textarea, help_text="help")
    upload = forms.FileField(help_text="help")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rest = ["name", "day", "one", "many", "agree", "notes", "upload"]
        pair = Row(Column("radio"), Column(Field("pills", wrapper_class="pills")))
        self.helper = PageHelper(self, "Save it", *rest, pair, cancel="/back/?a={{ secret }}")
        self.helper.disable_csrf = True

    def clean(self):
        raise forms.ValidationError("The whole does not fit.")


def ids_in(html):
    return re.findall(r'\bid="([^"]+)"', html)


@pytest.fixture(params=[None, {}], ids=["empty", "with errors"])
def html(request):
    return render_crispy_form(Everything(request.param))


def test_every_description_and_label_points_at_something(html):
    pointers = re.findall(r'(?:aria-describedby|aria-labelledby|for)="([^"]+)"', html)
    assert pointers
    assert {name for pointer in pointers for name in pointer.split()} <= set(ids_in(html))


def test_no_id_is_there_twice(html):
    assert len(ids_in(html)) == len(set(ids_in(html)))


def test_a_field_left_out_of_the_layout_is_still_sent_if_it_is_hidden(html):
    assert 'name="version"' in html


def test_a_way_back_is_never_run_as_a_template(html):
    assert 'href="/back/?a={{ secret }}"' in html


def test_the_summary_links_to_each_field_and_names_what_is_missing():
    html = render_crispy_form(Everything({}))
    links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', html)
    assert {target for target, _ in links} <= set(ids_in(html))
    assert ("id_name", "Name is missing.") in links
    assert ("id_radio_0", "Radio is missing.") in links
    assert "The whole does not fit." in html


def test_a_form_without_errors_has_no_summary():
    assert "error-summary" not in render_crispy_form(Everything())


def test_words_of_a_form_of_its_own_for_a_missing_field_are_kept():
    form = forms.Form({})
    form.fields["day"] = forms.DateField(error_messages={"required": "Choose a day."})
    PageHelper(form)
    assert form.errors["day"] == ["Choose a day."]
