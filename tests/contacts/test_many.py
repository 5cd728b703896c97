"""Many rows in one statement: the same rows as Django makes one by one."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from contacts.many import insert, update
from contacts.models import Contact, Organisation
from tests.factories import make_contact, make_organisation

FIELDS = {
    "given_name": 'Zoë "Z" O\'Neill \\ %s {} 🚀',
    "family_name": "",
    "emails": ["a,b@example.com", "NULL"],
    "profile_url": "https://example.com/{1,2}",
    "role": "line\nbreak\ttab",
    "connected_on": date(2024, 2, 29),
}


def stored(owner, pk):
    row = owner.contacts.values().get(pk=pk)
    return {name: value for name, value in row.items() if name not in ("id", "created_at")}


def test_a_row_is_the_same_as_one_that_django_makes(ana):
    now = timezone.now()
    place = make_organisation(ana)
    one = Contact.objects.create(owner=ana, organisation=place, source="linkedin", **FIELDS)
    Contact.objects.filter(pk=one.pk).update(updated_at=now)
    alike = Contact(owner=ana, source="linkedin", created_at=now, updated_at=now)
    pk = uuid4()
    insert(alike, [{"id": pk, "organisation_id": place.pk, **FIELDS}])
    assert stored(ana, pk) == stored(ana, one.pk)


@pytest.mark.parametrize("name", ["role", "emails", "connected_on"])
def test_only_the_given_columns_of_the_given_rows_change(ana, name):
    one, other = make_contact(ana, "A", notes="kept"), make_contact(ana, "B")
    before = stored(ana, one.pk), stored(ana, other.pk)
    update(Contact, [{"id": one.pk, name: FIELDS[name]}])
    assert stored(ana, one.pk) == before[0] | {name: FIELDS[name]}
    assert stored(ana, other.pk) == before[1]


def test_rows_that_clash_are_left_out_where_that_is_asked_for(ana):
    make_organisation(ana, "Acme")
    rows = [{"id": uuid4(), "name": name} for name in ("ACME", "Bakery")]
    insert(Organisation(owner=ana, created_at=timezone.now()), rows, or_leave=True)
    assert set(ana.organisations.values_list("name", flat=True)) == {"Acme", "Bakery"}


def test_no_rows_are_no_statement(ana, django_assert_num_queries):
    with django_assert_num_queries(0):
        insert(Contact(owner=ana), [])
        update(Contact, [])
