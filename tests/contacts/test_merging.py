"""Two people, or two organisations, that were one: what moves, what stays, and the way back."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection, models
from django.urls import reverse

from contacts import merging, twins
from contacts.models import Ask, Contact, ContactImport, Interaction, Merge, Organisation, Promise
from jobsearch.ownership import Owned
from tasks.models import Keepsake, Mention
from tests.factories import make_contact, make_mail, make_organisation, make_task
from tests.security.world import fill, fingerprint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_first_days_hold")]
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
DAY = date(2026, 11, 20)


def talk(owner, *people, day=DAY, met=(), **fields):
    fields = {"minutes": 20, "kind": "conversation", "direction": "both"} | fields
    entry = Interaction.objects.create(owner=owner, day=day, **fields)
    entry.set_people(people, met=met)
    return entry


@pytest.fixture
def halden(ana):
    return make_organisation(ana, "Halden")


@pytest.fixture
def kept(ana):
    person = make_contact(
        ana, "Priya", family_name="Nair", emails=["priya@example.com"], tags=["Design"],
        notes="Likes maps.", told_on=date(2026, 11, 2),
    )  # fmt: skip
    talk(ana, person)
    return person


@pytest.fixture
def gone(ana, kept, halden):
    """Somebody with a row in every table that points at people."""
    batch = ContactImport.objects.create(
        owner=ana, file_name="c.csv", format="linkedin", imported_at=NOW
    )
    person = make_contact(
        ana, "P.", family_name="Nair", level=3, role="Designer", organisation=halden,
        emails=["PRIYA@example.com", "p@nair.example"], phones=["+351 1"], tags=["design", "maps"],
        notes="Met in Porto.", told_on=date(2026, 10, 1), imported_by=batch, source="linkedin",
        profile_url="https://www.linkedin.com/in/pnair", profile_key="linkedin.com/in/pnair",
    )  # fmt: skip
    batch.outcome = {"rows": {"row-1": str(person.pk), "row-2": str(kept.pk)}}
    batch.save()
    alone = talk(ana, person, day=DAY + timedelta(days=2), direction="from")
    talk(ana, kept, person, met=[person])
    make_contact(ana, "Ben", met_through=person, introduced_in=alone)
    promise = Promise.objects.create(
        owner=ana, contact=person, interaction=alone, mine=True, what="Send it", due_on=DAY
    )
    ask = Ask.objects.create(owner=ana, contact=person, rung=5, organisation=halden, made_on=DAY)
    make_task(ana, "Send it", contact=person, promise=promise, is_promise=True)
    make_task(ana, "Ask", contact=person, ask=ask)
    make_task(ana, "Write", contact=kept, reason="stay-in-touch")
    again = make_task(ana, "Write again", contact=person, reason="stay-in-touch")
    make_mail(again)
    make_task(ana, "Thank", contact=person, reason="thank")
    Keepsake.objects.create(owner=ana, title="Portfolio", contact=person)
    return person


def merged(kept, gone):
    found = merging.merge(kept, gone, NOW)
    kept.refresh_from_db()
    connection.check_constraints()  # what the database looks at when a transaction ends
    return found


def of_ana(ana):
    prints = fingerprint(ana)
    prints.pop("contacts_merge")
    return prints


def test_everything_that_was_about_the_one_is_about_the_other(ana, kept, gone):
    merged(kept, gone)
    assert not Contact.objects.filter(pk=gone.pk).exists()
    assert kept.interactions.count() == 3
    assert kept.participations.count() == 3
    assert [kept.promises.count(), kept.asks.count(), kept.keepsakes.count()] == [1, 1, 1]
    assert kept.tasks.open().count() == 5
    assert kept.brought.get().given_name == "Ben"
    assert Mention.objects.get().task.contact == kept


def test_what_each_had_is_united_and_the_one_that_stays_has_the_first_word(ana, kept, gone, halden):
    merged(kept, gone)
    assert kept.name == "Priya Nair"
    assert kept.emails == ["priya@example.com", "p@nair.example"]
    assert (kept.phones, kept.tags) == (["+351 1"], ["Design", "maps"])
    assert (kept.level, kept.role, kept.organisation) == (3, "Designer", halden)
    assert kept.profile_key == "linkedin.com/in/pnair"
    assert kept.told_on == date(2026, 10, 1)
    assert kept.notes == "Likes maps.\n\nMet in Porto.\n\nAlso listed as P. Nair"


def test_a_level_that_was_set_stays(ana, kept, gone):
    kept.set_level(2)
    merged(kept, gone)
    assert kept.level == 2


def test_what_there_is_no_second_place_for_is_kept_in_the_notes(ana):
    here = make_contact(
        ana, "Priya", role="Lead", organisation=make_organisation(ana, "Northwind"),
        profile_url="https://a.example", profile_key="a.example", known_note="Porto",
    )  # fmt: skip
    there = make_contact(
        ana, "Priya", role="Designer", organisation=make_organisation(ana, "Halden"),
        profile_url="https://b.example", profile_key="b.example", known_note="Lisbon",
    )  # fmt: skip
    merged(here, there)
    assert here.notes == "Also: Designer, Halden\nAlso: https://b.example\nAlso: Lisbon"
    assert (here.role, here.organisation.name, here.known_note) == ("Lead", "Northwind", "Porto")


def test_the_days_are_worked_out_again(ana, kept, gone):
    kept.refresh_from_db()
    assert kept.last_contact_on == DAY
    merged(kept, gone)
    assert kept.last_contact_on == kept.my_turn_since == DAY + timedelta(days=2)


def test_who_took_part_as_both_took_part_once_and_was_met_there(ana, kept, gone):
    merged(kept, gone)
    together = kept.participations.get(met=True)
    assert together.interaction.participants.count() == 1


def test_two_follow_ups_for_one_reason_both_stay_open(ana, kept, gone):
    merged(kept, gone)
    tasks = kept.tasks.open().filter(title__startswith="Write").order_by("title")
    assert [task.reason for task in tasks] == ["stay-in-touch", ""]


def test_a_row_of_a_file_is_known_as_who_it_is_now(ana, kept, gone):
    merged(kept, gone)
    assert set(ana.contactimports.get().outcome["rows"].values()) == {str(kept.pk)}


def test_nobody_is_left_who_was_met_through_themselves(ana):
    first = make_contact(ana, "First")
    second = make_contact(ana, "Second", met_through=first)
    third = make_contact(ana, "Third", met_through=second)
    merged(first, second)
    third.refresh_from_db()
    assert (first.met_through, third.met_through) == (None, first)
    merged(third, first)
    assert third.met_through is None


@pytest.mark.parametrize("stays", [True, False])
def test_undoing_leaves_every_table_as_it_was(ana, kept, gone, stays):
    before = of_ana(ana)
    done = merged(kept, gone) if stays else merged(gone, kept)
    assert of_ana(ana) != before
    merging.undo(done, NOW)
    connection.check_constraints()
    assert of_ana(ana) == before


def test_undoing_leaves_every_table_as_it_was_for_somebody_with_a_row_in_each(ana):
    rows = fill(ana)
    ana.contacts.recount()
    other = make_contact(ana, "Other")
    for kept, gone in [(rows["contact"], other), (other, rows["contact"])]:
        before = of_ana(ana)
        done = merged(kept, gone)
        merging.undo(done, NOW)
        connection.check_constraints()
        assert of_ana(ana) == before


def test_what_was_logged_and_changed_since_stays_with_the_one_that_stayed(ana, kept, gone):
    done = merged(kept, gone)
    entry = talk(ana, kept, day=date(2026, 11, 24))
    task = make_task(ana, "Since", contact=kept, reason="news")
    Contact.objects.filter(pk=kept.pk).update(notes="Edited since")
    done_since = kept.tasks.get(title="Thank")
    done_since.complete(NOW)
    merging.undo(done, NOW)
    connection.check_constraints()
    kept.refresh_from_db()
    task.refresh_from_db()
    assert (kept.notes, kept.emails) == ("Edited since", ["priya@example.com"])
    assert (list(entry.people.all()), task.contact) == ([kept], kept)
    assert kept.last_contact_on == date(2026, 11, 24)
    gone = Contact.objects.get(pk=gone.pk)
    assert gone.tasks.get(title="Thank").completed_at == NOW
    assert gone.last_contact_on == DAY + timedelta(days=2)


def test_what_was_deleted_since_does_not_keep_an_undo_from_working(ana, kept, gone, halden):
    done = merged(kept, gone)
    ana.interactions.all().delete()
    ana.tasks.all().delete()
    halden.delete_for_good()
    ana.contacts.exclude(pk=kept.pk).delete()
    merging.undo(done, NOW)
    connection.check_constraints()
    gone = Contact.objects.get(pk=gone.pk)
    assert (gone.organisation, gone.last_contact_on, gone.role) == (None, None, "Designer")


def test_a_reason_that_is_taken_by_now_is_not_given_back(ana, kept, gone):
    closed = make_task(ana, "Closed", contact=gone, reason="news")
    closed.drop(NOW)
    done = merged(kept, gone)
    kept.tasks.get(title="Write").complete(NOW)
    ana.tasks.filter(pk=closed.pk).update(dropped_at=None, reason="stay-in-touch", position="zz")
    merging.undo(done, NOW)
    gone = Contact.objects.get(pk=gone.pk)
    assert gone.tasks.get(title="Write again").reason == ""


def test_merges_are_undone_the_last_one_first(ana):
    first, second, third = (make_contact(ana, name) for name in ("First", "Second", "Third"))
    talk(ana, first)
    before = of_ana(ana)
    one = merged(second, first)
    two = merged(third, second)
    with pytest.raises(merging.NotUndone, match="later merge first"):
        merging.undo(one, NOW)
    merging.undo(two, NOW)
    merging.undo(one, NOW)
    assert of_ana(ana) == before
    with pytest.raises(merging.NotUndone):
        merging.undo(one, NOW)


def test_somebody_comes_back_to_where_their_organisation_is_now(ana, kept, gone, halden):
    done = merged(kept, gone)
    ltd = make_organisation(ana, "Halden Ltd")
    merged(ltd, halden)
    merging.undo(done, NOW)
    assert Contact.objects.get(pk=gone.pk).organisation == ltd


def test_two_organisations_become_one_and_two_again(ana, halden, gone):
    ltd = make_organisation(
        ana, "Halden Ltd", is_target=True, motivation=3, notes="Near the sea", posting=2
    )
    Keepsake.objects.create(owner=ana, title="Advert", organisation=ltd)
    make_contact(ana, "Ann", organisation=ltd)
    before = of_ana(ana)
    done = merged(halden, ltd)
    assert (halden.is_target, halden.motivation, halden.posting) == (True, 3, 2)
    assert halden.notes == "Near the sea\n\nAlso called Halden Ltd"
    assert (halden.contacts.count(), halden.keepsakes.count()) == (2, 1)
    merging.undo(done, NOW)
    connection.check_constraints()
    assert of_ana(ana) == before


def test_an_organisation_does_not_come_back_beside_another_of_its_name(ana, halden):
    ltd = make_organisation(ana, "Halden Ltd")
    done = merged(halden, ltd)
    make_organisation(ana, "halden LTD")
    with pytest.raises(merging.NotUndone, match="another organisation called Halden Ltd"):
        merging.undo(done, NOW)


def test_deleting_the_one_that_stayed_deletes_what_is_kept_of_the_other(ana, kept, gone):
    merged(kept, gone)
    last = make_contact(ana, "Last")
    merged(last, kept)
    make_contact(ana, "Somebody else")
    assert Merge.objects.count() == 2
    last.delete_for_good()
    assert not Merge.objects.exists()


def test_nothing_is_left_in_an_undone_merge(ana, kept, gone):
    done = merged(kept, gone)
    merging.undo(done, NOW)
    assert Merge.objects.get().before == {}


def test_every_unique_rule_about_people_and_organisations_is_known_here():
    """A new one may keep a row from being moved: then contacts.merging has to make room for it."""
    known = {"interaction_person_once", "task_one_follow_up_a_reason", "organisation_name_once"}
    found = set()
    for model in (one for one in apps.get_models() if issubclass(one, Owned)):
        pointing = {
            field.name
            for field in model._meta.concrete_fields
            if field.related_model in (Contact, Organisation)
        }
        assert not any(model._meta.get_field(name).unique for name in pointing)
        for rule in model._meta.constraints:
            if isinstance(rule, models.UniqueConstraint) and pointing & set(rule.fields):
                found.add(rule.name)
    assert found <= known


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_merge_in_the_same_moment_merge_once(ana):
    first, second = make_contact(ana, "First"), make_contact(ana, "Second")
    talk(ana, first, second)
    found = []

    def merge(kept, gone):
        found.append(merging.merge(kept, gone, NOW))
        connection.close()

    windows = [
        threading.Thread(target=merge, args=pair)
        for pair in [(first, second), (second, first), (first, second)]
    ]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert len(found) == 3  # nobody met an error
    assert sum(one is not None for one in found) == 1
    assert ana.contacts.count() == ana.merges.count() == 1


# Pages ------------------------------------------------------------------------------------


def address(row):
    kind = "contacts" if isinstance(row, Contact) else "organisations"
    return reverse(f"{kind}:merge", args=[row.pk])


def unmerge(merge):
    return reverse("contacts:unmerge", args=[merge.pk])


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def test_both_stand_side_by_side_before_anything_changes(as_ana, ana, kept, gone):
    before = fingerprint(ana)
    page = as_ana.get(address(kept), {"other": gone.pk}).content.decode()
    assert page.index("This one stays") < page.index("This one goes into it") < page.index("Afterw")
    assert "priya@example.com, p@nair.example" in page
    assert f"{address(gone)}?other={kept.pk}" in page  # the other way round
    assert fingerprint(ana) == before


def test_the_button_makes_them_one_and_undo_makes_them_two(as_ana, ana, kept, gone):
    before = of_ana(ana)
    answer = as_ana.post(address(kept), {"other": gone.pk}, follow=True)
    assert answer.redirect_chain[-1][0] == kept.get_absolute_url()
    assert said(answer) == ["P. Nair and Priya Nair are one now."]
    assert unmerge(Merge.objects.get()) in answer.content.decode()
    answer = as_ana.post(unmerge(Merge.objects.get()), follow=True)
    assert said(answer) == ["Undone. P. Nair is listed again."]
    assert answer.redirect_chain[-1][0] == gone.get_absolute_url()
    assert of_ana(ana) == before


def test_organisations_have_the_same_page(as_ana, ana, halden):
    ltd = make_organisation(ana, "Halden Ltd")
    assert "Halden Ltd" in as_ana.get(address(halden)).content.decode()
    answer = as_ana.post(address(halden), {"other": ltd.pk}, follow=True)
    assert said(answer) == ["Halden Ltd and Halden are one now."]
    assert ana.organisations.get() == halden


def test_a_form_sent_twice_says_that_they_are_one(as_ana, ana, kept, gone):
    for _ in range(2):
        answer = as_ana.post(address(kept), {"other": gone.pk}, follow=True)
    assert said(answer) == ["They are one already."]
    answer = as_ana.post(address(gone), {"other": kept.pk}, follow=True)  # the other way round
    assert said(answer) == ["They are one already."]
    assert answer.redirect_chain[-1][0] == kept.get_absolute_url()
    assert ana.merges.count() == 1


@pytest.mark.parametrize("other", ["", "nonsense", "\0", None])
def test_without_another_one_the_page_asks_for_it(as_ana, kept, other):
    fields = {"other": str(kept.pk) if other is None else other}
    answer = as_ana.post(address(kept), fields)
    assert answer.status_code == 422
    assert "another one" in said(answer)[0]
    assert as_ana.get(address(kept), fields).status_code == 200
    assert not Merge.objects.exists()


def test_a_stranger_is_nobody_to_merge_with(as_ana, ana, ben, kept):
    theirs, place = make_contact(ben, "Priya"), make_organisation(ana, "Halden")
    for other in (theirs, place):
        for ask in (as_ana.get, as_ana.post):
            assert ask(address(kept), {"other": other.pk}).status_code == 404
    assert ben.contacts.count() == 1
    assert "Priya" not in as_ana.get(reverse("contacts:same")).content.decode()


def test_a_stranger_undoes_nothing(client, ben, ana, kept, gone):
    done = merged(kept, gone)
    client.force_login(ben)
    assert client.post(unmerge(done)).status_code == 404
    assert ana.contacts.count() == 2  # Priya, and Ben of the contacts


def test_what_cannot_be_undone_is_said(as_ana, kept, gone):
    done = merged(kept, gone)
    kept.delete()
    answer = as_ana.post(unmerge(done), follow=True)
    assert said(answer) == ["This cannot be undone any more. Nothing was changed."]


def test_the_page_of_doubles_says_why_the_surest_first(as_ana, ana):
    same = {"emails": ["A@example.com"], "profile_key": "x.example/a"}
    make_contact(ana, "Ana", **same)
    make_contact(ana, "Anna", emails=["a@EXAMPLE.com"], profile_key="x.example/a")
    make_contact(ana, "Zoë", profile_key="x.example/z")
    make_contact(ana, "Zoe", profile_key="x.example/z")
    make_contact(ana, "Jörg")
    make_contact(ana, "JORG")
    make_organisation(ana, "Acme")
    make_organisation(ana, "ACME Ltd.")
    page = as_ana.get(reverse("contacts:same"))
    found = [(one.first.name, one.second.name, one.why) for one in page.context["people"]]
    assert found == [
        ("Ana", "Anna", "email"), ("Zoë", "Zoe", "profile"), ("Jörg", "JORG", "name"),
    ]  # fmt: skip
    assert [(one.first.name, one.second.name) for one in page.context["organisations"]] == [
        ("Acme", "ACME Ltd.")
    ]


def test_a_pair_that_is_not_the_same_is_not_shown_again(as_ana, ana):
    one, other = make_contact(ana, "Ana"), make_contact(ana, "Ana")
    answer = as_ana.post(reverse("contacts:not_the_same"), {"one": other.pk, "other": one.pk})
    assert answer.url == reverse("contacts:same")
    assert as_ana.get(answer.url).context["people"] == []
    assert as_ana.post(reverse("contacts:not_the_same"), {"one": "x"}).status_code == 302


def test_the_page_of_doubles_takes_the_same_queries_for_many(
    as_ana, ana, django_assert_max_num_queries
):
    url = reverse("contacts:same")
    for _ in range(2):
        make_contact(ana, "Ana", emails=["a@example.com"])
    as_ana.get(url)
    with django_assert_max_num_queries(12) as few:
        as_ana.get(url)
    for _ in range(60):
        make_contact(ana, "Ana", organisation=make_organisation(ana))
    with django_assert_max_num_queries(12) as many:
        page = as_ana.get(url)
    assert len(few) == len(many)
    assert page.context["more"] == 31


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("ACME, Ltd.", "acme"),
        ("Acme S.A.", "acme"),
        ("Acme GmbH & Co. KG", "acme"),
        ("Energía Norte, S.L.", "energia norte"),
        ("Ltd", "ltd"),
        ("Co Op", "co op"),
        ("…", "…"),
        ("Asa", "asa"),
    ],
)
def test_a_name_is_compared_without_its_legal_form(name, bare):
    assert twins.bare_name(name) == bare
