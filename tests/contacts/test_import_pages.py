"""Bringing people in from LinkedIn: upload, choose, import, undo."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from contacts.importers.files import MAX_BYTES
from contacts.models import Contact
from tests.factories import make_contact, make_organisation, make_task

SAMPLES = Path(__file__).parent / "samples"
NEW = "linkedin_connections_bom_crlf.csv"
OLD = "linkedin_connections_old_no_url.csv"
HEADINGS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"


def csv(*rows):
    return "\n".join([HEADINGS, *rows]).encode()


def upload(client, data, name="Connections.csv"):
    file = SimpleUploadedFile(name, data, "text/csv")
    return client.post(reverse("imports:start"), {"file": file})


def preview(client, data):
    """Uploads and opens the preview: the address of the import and what its page was given."""
    if isinstance(data, str):
        data = (SAMPLES / data).read_bytes()
    address = upload(client, data).url
    return address, client.get(address).context["preview"]


def proposed(shown):
    """What the page would send if somebody only presses the button."""
    fields = {"add": [line.place for line in shown.new if line.chosen]}
    fields["fill"] = [line.place for line in shown.here if line.fills and line.chosen]
    for line in shown.maybe:
        fields[f"who-{line.place}"] = "add" if line.chosen else "same"
    return fields


def bring_in(client, data, **changes):
    address, shown = preview(client, data)
    client.post(f"{address}confirm/", proposed(shown) | changes)
    return address


def named(ana, given_name):
    return ana.contacts.get(given_name=given_name)


def counts(shown):
    return len(shown.new), len(shown.maybe), len(shown.here)


def test_the_upload_page_says_how_to_get_the_file(as_ana):
    page = as_ana.get(reverse("imports:start"))
    assert "Get a copy of your data" in page.text


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
    rows = ["Wei,Zhang,https://linkedin.com/in/wei,wei@example.com,Acme,Chef,05 Mar 2024"]
    rows += ["Ann,Lee,,ann@example.com,Acme,Chef,"]
    bring_in(as_ana, csv(*rows))
    wei, ann = named(ana, "Wei"), named(ana, "Ann")
    assert (wei.role, wei.organisation.name, wei.family_name) == ("Chef", "Acme", "")
    assert (wei.profile_key, wei.connected_on) == ("linkedin.com/in/wei", date(2024, 3, 5))
    # Her own title must not end up beside a firm that goes with another one.
    assert (ann.role, ann.organisation) == ("Baker", None)


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


def test_what_was_read_is_not_kept_after_the_import(as_ana, ana):
    bring_in(as_ana, NEW)
    batch = ana.contactimports.get()
    assert (batch.people, batch.skipped, batch.warnings) == ([], [], [])
    assert "Ingrid" not in str(batch.outcome)
    assert "linkedin.com" not in str(batch.outcome)


def test_only_the_newest_unfinished_file_is_kept(as_ana, ana):
    bring_in(as_ana, OLD)
    first, _ = preview(as_ana, NEW)
    second, _ = preview(as_ana, NEW)
    assert as_ana.get(first).status_code == 404
    assert as_ana.get(second).status_code == 200
    assert ana.contactimports.count() == 2


def test_skipped_rows_and_warnings_are_shown_with_their_row(as_ana):
    address, _ = preview(as_ana, NEW)
    page = as_ana.get(address).text
    assert "Row 13: No name and no e-mail address." in page
    assert "Row 18: “not a date” is not a date we can read" in page


def test_what_the_file_says_is_shown_as_text(as_ana):
    address, _ = preview(as_ana, csv("<script>alert(1)</script>,Lee,,,,,"))
    assert "<script>alert" not in as_ana.get(address).text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty"),
        (csv(), "no people in this file"),
        (b"PK\x03\x04" + b"\0" * 50, "ZIP file"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"Product,Price\n1,2\n", "could not find the line with First Name"),
        (csv(*["Wei,Zhang,,,,,"] * 10_001), "more than 10,000 rows"),
    ],
)
def test_a_file_we_cannot_read_is_answered_beside_the_field(as_ana, ana, data, sentence):
    page = upload(as_ana, data)
    assert page.status_code == 422
    assert sentence in page.context["form"].errors["file"][0]
    assert sentence.split("'")[0] in page.text
    assert not ana.contactimports.exists()


def test_no_file_at_all_is_told(as_ana):
    page = as_ana.post(reverse("imports:start"))
    assert page.status_code == 422
    assert "Choose the file first." in page.text


def test_a_file_of_fifty_megabytes_is_refused_without_being_stored(as_ana, monkeypatch):
    stored = []
    write = "django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk"
    monkeypatch.setattr(write, lambda handler, data, start: stored.append(len(data)))
    page = upload(as_ana, b"a" * (50 * 1024 * 1024))
    assert page.status_code == 422
    assert MAX_BYTES < sum(stored) < MAX_BYTES + 200_000


def test_a_file_of_fifty_megabytes_gets_a_sentence(as_ana):
    page = upload(as_ana, b"a" * (50 * 1024 * 1024))
    assert "larger than 5 MB" in page.text


@pytest.mark.parametrize("name", ["a" * 300 + ".csv", "‮gnp.exe", "\0.csv", "Ana's list <b>.csv"])
def test_any_file_name_will_do(as_ana, ana, name):
    assert upload(as_ana, csv("Wei,Zhang,,,,,"), name).status_code == 302
    assert len(ana.contactimports.get().file_name) <= 200


@pytest.mark.parametrize(
    "fields",
    [
        {"add": ["x", "-1", "99999", "1e9", "٣", "9" * 400]},
        {"add": ["0"], "title-0": "7"},
        {"add": ["0"], "title-0": "x", "who-x": "add", "who-": "add", "who-99999": "add"},
        {"fill": ["0", "7"]},
    ],
)
def test_answers_nobody_could_have_ticked_do_no_harm(as_ana, fields):
    address, _ = preview(as_ana, csv("Wei,Zhang,,,Acme,Chef,"))
    assert as_ana.post(f"{address}confirm/", fields).status_code in (302, 422)


def test_undo_removes_exactly_what_was_added(as_ana, ana):
    here = make_contact(ana, "Tomasz", emails=["tomasz.w@example.com"])
    make_organisation(ana, "Pine Health")
    before = Contact.objects.filter(pk=here.pk).values().get()
    address = bring_in(as_ana, NEW)
    assert ana.contacts.count() == 14
    as_ana.post(f"{address}undo/")
    after = ana.contacts.values().get()
    assert after | {"updated_at": None} == before | {"updated_at": None}
    assert [organisation.name for organisation in ana.organisations.all()] == ["Pine Health"]


def test_undo_keeps_and_lists_who_something_happened_with(as_ana, ana):
    address = bring_in(as_ana, NEW)
    edited, logged, planned = named(ana, "Cher"), named(ana, "Grace"), named(ana, "Omar")
    edited.notes = "Sings"
    edited.save(update_fields=["notes", "updated_at"])
    interaction = ana.interactions.create(day=date(2025, 1, 1), minutes=5, kind="conversation")
    interaction.set_people([logged])
    make_task(ana, contact=planned)
    as_ana.post(f"{address}undo/")
    assert set(ana.contacts.all()) == {edited, logged, planned}
    page = as_ana.get(address)
    assert [contact.given_name for contact in page.context["kept"]] == ["Cher", "Grace", "Omar"]
    assert {organisation.name for organisation in ana.organisations.all()} == {
        "Karoo Media",
        "Civic Lab",
    }


def test_undo_leaves_a_filled_field_that_was_edited_since(as_ana, ana):
    make_contact(ana, "Wei", emails=["wei@example.com"])
    address = bring_in(as_ana, csv("Wei,Zhang,,wei@example.com,Acme,Chef,"))
    wei = named(ana, "Wei")
    wei.role = "Head chef"
    wei.save(update_fields=["role", "updated_at"])
    as_ana.post(f"{address}undo/")
    assert named(ana, "Wei").role == "Head chef"


def test_undo_twice_is_undo_once(as_ana, ana):
    address = bring_in(as_ana, NEW)
    as_ana.post(f"{address}undo/")
    undone_at = ana.contactimports.get().undone_at
    as_ana.post(f"{address}undo/")
    assert ana.contactimports.get().undone_at == undone_at


def test_undo_before_the_import_does_nothing(as_ana, ana):
    address, _ = preview(as_ana, NEW)
    as_ana.post(f"{address}undo/")
    assert ana.contactimports.get().undone_at is None


@pytest.mark.parametrize(("sample", "people"), [(NEW, 14), (OLD, 9)])
def test_an_undone_file_can_be_brought_in_again_without_doubling_who_was_kept(
    as_ana, ana, sample, people
):
    address = bring_in(as_ana, sample)
    make_task(ana, contact=ana.contacts.order_by("given_name").first())
    as_ana.post(f"{address}undo/")
    assert ana.contacts.count() == 1
    bring_in(as_ana, sample)
    assert ana.contacts.count() == people


def test_somebody_deleted_since_can_be_brought_in_again(as_ana, ana):
    bring_in(as_ana, OLD)
    named(ana, "Noor").delete()
    _, shown = preview(as_ana, OLD)
    assert [line.name for line in shown.new] == ["Noor Bakker"]


def test_past_imports_are_listed(as_ana):
    bring_in(as_ana, NEW)
    assert "14 people brought in on" in as_ana.get(reverse("imports:start")).text


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


def rows(count):
    day = date(2020, 1, 1)
    return [
        f"First{n},Last{n},https://www.linkedin.com/in/p{n},,Firm {n % 700},Role {n},"
        f"{day + timedelta(days=n % 900):%d %b %Y}"
        for n in range(count)
    ]


def test_two_thousand_people_are_read_shown_and_brought_in(as_ana, ana):
    bring_in(as_ana, csv(*rows(2_000)))
    assert ana.contacts.count() == 2_000
    assert ana.organisations.count() == 700


def test_ten_thousand_people_are_chosen_in_one_form(as_ana, ana):
    bring_in(as_ana, csv(*rows(10_000)))
    assert ana.contacts.count() == 10_000


@pytest.mark.parametrize("count", [3, 300])
def test_the_preview_asks_the_database_a_fixed_number_of_times(
    as_ana, django_assert_max_num_queries, count
):
    bring_in(as_ana, csv(*rows(count)))
    address, _ = preview(as_ana, csv(*rows(2 * count)))
    with django_assert_max_num_queries(8):
        as_ana.get(address)


@pytest.mark.parametrize("count", [3, 300])
def test_import_and_undo_ask_the_database_a_fixed_number_of_times(
    as_ana, django_assert_max_num_queries, count
):
    address, shown = preview(as_ana, csv(*rows(count)))
    with django_assert_max_num_queries(20):
        as_ana.post(f"{address}confirm/", proposed(shown))
    with django_assert_max_num_queries(40):
        as_ana.post(f"{address}undo/")
