"""A watchman who cannot shout is worse than none: the fixtures themselves must be able to fail."""

import pytest

PAGE = "/accounts/login/"


def test_an_inline_script_is_a_complaint(open_page, complaints):
    page = open_page()
    page.goto(PAGE)
    with page.expect_console_message():
        page.evaluate(
            "document.body.appendChild(document.createElement('script')).text = 'alert(1)'"
        )
    with pytest.raises(AssertionError, match="Content Security Policy"):
        complaints.check()
    complaints.found.clear()


def test_an_inline_style_is_a_complaint(open_page, complaints):
    page = open_page()
    page.goto(PAGE)
    with page.expect_console_message():
        page.evaluate("document.body.setAttribute('style', 'color: red')")
    with pytest.raises(AssertionError, match="Content Security Policy"):
        complaints.check()
    complaints.found.clear()


def test_an_error_in_a_script_is_a_complaint(open_page, complaints):
    page = open_page()
    page.goto(PAGE)
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('broken') })")
    with pytest.raises(AssertionError, match="broken"):
        complaints.check()
    complaints.found.clear()


def test_axe_finds_a_field_without_a_label(open_page, axe):
    page = open_page()
    page.goto(PAGE)
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    with pytest.raises(AssertionError, match="label"):
        axe(page)
