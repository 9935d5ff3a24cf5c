"""Where keys stand in TOML."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tlsrpt_lint.tomlplaces import error_place, place_of

DOCUMENT = """\
# select = "not here"
select = ["ALL"]
ignore = [
    "TR601",  # "TR602"
    'TR602',
]
text = \"\"\"
min-severity = 'nor here'
\"\"\"
  fail-on="never"
severities = { TR303 = "note", "missing-rua" = "ignore" }
a.b.c = 1

[origins]
"zones/*.zone" = "example.com"

[ tool . 'x' ]
exclude = []
[rules.unusual-ttl]
minimum = 300
"""


@pytest.mark.parametrize(
    ("keys", "item", "place"),
    [
        (["select"], None, (2, 1)),
        (["select"], "ALL", (2, 11)),
        (["ignore"], None, (3, 1)),
        (["ignore"], "TR601", (4, 5)),
        (["ignore"], "TR602", (5, 5)),
        (["text"], None, (7, 1)),
        (["fail-on"], None, (10, 3)),
        (["severities"], None, (11, 1)),
        (["severities", "TR303"], None, (11, 16)),
        (["severities", "missing-rua"], None, (11, 32)),
        (["a", "b", "c"], None, (12, 5)),
        (["origins"], None, (14, 2)),
        (["origins", "zones/*.zone"], None, (15, 1)),
        (["tool"], None, (17, 3)),
        (["tool", "x"], None, (17, 10)),
        (["tool", "x", "exclude"], None, (18, 1)),
        (["rules"], None, (19, 2)),
        (["rules", "unusual-ttl"], None, (19, 8)),
        (["rules", "unusual-ttl", "minimum"], None, (20, 1)),
    ],
)
def test_place(keys: list[str], item: str | None, place: tuple[int, int]) -> None:
    assert place_of(DOCUMENT, keys, item) == place


def test_columns_count_characters_and_crlf_ends_a_line() -> None:
    assert place_of('"ä" = 1\r\nx = { "öü" = 1, y = 2 }\r\n', ["x", "y"]) == (2, 17)


@pytest.mark.parametrize(
    ("document", "place", "message"),
    [
        ('select = ["ALL"\nignore = 1\n', (2, 1), "Unclosed array"),
        ("select = 1\nselect = 2\n", (2, 11), "Cannot overwrite a value"),
        ("select =", (1, 9), "Invalid value"),
        ("x = '''\nabc", (2, 4), "Expected \"'''\""),
    ],
)
def test_place_of_an_error(document: str, place: tuple[int, int], message: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as refused:
        tomllib.loads(document)
    assert error_place(document, refused.value) == (place, message)


keys = st.text("abcxyz-_", min_size=1, max_size=3).filter(lambda key: key.strip("-_") != "")
values = st.sampled_from(["1", "true", "'a'", '"b = 1"', "['a', \"b\"]", "'''\na = 1\n'''", "1.5"])
blanks = st.sampled_from(["", "\n", "# a = 1\n", "  "])


@given(st.dictionaries(keys, st.dictionaries(keys, st.tuples(values, blanks))), st.data())
def test_every_key_is_placed_where_it_was_written(
    tables: dict[str, dict[str, tuple[str, str]]], data: st.DataObject
) -> None:
    document = ""
    written: dict[tuple[str, ...], tuple[int, int]] = {}
    for table, entries in tables.items():
        written[(table,)] = (document.count("\n") + 1, 2)
        document += f"[{table}]\n"
        for key, (value, blank) in entries.items():
            document += blank
            column = len(document) - document.rfind("\n")
            written[table, key] = (document.count("\n") + 1, column)
            document += f"{key} = {value}\n"
    for path in every_key(tomllib.loads(document)):
        assert place_of(document, path) == written[path]


def every_key(table: dict[str, Any], *above: str) -> Iterator[tuple[str, ...]]:
    for key, value in table.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from every_key(value, *above, key)
