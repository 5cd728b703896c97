"""The database itself refuses to join the rows of two people."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from jobsearch.ownership import Owned, SameOwner

OWNED = [model for model in apps.get_models() if issubclass(model, Owned)]
SAME_OWNER = [
    (model, constraint)
    for model in OWNED
    for constraint in model._meta.constraints
    if isinstance(constraint, SameOwner)
]


def links(model):
    """Its foreign keys to other rows that belong to people."""
    return {
        field.name
        for field in model._meta.fields
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, Owned)
    }


def test_there_is_something_to_try():
    assert len(OWNED) > 10
    assert len(SAME_OWNER) > 10


@pytest.mark.parametrize("model", OWNED)
def test_each_link_between_rows_of_people_has_the_owner_in_it(model):
    guarded = {constraint.field for of, constraint in SAME_OWNER if of is model}
    assert guarded == links(model)


@pytest.mark.parametrize("model", apps.get_models())
def test_a_table_that_points_at_rows_of_people_belongs_to_people(model):
    """Or a row of nobody's would be a way round."""
    pointing = [field for field in model._meta.get_fields() if points_at_people(field)]
    assert not pointing or issubclass(model, Owned)


def points_at_people(field):
    related = field.related_model
    if field.auto_created or not isinstance(related, type) or field.many_to_many:
        return False
    return issubclass(related, Owned)


@pytest.mark.parametrize(
    ("model", "constraint"), SAME_OWNER, ids=[constraint.name for _, constraint in SAME_OWNER]
)
def test_raw_sql_cannot_join_two_owners(world, model, constraint):
    column = model._meta.get_field(constraint.field).column
    target = model._meta.get_field(constraint.field).related_model
    mine = world.of[world.ben][model.__name__.lower()].pk
    theirs = world.of[world.ana][target.__name__.lower()].pk
    own = world.of[world.ben][target.__name__.lower()].pk
    update = f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s"
    if target is not model:  # some may be pointed at only once
        model.objects.filter(owner=world.ana).delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(update, [own, mine])
        assert cursor.rowcount == 1
        with pytest.raises(IntegrityError, match=constraint.name), transaction.atomic():
            cursor.execute(update, [theirs, mine])


@pytest.mark.parametrize(
    ("model", "constraint"), SAME_OWNER, ids=[constraint.name for _, constraint in SAME_OWNER]
)
def test_raw_sql_cannot_give_a_row_to_somebody_else(world, model, constraint):
    mine = world.of[world.ben][model.__name__.lower()].pk
    give = f"UPDATE {model._meta.db_table} SET owner_id = %s WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(give, [world.ana.pk, mine])


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model.__name__)
def test_an_index_begins_with_the_owner(model, db):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    assert any(
        (each["index"] or each["unique"]) and each["columns"][:1] == ["owner_id"]
        for each in found.values()
    )
