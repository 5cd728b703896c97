"""The other tests here look for Ana's words and for changes: both must be able to be found."""

from django.apps import apps

from jobsearch.ownership import Owned
from tests.security.world import canary, fill, fingerprint, make_people


def test_the_world_has_a_row_of_every_model_that_belongs_to_people(db):
    ana, *_ = make_people()
    fill(ana)
    empty = [
        m.__name__ for m in apps.get_models() if issubclass(m, Owned) and not m.objects.exists()
    ]
    assert empty == []


def test_the_words_give_their_owner_away(db):
    ana, ben, _ = make_people()
    assert fill(ana)["contact"].given_name.startswith(canary(ana))
    assert not fill(ben)["contact"].given_name.startswith(canary(ana))


def test_a_fingerprint_sees_one_letter_change(db):
    ana, *_ = make_people()
    rows = fill(ana)
    before = fingerprint()
    rows["organisation"].notes += "x"
    rows["organisation"].save()
    after = fingerprint()
    assert [table for table in before if before[table] != after[table]] == ["contacts_organisation"]
