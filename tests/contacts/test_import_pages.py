"""Choosing who of a LinkedIn file is brought in, and what becomes of them."""

from datetime import date

import pytest
from django.utils import timezone

from contacts import batches
from tests.contacts.bringing import (
    NEW,
    OLD,
    bring_in,
    counts,
    csv,
    named,
    preview,
    proposed,
    upload,
)
from tests.factories import make_contact, make_organisation


def test_the_new_sample_shows_twelve_new_and_two_of_one_name(as_ana, ana):
    _, shown = preview(as_ana, NEW)
    assert counts(shown) == (12, 2, 0)
    assert shown.read == 15
    assert not ana.contacts.exists()


def test_the_new_sample_brings_in_fourteen_people(as_ana, ana):
    address = bring_in(as_ana, NEW)
    assert ana.contacts.count() == 14
    assert "14 people brought in" in as_ana.get(address).text


def test_the_old_sample_brings_in_nine_people(as_ana, ana):
    bring_in(as_ana, OLD)
    assert ana.contacts.count() == 9


@pytest.mark.parametrize(("sample", "people"), [(NEW, 14), (OLD, 9)])
def test_the_same_file_again_adds_nobody(as_ana, ana, sample, people):
    bring_in(as_ana, sample)
    address, shown = preview(as_ana, sample)
    assert counts(shown) == (0, 0, people)
    as_ana.post(f"{address}confirm/", {"add": list(range(20)), "fill": list(range(20))})
    assert ana.contacts.count() == people


def test_the_same_file_again_adds_nobody_after_people_were_edited(as_ana, ana):
    bring_in(as_ana, OLD)
    ana.contacts.update(given_name="Somebody", family_name="Else", role="", emails=[])
    _, shown = preview(as_ana, OLD)
    assert counts(shown) == (0, 0, 9)


def test_an_emptied_field_is_not_filled_again_by_the_same_file(as_ana, ana):
    bring_in(as_ana, NEW)
    ana.contacts.update(role="", organisation=None)
    _, shown = preview(as_ana, NEW)
    assert [line.fills for line in shown.here if line.fills] == []


def test_an_imported_person_starts_at_the_beginning(as_ana, ana):
    bring_in(as_ana, NEW)
    ingrid = named(ana, "🌟 Ingrid")
    assert (ingrid.level, ingrid.rhythm, ingrid.source) == (0, None, "linkedin")
    assert ingrid.emails == ["ingrid@example.no"]
    assert ingrid.profile_key == "linkedin.com/in/example-ingrid-s"
    assert (ingrid.role, ingrid.organisation.name) == ("Talent Partner 🚀", "Fjord & Fjell AS")
    assert ingrid.connected_on == date(2025, 4, 30)


def test_an_import_plans_and_logs_nothing(as_ana, ana):
    bring_in(as_ana, NEW)
    assert not ana.tasks.exists()
    assert not ana.interactions.exists()
    assert not ana.contacts.exclude(last_contact_on=None).exists()


def test_people_of_one_firm_share_the_organisation_that_is_there(as_ana, ana):
    acme = make_organisation(ana, "Acme")
    bring_in(as_ana, csv("Wei,Zhang,,,ACME,,", "Ann,Lee,,,acme,,", "Bo,Yu,,,Other,,"))
    assert {contact.organisation for contact in ana.contacts.exclude(given_name="Bo")} == {acme}
    assert ana.organisations.count() == 2


def test_firms_that_differ_only_for_python_are_one(as_ana, ana):
    bring_in(as_ana, csv("Wei,Zhang,,,İSTANBUL,,", "Ann,Lee,,,istanbul,,", "Bo,Yu,,,i̇stanbul,,"))
    assert ana.contacts.exclude(organisation=None).count() == 3


def test_nobody_is_added_who_was_not_ticked(as_ana, ana):
    address, shown = preview(as_ana, csv("Wei,Zhang,,,,,", "Ann,Lee,,,,,"))
    as_ana.post(f"{address}confirm/", {"add": [shown.new[1].place]})
    assert [contact.given_name for contact in ana.contacts.all()] == ["Ann"]


def test_choosing_nobody_is_told_and_keeps_the_choices(as_ana, ana):
    address, shown = preview(as_ana, csv("Wei,Zhang,,,,,"))
    page = as_ana.post(f"{address}confirm/", {})
    assert page.status_code == 422
    assert "Nobody is chosen" in page.text
    assert not page.context["preview"].new[0].chosen


def test_the_title_of_a_person_named_twice_is_chosen(as_ana, ana):
    address, shown = preview(as_ana, NEW)
    tomasz = next(line for line in shown.new if line.name.startswith("Tomasz"))
    assert tomasz.position == 1
    as_ana.post(f"{address}confirm/", proposed(shown) | {f"title-{tomasz.place}": 0})
    assert named(ana, "Tomasz").role == "Engineering Manager"
    assert named(ana, "Tomasz").organisation.name == "Kopalnia Software Sp. z o.o."


@pytest.mark.parametrize(
    "fields",
    [
        {"profile_key": "linkedin.com/in/wei"},
        {"emails": ["WEI@example.com"]},
        {"emails": ["wei@example.com"], "archived_at": timezone.now()},
    ],
)
def test_a_person_known_by_address_or_e_mail_is_here_already(as_ana, ana, fields):
    make_contact(ana, "W.", **fields)
    row = "Wei,Zhang,https://www.linkedin.com/in/wei/?x=1,wei@example.com,,,"
    _, shown = preview(as_ana, csv(row))
    assert counts(shown) == (0, 0, 1)


def test_only_empty_fields_of_a_known_person_are_filled(as_ana, ana):
    make_contact(ana, "Wei", emails=["wei@example.com"])
    make_contact(ana, "Ann", emails=["ann@example.com"], role="Baker")
    bakery = make_organisation(ana, "Bakery")
    make_contact(ana, "Bo", emails=["bo@example.com"], organisation=bakery)
    rows = ["Wei,Zhang,https://linkedin.com/in/wei,wei@example.com,Acme,Chef,05 Mar 2024"]
    rows += ["Ann,Lee,,ann@example.com,Acme,Chef,", "Bo,Yu,,bo@example.com,Acme,Chef,"]
    bring_in(as_ana, csv(*rows))
    wei, ann, bo = named(ana, "Wei"), named(ana, "Ann"), named(ana, "Bo")
    assert (wei.role, wei.organisation.name, wei.family_name) == ("Chef", "Acme", "")
    assert (wei.profile_key, wei.connected_on) == ("linkedin.com/in/wei", date(2024, 3, 5))
    # A title of one firm must not end up beside another firm.
    assert (ann.role, ann.organisation) == ("Baker", None)
    assert (bo.role, bo.organisation.name) == ("", "Bakery")


def test_only_what_is_empty_is_offered_to_be_filled(as_ana, ana):
    make_contact(ana, "Wei", profile_key="linkedin.com/in/wei", emails=["w@example.com"])
    row = "Wei,Zhang,https://linkedin.com/in/wei,wei@example.com,,Chef,"
    _, shown = preview(as_ana, csv(row))
    assert shown.here[0].fills == "role Chef"


def test_a_known_person_stays_as_they_are_unless_filling_is_ticked(as_ana, ana):
    make_contact(ana, "Wei", emails=["wei@example.com"])
    bring_in(as_ana, csv("Wei,Z,,wei@example.com,Acme,Chef,", "Ann,Lee,,,,,"), fill=[])
    assert named(ana, "Wei").role == ""


def test_one_name_alone_is_only_perhaps_the_same_person(as_ana, ana):
    make_contact(ana, "Zoe", family_name="Fernandez-ONeill")
    _, shown = preview(as_ana, NEW)
    zoe = next(line for line in shown.maybe if line.name.startswith("Zoë"))
    assert [known.name for known in zoe.known] == ["Zoe Fernandez-ONeill"]
    assert not zoe.chosen


def test_two_of_one_name_with_two_addresses_are_proposed_as_two_people(as_ana, ana):
    make_contact(ana, "Alex", family_name="Kim", profile_key="linkedin.com/in/alex")
    _, shown = preview(as_ana, csv("Alex,Kim,https://linkedin.com/in/alex-2,,,,"))
    assert shown.maybe[0].chosen


@pytest.mark.parametrize(("answer", "people"), [("add", 2), ("same", 1)])
def test_the_choice_about_a_namesake_is_kept_for_next_time(as_ana, ana, answer, people):
    make_contact(ana, "Wei", family_name="Zhang")
    bring_in(as_ana, csv("Wei,Zhang,,,,Chef,"), **{"who-0": answer})
    assert ana.contacts.count() == people
    _, shown = preview(as_ana, csv("Wei,Zhang,,,,Chef,"))
    assert counts(shown) == (0, 0, 1)


def test_somebody_added_between_preview_and_button_is_not_doubled(as_ana, ana):
    address, shown = preview(as_ana, csv("Wei,Zhang,,wei@example.com,,,"))
    make_contact(ana, "Wei", emails=["wei@example.com"])
    as_ana.post(f"{address}confirm/", proposed(shown))
    assert ana.contacts.count() == 1


def test_pressing_the_button_twice_imports_once(as_ana, ana):
    address, shown = preview(as_ana, csv("Wei,Zhang,,,,,", "Ann,Lee,,,,,"))
    as_ana.post(f"{address}confirm/", {"add": [0]})
    as_ana.post(f"{address}confirm/", {"add": [0, 1]})
    assert [contact.given_name for contact in ana.contacts.all()] == ["Wei"]


@pytest.mark.parametrize("step", ["one_at_a_time", "insert"])
def test_a_file_that_makes_room_for_another_while_it_comes_in_is_gone(
    as_ana, ana, monkeypatch, step
):
    address, shown = preview(as_ana, csv("Wei,Zhang,,,,,"))
    do = getattr(batches, step)

    def and_read_another(*args, **options):
        monkeypatch.setattr(batches, step, do)
        do(*args, **options)
        upload(as_ana, csv("Ann,Lee,,,,,"))

    monkeypatch.setattr(batches, step, and_read_another)
    assert as_ana.post(f"{address}confirm/", proposed(shown)).status_code == 404
    assert not ana.contacts.exists()
    assert ana.contactimports.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"add": ["x", "-1", "99999", "1e9", "٣", "9" * 5_000]},
        {"add": ["0"], "title-0": "7"},
        {"add": ["0"], "title-0": "x", "who-x": "add", "who-": "add", "who-99999": "add"},
        {"fill": ["0", "7"]},
    ],
)
def test_answers_nobody_could_have_ticked_do_no_harm(as_ana, fields):
    address, _ = preview(as_ana, csv("Wei,Zhang,,,Acme,Chef,"))
    assert as_ana.post(f"{address}confirm/", fields).status_code in (302, 422)


@pytest.mark.parametrize("action", ["", "confirm/", "undo/"])
def test_a_stranger_does_not_find_the_import(as_ana, ana, ben, client, action):
    address, _ = preview(as_ana, NEW)
    client.force_login(ben)
    send = client.post if action else client.get
    assert send(address + action, {"add": [0]}).status_code == 404
    assert not ana.contacts.exists()


def test_the_people_of_others_are_nobody_known(as_ana, ben):
    make_contact(ben, "Wei", emails=["wei@example.com"])
    _, shown = preview(as_ana, csv("Wei,Zhang,,wei@example.com,,,"))
    assert counts(shown) == (1, 0, 0)


@pytest.mark.parametrize("action", ["confirm/", "undo/"])
def test_changes_refuse_to_be_fetched(as_ana, action):
    address, _ = preview(as_ana, NEW)
    assert as_ana.get(address + action).status_code == 405
