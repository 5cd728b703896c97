"""Every row belongs to one person, and the database itself refuses to join two owners."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.ddl_references import Statement, Table
from django.db.models.base import ModelState

if TYPE_CHECKING:
    from jobsearch.models import User
from django.db.models.fields.related_lookups import RelatedExact


class IsOwner(RelatedExact):
    """Says that the number is as large as those in the column.

    A GIN index compares numbers of one size only. Without this it finds the names of everybody's
    people, and most of them are thrown away again.
    """

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        sql, params = super().process_rhs(compiler, connection)
        # From the other side, as in User.filter(mentions=…), it is asked for the key of the row.
        of_owner = self.lhs.target is self.lhs.output_field and self.rhs_is_direct_value()
        return (f"{sql}::bigint", params) if of_owner else (sql, params)


class Owned(models.Model):
    """A row of one person. Models that others point at add `owner_and_id` to their constraints.

    Each has an index that begins with the owner (a test asks), so the foreign key needs none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="%(class)ss",
        db_index=False,
    )

    class Meta:
        abstract = True

    @classmethod
    def of_row(cls, names: Sequence[str], values: Iterable[Any], owner: User) -> Self:
        """As one is made that was pickled: __init__ of hundreds takes longer than to ask for them.

        What is not among the names is asked for when it is wanted, as after only().
        """
        one, state = cls.__new__(cls), ModelState()
        state.db, state.adding, state.fields_cache = DEFAULT_DB_ALIAS, False, {"owner": owner}
        one.__dict__.update(zip(names, values, strict=False), owner_id=owner.pk, _state=state)
        return one

    owner.register_lookup(IsOwner)


def owner_and_id(name: str) -> models.UniqueConstraint:
    """What a composite foreign key to this table points at."""
    return models.UniqueConstraint(fields=["owner", "id"], name=f"{name}_owner_and_id")


class SameOwner(models.BaseConstraint):
    """A composite foreign key: the row pointed at by `field` has the same owner as this one."""

    def __init__(self, field: str, *, name: str) -> None:
        super().__init__(name=name)
        self.field = field

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        self.create_sql(model, schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """Put off to the migration's end: the table pointed at may be made later in it."""
        field = model._meta.get_field(self.field)
        quote = schema_editor.quote_name
        schema_editor.deferred_sql.append(
            Statement(
                "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (owner_id, %(column)s) "
                "REFERENCES %(target)s (owner_id, id) DEFERRABLE INITIALLY DEFERRED",
                table=Table(model._meta.db_table, quote),
                name=quote(self.name),
                column=quote(field.column),
                target=Table(field.related_model._meta.db_table, quote),
            )
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Forms already narrow their choices to the owner; the database has the last word."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        return (
            f"{type(self).__module__}.{type(self).__name__}",
            (self.field,),
            {"name": self.name},
        )

    def __eq__(self, other: object) -> bool:
        if isinstance(other, SameOwner):
            return (self.field, self.name) == (other.field, other.name)
        return NotImplemented

    __hash__ = models.BaseConstraint.__hash__
