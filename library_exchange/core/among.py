"""Whether a column has one of many values that a query is given as one parameter; one for each costs more."""

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Values(FunctionElement[Any]):
    inherit_cache = True
    kind = "TEXT"


class _Numbers(_Values):
    inherit_cache = True
    kind = "BIGINT"


def among(column: Any, name: str) -> sa.ColumnElement[bool]:
    """Return the condition that a column of texts or numbers has one of the values given as the parameter `name`.

    The parameter is made by `as_parameter`."""
    values = _Numbers if column.type.python_type is int else _Values
    found: sa.ColumnElement[bool] = column.bool_op("IN")(values(sa.bindparam(name, type_=sa.Text())))
    return found


def as_parameter(values: Iterable[int | str]) -> str:
    """Return values as the one parameter that `among` reads."""
    return json.dumps(list(values), ensure_ascii=False)


@compiles(_Values, "sqlite")
def _in_sqlite(values: _Values, compiler: SQLCompiler, **options: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(values.clauses, **options)}))"  # noqa: S608 - a parameter


@compiles(_Values, "postgresql")
def _in_postgresql(values: _Values, compiler: SQLCompiler, **options: Any) -> str:
    texts = f"json_array_elements_text(CAST({compiler.process(values.clauses, **options)} AS JSON))"
    return f"(SELECT CAST({texts} AS {values.kind}))"
