from datetime import date

import pytest
from django.urls import reverse

from contacts.models import Contact, Organisation
from tests.factories import make_contact, make_organisation

pytestmark = pytest.mark.django_db
NEW = reverse("contacts:new")
POLYGLOT = 'jaVasCript:/*-/*`/*\\`/*\'/*"/**/(/* */oNcliCk=alert(1) )//%0D%0A</sCript>"><img src=x>'


def add(client, **fields):
    return client.post(NEW, {"given_name": "Priya", "level": "0"} | fields)


def errors(answer):
    return answer.context["form"].errors


def test_a_first_name_is_enough(as_ana, ana):
    answer = add(as_ana)
    contact = ana.contacts.get()
    assert answer.url == contact.get_absolute_url()
    assert (contact.name, contact.source, contact.level) == ("Priya", "typed", 0)


def test_everything_typed_is_kept(as_ana, ana):
    through = make_contact(ana, "Ben")
    add(
        as_ana,
        family_name="Nair",
        organisation="Northwind",
        role="Recruiter",
        emails="priya@example.com\r\npn@example.org, Priya@example.com",
        phones="+351 912 345 678\n0123",
        profile_url="linkedin.com/in/priya?trk=x",
        known="worked",
        known_note="Lisbon project",
        met_through="Ben",
        level="3",
        rhythm_days="10",
        told_on="2026-01-31",
        tags="design,  lisbon , Design",
        notes="Likes tea.",
        do_not_contact="on",
        resting_until="2030-01-01",
    )
    contact = ana.contacts.get(given_name="Priya")
    assert contact.organisation.name == "Northwind"
    assert contact.emails == ["priya@example.com", "pn@example.org"]
    assert contact.phones == ["+351 912 345 678", "0123"]
    assert contact.profile_url == "https://linkedin.com/in/priya?trk=x"
    assert contact.profile_key == "linkedin.com/in/priya"
    assert (contact.known, contact.known_note) == ("worked", "Lisbon project")
    assert (contact.met_through, contact.level, contact.rhythm_days) == (through, 3, 10)
    assert (contact.told_on, contact.resting_until) == (date(2026, 1, 31), date(2030, 1, 1))
    assert (contact.tags, contact.notes) == (["design", "lisbon"], "Likes tea.")
    assert contact.do_not_contact


@pytest.mark.parametrize(("typed", "days"), [("", None), ("0", 0), ("730", 730)])
def test_a_rhythm_may_be_left_to_the_level_or_switched_off(as_ana, ana, typed, days):
    add(as_ana, rhythm_days=typed)
    assert ana.contacts.get().rhythm_days == days


def test_a_known_organisation_is_used_again(as_ana, ana, ben):
    there = make_organisation(ana, "Northwind")
    make_organisation(ben, "NORTHWIND")
    add(as_ana, organisation=" northwind ")
    assert ana.contacts.get().organisation == there
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("given_name", ""),
        ("given_name", "  "),
        ("given_name", "x" * 121),
        ("given_name", "\u200b\u2060"),
        ("organisation", "\u200b"),
        ("given_name", "Pri\x00ya"),
        ("organisation", "x" * 201),
        ("emails", "priya@example.com, not an address"),
        ("emails", "\n".join(f"p{number}@example.com" for number in range(21))),
        ("phones", "1" * 41),
        ("profile_url", "javascript:alert(1)"),
        ("profile_url", "https://me:secret@example.com/"),
        ("profile_url", "data:text/html,x"),
        ("profile_url", "not an address"),
        ("profile_url", "https://example.com/" + "x" * 500),
        ("known", "lover"),
        ("met_through", "Nobody Here"),
        ("level", "6"),
        ("level", ""),
        ("rhythm_days", "-1"),
        ("rhythm_days", "731"),
        ("rhythm_days", "99999999999999999999"),
        ("told_on", "2026-02-30"),
        ("told_on", "2999-01-01"),
        ("tags", "x" * 41),
        ("resting_until", "soon"),
        ("notes", "x" * 20_001),
    ],
)
def test_bad_input_is_named_beside_its_field_and_nothing_is_lost(as_ana, field, typed):
    answer = add(as_ana, role="Recruiter of many", **{field: typed})
    assert answer.status_code == 422
    assert list(errors(answer)) == [field]
    page = answer.content.decode()
    assert "There is a problem" in page
    assert "<title>Error: " in page
    assert 'value="Recruiter of many"' in page
    assert not Contact.objects.exists()


def test_nobody_can_add_to_somebody_elses_list(as_ana, ana, ben):
    add(as_ana, owner=str(ben.pk), id="00000000-0000-0000-0000-000000000001", source="linkedin")
    contact = Contact.objects.get()
    assert (contact.owner, contact.source) == (ana, "typed")


def test_a_stranger_cannot_be_who_introduced_them(as_ana, ben):
    make_contact(ben, "Cy", family_name="Stranger")
    assert list(errors(add(as_ana, met_through="Cy Stranger"))) == ["met_through"]


def test_two_people_of_one_name_are_told_apart_by_their_place(as_ana, ana):
    make_contact(ana, "Sam")
    sam = make_contact(ana, "Sam", organisation=make_organisation(ana, "Halden"))
    assert list(errors(add(as_ana, met_through="Sam"))) == ["met_through"]
    add(as_ana, met_through="Sam (Halden)")
    assert ana.contacts.get(given_name="Priya").met_through == sam


# Somebody who is here already --------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"emails": "PRIYA@example.com"},
        {"profile_url": "http://www.linkedin.com/in/priya/"},
    ],
)
def test_somebody_who_is_here_already_is_shown_first(as_ana, ana, fields):
    here = make_contact(
        ana, "Priya", emails=["priya@example.com"], profile_key="linkedin.com/in/priya"
    )
    answer = add(as_ana, given_name="P", notes="Met at the fair", **fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="{here.get_absolute_url()}">Priya</a>' in page
    assert "Met at the fair" in page
    assert ana.contacts.count() == 1


def test_add_anyway_adds_a_second_one(as_ana, ana):
    make_contact(ana, emails=["team@example.com"])
    page = add(as_ana, emails="team@example.com").content.decode()
    assert '<button class="btn" id="anyway" name="anyway" value="1">Add anyway</button>' in page
    add(as_ana, emails="team@example.com", anyway="1")
    assert ana.contacts.filter(emails=["team@example.com"]).count() == 2


def test_a_stranger_with_the_same_address_is_no_twin(as_ana, ana, ben):
    make_contact(ben, emails=["priya@example.com"])
    add(as_ana, emails="priya@example.com")
    assert ana.contacts.count() == 1


def test_the_name_of_a_twin_cannot_carry_a_script(as_ana, ana):
    make_contact(ana, "<script>alert(1)</script>", emails=["p@example.com"])
    page = add(as_ana, emails="p@example.com").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


# Changing ----------------------------------------------------------------------------------------


def as_shown(client, contact):
    """What a browser would send back of the form as it came."""
    form = client.get(reverse("contacts:edit", args=[contact.pk])).context["form"]
    values = {field.name: field.value() for field in form if field.name != "anyway"}
    return {
        name: "on" if value is True else str(value)
        for name, value in values.items()
        if value is not None and value is not False
    }


def test_saving_the_form_as_it_came_changes_nothing(as_ana, ana):
    sams = [make_contact(ana, "Sam"), make_contact(ana, "Sam")]
    contact = make_contact(
        ana,
        "Priya",
        organisation=make_organisation(ana, "Northwind"),
        emails=["a@example.com", "b@example.com"],
        phones=["1", "2"],
        profile_url="https://example.com/priya",
        profile_key="example.com/priya",
        met_through=sams[1],
        level=4,
        rhythm_days=0,
        tags=["design", "lisbon"],
        notes="Two\nlines",
    )
    before = Contact.objects.filter(pk=contact.pk).values().get()
    answer = as_ana.post(reverse("contacts:edit", args=[contact.pk]), as_shown(as_ana, contact))
    assert answer.status_code == 302
    after = Contact.objects.filter(pk=contact.pk).values().get()
    assert {**after, "updated_at": None} == {**before, "updated_at": None}


def test_a_change_is_saved(as_ana, ana):
    contact = make_contact(ana, "Priya", organisation=make_organisation(ana, "Northwind"))
    fields = as_shown(as_ana, contact) | {"given_name": "Priya M.", "organisation": ""}
    as_ana.post(reverse("contacts:edit", args=[contact.pk]), fields)
    contact.refresh_from_db()
    assert (contact.given_name, contact.organisation) == ("Priya M.", None)


def test_a_change_does_not_undo_what_was_logged_meanwhile(as_ana, ana, monkeypatch):
    contact = make_contact(ana, "Priya")
    fields = as_shown(as_ana, contact)
    named = type(ana.organisations.all()).named

    def logged_in_between(*args):
        Contact.objects.update(last_contact_on=date(2026, 11, 20))
        return named(*args)

    monkeypatch.setattr(type(ana.organisations.all()), "named", logged_in_between)
    as_ana.post(reverse("contacts:edit", args=[contact.pk]), fields)
    contact.refresh_from_db()
    assert contact.last_contact_on == date(2026, 11, 20)


def test_nobody_can_be_met_through_themselves(as_ana, ana):
    contact = make_contact(ana, "Priya")
    fields = as_shown(as_ana, contact) | {"met_through": "Priya"}
    answer = as_ana.post(reverse("contacts:edit", args=[contact.pk]), fields)
    assert list(errors(answer)) == ["met_through"]


def test_somebody_is_not_their_own_twin(as_ana, ana):
    contact = make_contact(ana, "Priya", emails=["p@example.com"])
    fields = as_shown(as_ana, contact)
    assert as_ana.post(reverse("contacts:edit", args=[contact.pk]), fields).status_code == 302


def test_bad_input_leaves_the_person_as_they_were(as_ana, ana):
    contact = make_contact(ana, "Priya")
    url = reverse("contacts:edit", args=[contact.pk])
    answer = as_ana.post(url, {"given_name": "", "level": "5"})
    assert answer.status_code == 422
    contact.refresh_from_db()
    assert (contact.given_name, contact.level) == ("Priya", 0)


# Text that would like to be a program ------------------------------------------------------------


@pytest.mark.parametrize(
    "text", [POLYGLOT, "<script>alert(1)</script>", "{{ 7|add:7 }}{% now 'Y' %}"]
)
def test_what_people_type_is_shown_as_typed(as_ana, ana, text):
    fields = {
        name: text[:40]
        for name in ["given_name", "family_name", "role", "organisation", "known_note", "notes"]
    }
    add(as_ana, **fields, tags=text[:39].replace(",", ""))
    contact = ana.contacts.get()
    assert contact.given_name == text[:40].strip()
    edit, delete = (reverse(f"contacts:{name}", args=[contact.pk]) for name in ["edit", "delete"])
    place = contact.organisation.get_absolute_url()
    urls = [
        contact.get_absolute_url(),
        edit,
        delete,
        reverse("contacts:list"),
        place,
        place + "edit/",
    ]
    for url in [*urls, place + "delete/", reverse("organisations:list")]:
        page = as_ana.get(url).content.decode()
        assert text[:40] not in page or text.startswith("{{")
        assert "14" not in page.split("<h1>")[1].split("</h1>")[0]
