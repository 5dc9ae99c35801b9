"""
Statements whose SQL is worked out once for each connection, and asked with other values from then on.

Django's ORM takes ten times as long to word a look-up of one row as a database takes to answer
it. What is worded here is an ordinary queryset or update with ``Given`` in place of what differs
from request to request; the rows that come back are made by Django as ever. May import nothing
of this package.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections, router, transaction
from django.db.models import DateTimeField, Field, Model, QuerySet, UUIDField, Value
from django.db.models.constants import OnConflict
from django.db.models.sql import DeleteQuery, InsertQuery, UpdateQuery

# How the databases want a value; texts and whole numbers go as they are.
_FIELDS: dict[type, Field] = {datetime: DateTimeField(), UUID: UUIDField()}
# Managers of these packages ask for the same rows whoever asks, and whenever.
_PLAIN = {"django", "wagtail", "maigu_wagtail"}
_KEPT = "_maigu_wagtail_prepared"


class Given(Value):
    """Stands in a statement for the value of that name, which comes when the statement is asked."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class _Statement:
    """What all kinds have in common: on which connection a statement is asked, and with which values."""

    def __init__(self, model: Callable[[], Any]) -> None:
        self._model = model

    def _kept(self, alias: str) -> Any:
        """Return the statement as it was worded for this connection, which belongs to one thread."""
        connection = connections[alias]
        kept = vars(connection).setdefault(_KEPT, {})
        if self not in kept:
            worded = self._word(self._model(), alias, connection)
            # A site's own manager may ask for other rows at another time.
            if type(self._model().objects).get_queryset.__module__.partition(".")[0] not in _PLAIN:
                return worded
            kept[self] = worded
        return kept[self]

    def _word(self, model: Any, alias: str, connection: Any) -> Any:
        raise NotImplementedError


class Rows(_Statement):
    """
    Reads rows.

    ``narrow`` gets all rows of ``model()`` and says which of them are meant, and what of them; it
    is called once, so it may not depend on anything but ``Given`` values.
    """

    def __init__(self, model: Callable[[], Any], narrow: Callable[[QuerySet], QuerySet]) -> None:
        super().__init__(model)
        self._narrow = narrow

    def all(self, *, using: str | None = None, **values: Any) -> list[Any]:
        """Return the rows for these values."""
        alias = using or router.db_for_read(self._model())
        queryset, bind = self._kept(alias)
        bind(values)
        return list(queryset._iterable_class(queryset))

    def one(self, *, using: str | None = None, **values: Any) -> Any:
        """Return the first row for these values, or ``None``."""
        return next(iter(self.all(using=using, **values)), None)

    def _word(self, model: Any, alias: str, connection: Any) -> Any:
        queryset = self._narrow(model.objects.using(alias))
        compiler: Any = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        bound: list[Any] = []

        def bind(values: dict[str, Any]) -> None:
            bound[:] = _bind(params, values, connection)

        compiler.as_sql = lambda *_args, **_options: (sql, tuple(bound))
        compiler.get_converters = lambda _expressions: converters
        queryset.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        return queryset, bind


class Change(_Statement):
    """Changes rows of ``model()``: those that ``narrow`` says, to ``changes``; without ``changes`` it removes them."""

    def __init__(
        self,
        model: Callable[[], Any],
        narrow: Callable[[QuerySet], QuerySet],
        changes: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(model)
        self._narrow = narrow
        self._changes = changes

    def do(self, *, using: str | None = None, **values: Any) -> int:
        """Do so with these values, and return how many rows there were."""
        alias = using or router.db_for_write(self._model())
        sql, params = self._kept(alias)
        with transaction.mark_for_rollback_on_error(using=alias), connections[alias].cursor() as cursor:
            cursor.execute(sql, _bind(params, values, connections[alias]))
            return cursor.rowcount

    def _word(self, model: Any, alias: str, connection: Any) -> Any:
        query = self._narrow(model.objects.using(alias)).query
        if self._changes is None:
            return query.chain(DeleteQuery).get_compiler(connection=connection).as_sql()
        update: Any = query.chain(UpdateQuery)
        update.add_update_values(self._changes)
        return update.get_compiler(connection=connection).as_sql()


class Insert(_Statement):
    """Adds a row to the table of ``model()``, unless it is there: the one that ``row`` makes of ``Given`` values."""

    def __init__(self, model: Callable[[], Any], row: Callable[[Any], Model]) -> None:
        super().__init__(model)
        self._row = row

    def add(self, *, using: str | None = None, **values: Any) -> int | None:
        """Add the row with these values, and return its key; ``None`` where a row that has to be unique is there."""
        alias = using or router.db_for_write(self._model())
        connection = connections[alias]
        sql, params = self._kept(alias)
        with transaction.mark_for_rollback_on_error(using=alias), connection.cursor() as cursor:
            cursor.execute(sql, _bind(params, values, connection))
            if connection.features.can_return_columns_from_insert:
                row = cursor.fetchone()
                return row[0] if row else None
            return cursor.lastrowid if cursor.rowcount else None

    def _word(self, model: Any, alias: str, connection: Any) -> Any:
        key = model._meta.pk
        query = InsertQuery(model, on_conflict=OnConflict.IGNORE)
        query.insert_values([field for field in model._meta.local_concrete_fields if field != key], [self._row(model)])
        compiler: Any = query.get_compiler(connection=connection)
        compiler.returning_fields = [key]
        ((sql, params),) = compiler.as_sql()
        return sql, params


def givens(name: str, number: int) -> list[Given]:
    """Return so many places for values of one name, as ``path__in`` takes them."""
    return [Given(f"{name}{position}") for position in range(number)]


def numbered(name: str, values: Iterable[Any]) -> dict[str, Any]:
    """Return what to give where ``givens`` stands."""
    return {f"{name}{position}": value for position, value in enumerate(values)}


def _bind(params: Any, values: dict[str, Any], connection: Any) -> list[Any]:
    return [_given(param, values, connection) if isinstance(param, Given) else param for param in params]


def _given(param: Given, values: dict[str, Any], connection: Any) -> Any:
    value = values[param.value]
    field = _FIELDS.get(type(value))
    return field.get_db_prep_value(value, connection) if field else value
