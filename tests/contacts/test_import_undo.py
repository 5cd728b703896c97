"""Taking an import back."""

from datetime import date

import pytest

from contacts.models import Contact
from tests.contacts.bringing import NEW, OLD, bring_in, csv, named, preview
from tests.factories import make_contact, make_organisation, make_task


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


@pytest.mark.parametrize(("sample", "people", "kept"), [(NEW, 14, "Cher"), (OLD, 9, "Noor")])
def test_an_undone_file_can_be_brought_in_again_and_knows_who_was_kept(
    as_ana, ana, sample, people, kept
):
    address = bring_in(as_ana, sample)
    make_task(ana, contact=named(ana, kept))
    as_ana.post(f"{address}undo/")
    _, shown = preview(as_ana, sample)
    assert [line.known[0].given_name for line in shown.here] == [kept]
    bring_in(as_ana, sample)
    assert ana.contacts.count() == people


def test_somebody_deleted_since_can_be_brought_in_again(as_ana, ana):
    bring_in(as_ana, OLD)
    named(ana, "Noor").delete()
    _, shown = preview(as_ana, OLD)
    assert [line.name for line in shown.new] == ["Noor Bakker"]
