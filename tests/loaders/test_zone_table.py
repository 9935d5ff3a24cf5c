"""What four name servers make of a record, and what the loader makes of it.

Each case stands below a zone of five lines. What all servers but one take is no problem; what most
refuse is one, at its place.
"""

import pytest
from zone_files import HEAD, RUA, load, problems, records, shown

PLACE = "_smtp._tls.example.com"
WHOLE = f"v=TLSRPTv1; {RUA}"


@pytest.mark.parametrize(
    ("text", "owner", "strings"),
    [
        pytest.param(f'_smtp._tls TXT "{WHOLE}"', PLACE, [WHOLE], id="plain quoted"),
        pytest.param(f"_smtp._tls TXT {WHOLE}", PLACE, ["v=TLSRPTv1"], id="unquoted semicolon"),
        pytest.param(
            f"_smtp._tls TXT v=TLSRPTv1\\; {RUA}",
            PLACE,
            ["v=TLSRPTv1;", RUA],
            id="unquoted escaped",
        ),
        pytest.param(
            f'_smtp._tls TXT "v=TLSRPTv1\\; {RUA}"', PLACE, [WHOLE], id="quoted escaped semicolon"
        ),
        pytest.param(
            f'_smtp._tls TXT "v=TLSRPTv1\\059 {RUA}"', PLACE, [WHOLE], id="decimal escape"
        ),
        pytest.param(
            f'_smtp._tls TXT "v=TLSRPTv1; " "{RUA}"', PLACE, ["v=TLSRPTv1; ", RUA], id="two strings"
        ),
        pytest.param(
            f'_smtp._tls TXT "v=TLSRPTv1; ""{RUA}"', PLACE, ["v=TLSRPTv1; ", RUA], id="adjacent"
        ),
        pytest.param(
            f'_smtp._tls TXT "v=TLSRPTv1; "{RUA}',
            PLACE,
            ["v=TLSRPTv1; ", RUA],
            id="quote then bare",
        ),
        pytest.param(
            f'_smtp._tls TXT v=TLSRPTv1"; {RUA}"',
            PLACE,
            ["v=TLSRPTv1", f"; {RUA}"],
            id="bare then quote",
        ),
        pytest.param(
            f'_smtp._tls TXT "v=TLSRPTv1; \\\n {RUA}"',
            PLACE,
            [f"v=TLSRPTv1; \n {RUA}"],
            id="backslash newline",
        ),
        pytest.param(
            f'_smtp._tls TXT ( "v=TLSRPTv1; " ; first\n ; between\n\n  "{RUA}" )',
            PLACE,
            ["v=TLSRPTv1; ", RUA],
            id="parentheses and comments",
        ),
        pytest.param(
            '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:t(1)@example.org"',
            PLACE,
            ["v=TLSRPTv1; rua=mailto:t(1)@example.org"],
            id="parentheses in quotes",
        ),
        pytest.param(f"_smtp._tls TXT '{WHOLE}'", PLACE, ["'v=TLSRPTv1"], id="single quotes"),
        pytest.param(f"_smtp._tls TXT “{WHOLE}”", PLACE, ["“v=TLSRPTv1"], id="smart quotes"),
        pytest.param(
            '_smtp._tls TXT "v=TLSRPTv1; rua=mailto:t@bücher.example"',
            PLACE,
            ["v=TLSRPTv1; rua=mailto:t@bücher.example"],
            id="utf-8 in quotes",
        ),
        pytest.param(
            f'_smtp\\._tls TXT "{WHOLE}"', "_smtp\\._tls.example.com", [WHOLE], id="escaped dot"
        ),
        pytest.param(f'\\095smtp._tls TXT "{WHOLE}"', PLACE, [WHOLE], id="escaped underscore"),
        pytest.param(f'_SMTP._TLS TXT "{WHOLE}"', PLACE, [WHOLE], id="upper case owner"),
        pytest.param(f'_smtp._tls IN 300 TXT "{WHOLE}"', PLACE, [WHOLE], id="class, TTL"),
        pytest.param(f'_smtp._tls 300 IN TXT "{WHOLE}"', PLACE, [WHOLE], id="TTL, class"),
        pytest.param(f'_smtp._tls 1h30m txt "{WHOLE}"', PLACE, [WHOLE], id="TTL with units"),
        pytest.param(
            f'_smtp._tls TXT "second"\n\n ; comment\n\t300 TXT "{WHOLE}"',
            PLACE,
            ["second"],
            id="blank owner",
        ),
        pytest.param(
            f'_smtp._tls.example.com TXT "{WHOLE}"', f"{PLACE}.example.com", [WHOLE], id="doubled"
        ),
        pytest.param(
            "_smtp._tls TYPE16 \\# 12 0b763d544c5352505476 3120",
            PLACE,
            ["v=TLSRPTv1 "],
            id="generic type and rdata",
        ),
        pytest.param("_smtp._tls TXT \\# 4 03616263", PLACE, ["abc"], id="generic rdata"),
        pytest.param(f'_smtp._tls SPF "{WHOLE}"', PLACE, [WHOLE], id="type SPF"),
        pytest.param(f'_smtp._tls TXT "{WHOLE}"\r', PLACE, [WHOLE], id="CRLF"),
        pytest.param(
            f'$origin sub.example.com.\n_smtp._tls TXT "{WHOLE}"',
            "_smtp._tls.sub.example.com",
            [WHOLE],
            id="directive in lower case",
        ),
        pytest.param(
            f'$ORIGIN sub.example.com. ; comment\n_smtp._tls TXT "{WHOLE}"',
            "_smtp._tls.sub.example.com",
            [WHOLE],
            id="$ORIGIN with comment",
        ),
        pytest.param(
            f'$ORIGIN sub\n_smtp._tls TXT "{WHOLE}"',
            "_smtp._tls.sub.example.com",
            [WHOLE],
            id="relative $ORIGIN",
        ),
        pytest.param(
            f'$ORIGIN _tls.example.com.\n_smtp TXT "{WHOLE}"', PLACE, [WHOLE], id="$ORIGIN _tls"
        ),
        pytest.param('_smtp._tls TXT ""', PLACE, [""], id="empty string"),
        pytest.param(
            f'_smtp._tls.* TXT "{WHOLE}"', "_smtp._tls.*.example.com", [WHOLE], id="wildcard inside"
        ),
        pytest.param(f'\tTXT "{WHOLE}"', "ns1.example.com", [WHOLE], id="blank owner of the head"),
        pytest.param(
            '_smtp._tls TXT "v=TLSRPTv1;\0 x"', PLACE, ["v=TLSRPTv1;\0 x"], id="NUL octet"
        ),
        pytest.param(
            '_smtp._tls TXT "a\\195\\188\\228b"',
            PLACE,
            ["aü\udce4b"],
            id="octets that are UTF-8, and not",
        ),
        pytest.param('_smtp._tls TXT a\\\\b\\"c', PLACE, ['a\\b"c'], id="escaped specials"),
    ],
)
def test_text_record(text: str, owner: str, strings: list[str]) -> None:
    loaded = load(HEAD + text.encode() + b"\n")
    assert problems(loaded) == []
    assert shown(loaded)[0] == (owner, strings)


def test_blank_owner_repeats_the_last_one() -> None:
    loaded = load(HEAD + f'_smtp._tls TXT "second"\n\t300 TXT "{WHOLE}"\n'.encode())
    first, second = records(loaded, "TXT")
    assert second.owner.name == first.owner.name
    assert second.owner.written.span().text == "_smtp._tls"
    assert second.owner_span.text == "TXT"
    assert second.owner_span.begin == (7, 6)
    assert (first.ttl, second.ttl) == (3600, 300)


def test_no_final_newline() -> None:
    loaded = load(HEAD + f'_smtp._tls TXT "{WHOLE}"'.encode())
    assert shown(loaded) == [(PLACE, [WHOLE])]
    assert loaded.parts[0].whole


def test_owner_that_reads_as_a_type() -> None:
    loaded = load(HEAD + f'TXT TXT "{WHOLE}"\n'.encode())
    assert shown(loaded) == [("txt.example.com", [WHOLE])]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        pytest.param(
            f'_smtp._tls TXT "v=TLSRPTv1;\n {RUA}"', (6, 16), "not closed", id="quoted newline"
        ),
        pytest.param('_smtp._tls TXT "v=TLSRPTv1;', (6, 16), "not closed", id="unclosed quote"),
        pytest.param(
            f'_smtp._tls TXT ( "{WHOLE}"', (6, 16), "never closed", id="unclosed parenthesis"
        ),
        pytest.param(
            f'_smtp._tls TXT "{WHOLE}" )',
            (6, 16 + len(WHOLE) + 3),
            "no '('",
            id="unopened parenthesis",
        ),
        pytest.param(" $ORIGIN sub", (6, 2), "indented", id="indented directive"),
        pytest.param(f'_smtp._tls CH TXT "{WHOLE}"', (6, 12), "class 'CH'", id="class CH"),
        pytest.param("_smtp._tls TXT", (6, 12), "no data", id="no rdata"),
        pytest.param("_smtp._tls", (6, 1), "ends before", id="owner alone"),
        pytest.param(f'_smtp._tls TEXT "{WHOLE}"', (6, 12), "'TEXT' is no", id="unknown type"),
        pytest.param(f' _smtp._tls TXT "{WHOLE}"', (6, 2), "'_smtp._tls' is no", id="indented"),
        pytest.param('_smtp._tls TXT "a\\300"', (6, 18), "'\\300' is no escape", id="octet 300"),
        pytest.param('_smtp._tls TXT "a\\1b"', (6, 18), "'\\1' is no escape", id="short escape"),
        pytest.param("$TTL never", (6, 6), "no TTL", id="bad TTL"),
        pytest.param("$ORIGN example.net.", (6, 1), "no directive", id="unknown directive"),
        pytest.param("_smtp._tls TXT \\# 5 03616263", (6, 19), "length '5'", id="generic length"),
        pytest.param("_smtp._tls TXT \\# 4 05616263", (6, 19), "add up", id="generic strings"),
        pytest.param("@ MX mail.example.net.", (6, 6), "a preference and a host", id="MX alone"),
        pytest.param("@ MX ten mail", (6, 6), "no preference", id="MX in words"),
    ],
)
def test_syntax_error_is_at_its_place_and_hides_nothing(
    text: str, place: tuple[int, int], message: str
) -> None:
    after = f'\nafter._smtp._tls IN TXT "{WHOLE}"\n'
    loaded = load(HEAD + text.encode() + after.encode())
    assert problems(loaded) == [("SYNTAX", *place)]
    assert message in loaded.problems[0].message
    assert shown(loaded)[-1] == ("after._smtp._tls.example.com", [WHOLE])
    assert not loaded.parts[0].whole


def test_byte_order_mark() -> None:
    loaded = load(b"\xef\xbb\xbf" + HEAD + f'_smtp._tls TXT "{WHOLE}"\n'.encode())
    assert problems(loaded) == [("SYNTAX", 1, 1)]
    assert shown(loaded) == [(PLACE, [WHOLE])]


@pytest.mark.parametrize(
    ("owner", "column", "words"),
    [
        ("_smtp._tls.", 1, "outside the zone 'example.com'"),
        ("_smtp._tls.example.net.", 1, "outside the zone 'example.com'"),
        ("_smtp.._tls", 1, "it has an empty label"),
        ("_smtp._tls." + "a" * 64, 1, "has 64 octets"),
    ],
)
def test_owner_that_cannot_be_published(owner: str, column: int, words: str) -> None:
    loaded = load(HEAD + f'{owner} TXT "{WHOLE}"\n'.encode())
    assert problems(loaded) == [("BAD_OWNER", 6, column)]
    assert words in loaded.problems[0].message
    assert loaded.problems[0].span.text == owner


def test_owner_outside_is_of_no_interest_without_policy() -> None:
    loaded = load(HEAD + b'www.example.net. TXT "hello"\nwww.example.net. MX 10 mail\n')
    assert problems(loaded) == []
    assert records(loaded, "MX", "TXT") == []
