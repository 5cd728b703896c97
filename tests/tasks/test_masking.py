import pytest

from tasks.review.masking import Mask, NoMask, initials

MASK = Mask(
    ["Ana Ruiz", "Jean-Luc de la Cruz", "Zoë Öztürk", "Jo", "王小明", "مريم حداد"],
    ["Northwind Robotics Ltd", "Bank of Lisbon"],
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Call Ana", "Call A."),
        ("call ana ruiz today", "call A. R. today"),
        ("ANA’S reply, Ruiz's CV", "A.’S reply, R.'s CV"),
        ("Anas Brief", "A. Brief"),
        ("Ask Ana.", "Ask A."),
        ("Ana/Jo and @ana_ruiz2", "A./J. and @A._R.2"),
        ("jean luc, or Jean-Luc", "J. L., or J.-L."),
        ("zoe Ozturk", "Z. O."),
        ("Zoe\u0308 O\u0308ztu\u0308rk", "Z. Ö."),
        ("约见王小明谈谈", "约见王.谈谈"),
        ("Apply at Northwind robotics LTD", "Apply at N. R. L."),
        ("Northwind’s page", "N.’s page"),
        ("Bank of Lisbon, not any bank", "B. O. L., not any bank"),
        ("Write to a.ruiz@example.com", "Write to (address)"),
        ("See linkedin.com/in/ana-ruiz", "See (link)"),
        ("https://x.example/ana and www.ana.example", "(link) and (link)"),
        ("Ring +351 912 345 678", "Ring (number)"),
        ("Due 2026-11-23, 3 of 5, de la", "Due 2026-11-23, 3 of 5, de la"),
        ("Joan and banana", "Joan and banana"),
        ("", ""),
    ],
)
def test_names_become_initials_and_the_rest_stays(text, shown):
    assert MASK.text(text) == shown


def test_a_name_of_letters_without_capitals_is_found_inside_of_words():
    assert "مريم" not in MASK.text("اتصل بمريم غدا")


def test_with_full_names_nothing_is_changed():
    assert NoMask().text("Call Ana at a.ruiz@example.com") == "Call Ana at a.ruiz@example.com"


def test_an_organisation_is_not_known_by_a_word_that_many_have():
    assert MASK.text("Go to the bank") == "Go to the bank"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Ana Ruiz", "A. R."), ("Ana de la Cruz", "A. C."), ("Jo", "J."), ("💬", "?"), ("", "?")],
)
def test_a_person_is_called_by_the_first_and_the_last_initial(name, shown):
    assert initials(name) == shown
