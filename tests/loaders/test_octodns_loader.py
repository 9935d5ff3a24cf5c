"""octoDNS zones as a whole: names, parts, includes, broken YAML, and files that mean harm."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from octodns_helpers import at, load_file, load_text, records, texts, told

from tlsrpt_lint.loaders.octodns._records import MAX_SHARED
from tlsrpt_lint.names import Name
from tlsrpt_lint.records import Loaded, ProblemKind, QuirkKind

TXT = "{name}:\n  type: TXT\n  value: {value}\n"


def txt(name: str, value: str) -> str:
    return TXT.format(name=name, value=value)


def problems(loaded: Loaded) -> list[str]:
    return [f"{at(p.span)} {p.message} ({p.help})" for p in loaded.problems]


class TestZones:
    @pytest.mark.parametrize(
        ("path", "zone"),
        [
            ("example.com.yaml", "example.com"),
            ("example.com.yml", "example.com"),
            ("EXAMPLE.com.yaml", "example.com"),
            ("zones/example.com.yaml", "example.com"),
            ("bücher.example.yaml", "xn--bcher-kva.example"),
            ("example.com._0_base.yaml", "example.com"),
            ("example.com._mail.yaml", "example.com"),
            ("zones/example.com./www.yaml", "example.com"),
            ("zones/example.com./$example.com.yaml", "example.com"),
            ("zones/example.com./other.example.yaml", "example.com"),
            ("_tcp.example.com.yaml", "_tcp.example.com"),
            ("shared.yaml", None),
        ],
    )
    def test_zone_from_the_path(self, path: str, zone: str | None) -> None:
        (part,) = load_text(txt("a", "b"), path).parts
        assert str(part.apex) == str(zone)

    def test_origin_goes_before_the_name(self, tmp_path: Path) -> None:
        path = tmp_path / "staging.example.com.yaml"
        path.write_text(txt("a", "b"))
        (part,) = load_file(path, origin="example.com.").parts
        assert part.apex == Name(("example", "com"))
        assert str(part.records[0].owner.name) == "a.example.com"

    def test_without_a_zone_names_are_relative(self) -> None:
        loaded = load_text(txt("_smtp._tls", "x"), "shared.yaml")
        (record,) = records(loaded)
        assert not record.owner.absolute
        assert str(record.owner.name) == "_smtp._tls"
        (problem,) = loaded.problems
        assert problem.kind is ProblemKind.UNKNOWN_ZONE
        assert at(problem.span) == "1:1-11"

    def test_without_a_zone_and_nothing_that_asks_for_it(self) -> None:
        assert load_text(txt("www", "x"), "shared.yaml").problems == ()

    def test_files_of_one_zone_are_one_instance(self, tmp_path: Path) -> None:
        (tmp_path / "example.com.").mkdir()
        names = ["example.com._0_base.yaml", "example.com._1_mail.yaml", "example.com.yaml"]
        names += ["example.com./$example.com.yaml", "example.com./www.yaml"]
        for name in [*names, "other.example.yaml", "example.com.txt"]:
            (tmp_path / name).write_text(txt("a", "b"))
        parts = [load_file(tmp_path / name, tmp_path).parts[0] for name in names]
        assert len({part.instance for part in parts}) == 1
        for name, part in zip(names, parts, strict=True):
            assert part.whole
            assert part.needs == set(names) - {name}

    def test_same_zone_in_two_folders_is_two_instances(self) -> None:
        one, other = (load_text(txt("a", "b"), f"{f}/example.com.yaml") for f in ("live", "test"))
        assert one.parts[0].instance != other.parts[0].instance

    def test_a_part_with_no_folder_around_it_is_not_whole(self) -> None:
        assert not load_text(txt("a", "b"), "example.com._1_mail.yaml").parts[0].whole
        assert load_text(txt("a", "b"), "example.com.yaml").parts[0].whole


class TestNames:
    @pytest.mark.parametrize(
        ("key", "owner"),
        [
            ("''", "example.com"),
            ("'*'", "*.example.com"),
            ("_SMTP._TLS", "_smtp._tls.example.com"),
            ("_smtp._tls.bücher", "_smtp._tls.xn--bcher-kva.example.com"),
            ("? _smtp._tls\n", "_smtp._tls.example.com"),
            ("100001", "100001.example.com"),
            ("010", "8.example.com"),
            ("'010'", "010.example.com"),
            ("12:30", "750.example.com"),
            ("1_0", "10.example.com"),
            ("1.10", "1.1.example.com"),
            ("1.74", "1.74.example.com"),
            ("no", "false.example.com"),
            ("Yes", "true.example.com"),
            ("y", "y.example.com"),
            ("~", "none.example.com"),
            ("0x1F", "31.example.com"),
            ("!!str no", "no.example.com"),
            ("2026-01-02", "2026-01-02.example.com"),
        ],
    )
    def test_owner(self, key: str, owner: str) -> None:
        (record,) = records(load_text(f"{key}: {{type: TXT, value: x}}\n"))
        assert str(record.owner.name) == owner

    @pytest.mark.parametrize("key", ["010", "12:30", "1_0", "1.10", "no", "~", "0x1F"])
    def test_odd_key(self, key: str) -> None:
        (record,) = records(load_text(f"{key}: {{type: TXT, value: x}}\n"))
        (quirk,) = record.quirks
        assert quirk.kind is QuirkKind.ODD_KEY
        assert quirk.span.text == key
        assert f"{quirk.detail}.example.com" == str(record.owner.name)

    @pytest.mark.parametrize(
        ("key", "reason"),
        [
            ("'@'", "octoDNS knows no '@' and writes the zone's own name as ''"),
            ("a.", "keys are relative to the zone and end without a dot"),
            ("a..b", "it has an empty label"),
            ("'.a'", "it has an empty label"),
            ("'a b'", "it holds a blank"),
            ("a" * 64, f"its label '{'a' * 20}…' has 64 octets, over 63"),
            (".".join(["a" * 60] * 5), "the full name has 317 octets with its dots, over 253"),
        ],
    )
    def test_refused(self, key: str, reason: str) -> None:
        loaded = load_text(f"{key}: {{type: TXT, value: x}}\n")
        assert records(loaded) == []
        (problem,) = loaded.problems
        assert problem.kind is ProblemKind.BAD_OWNER
        assert problem.message == f"octoDNS refuses the name '{problem.owner}': {reason}."
        assert problem.record is not None
        assert problem.record.text == "x"

    def test_a_name_that_is_no_international_name(self) -> None:
        (problem,) = load_text("☃️❄: {type: TXT, value: x}\n").problems
        assert problem.kind is ProblemKind.BAD_OWNER

    def test_a_refused_name_is_told_once(self) -> None:
        text = (
            "a.:\n  - {type: TXT, value: x}\n  - {type: MX, value: {exchange: a., preference: 1}}\n"
        )
        assert len(load_text(text).problems) == 1


class TestTypes:
    def test_mail_exchangers(self) -> None:
        loaded = load_text(
            "'':\n  type: MX\n  values:\n"
            "    - {exchange: MX1.example.com., preference: 10}\n"
            "    - {value: mx2.example.com, priority: '20'}\n"
            "    - {exchange: ., preference: 0}\n"
            "    - {exchange: '{zone}.example.com.', preference: x}\n"
            "    - broken\n"
        )
        assert [(str(r.target), r.preference) for r in records(loaded)] == [
            ("mx1.example.com", 10),
            ("mx2.example.com", 20),
            ("", 0),
            ("None", None),
            ("None", None),
        ]

    def test_targets_and_ttl(self) -> None:
        loaded = load_text(
            "a: {type: CNAME, value: b.example.net., ttl: 60}\n"
            "b: {type: NS, values: [c.example.net, d.example.net.], ttl: '60'}\n"
            "c: {type: DNAME, value: bücher.example., ttl: 1h}\n"
            "d: {type: A, value: 192.0.2.1}\n"
        )
        assert [(r.type, str(r.target), r.ttl) for r in records(loaded)] == [
            ("CNAME", "b.example.net", 60),
            ("NS", "c.example.net", 60),
            ("NS", "d.example.net", 60),
            ("DNAME", "xn--bcher-kva.example", None),
            ("A", "None", None),
        ]

    def test_long_values_are_cut_as_octodns_cuts_them(self) -> None:
        (record,) = records(load_text(txt("a", "x" * 600)))
        assert [string.octets for string in record.strings] == [255, 255, 90]

    def test_records_for_some_providers_are_alternatives(self) -> None:
        text = "a:\n  octodns:\n    {option}\n  type: TXT\n  value: x\n"
        for option, alternative in [
            ("included: [one, two]", "included one,two"),
            ("excluded: [one]", "excluded one"),
            ("ignored: true", None),
        ]:
            (record,) = records(load_text(text.format(option=option)))
            assert record.alternative == alternative

    @pytest.mark.parametrize("value", ["12345", "yes", "1.5", "2026-01-02"])
    def test_a_value_that_is_no_text(self, value: str) -> None:
        loaded = load_text(txt("a", value))
        assert texts(loaded) == [value]
        (problem,) = loaded.problems
        assert problem.kind is ProblemKind.SYNTAX
        assert at(problem.span) == f"3:10-{10 + len(value)}"

    def test_tags_that_octodns_does_not_know(self) -> None:
        (message,) = problems(load_text(txt("a", "!Sub x")))
        assert message == (
            "3:10-16 octoDNS does not know the YAML tag '!Sub', so it cannot read the file. "
            "(take the tag out)"
        )

    @pytest.mark.parametrize(
        "body",
        ["a: b\n", "a: [b]\n", "a: {value: x}\n", "a: {type: [x]}\n", "- a\n", "a\n", "a:\n"],
    )
    def test_what_is_no_record(self, body: str) -> None:
        loaded = load_text(body)
        assert records(loaded) == []
        assert [p.kind for p in loaded.problems] == [ProblemKind.SYNTAX]
        assert not loaded.parts[0].whole

    @pytest.mark.parametrize("text", ["", "---\n", "# nothing\n", "~\n", "{}\n"])
    def test_nothing(self, text: str) -> None:
        loaded = load_text(text)
        assert loaded.problems == ()
        assert records(loaded) == []


class TestSemicolons:
    def semicolons(self, text: str, path: Path | None = None) -> list[tuple[str, str]]:
        if path is not None:
            path.write_text(text)
        loaded = load_text(text) if path is None else load_file(path)
        return [(q.kind.name, q.detail) for r in records(loaded) for q in r.quirks]

    @pytest.mark.parametrize(
        ("values", "quirks"),
        [
            (["a;"], [("SEMICOLON_UNESCAPED", "")]),
            (["a\\;"], []),
            (["a\\;", "b;"], [("SEMICOLON_UNESCAPED", "other values")]),
            (["a;", "b;"], []),
            (["a;", "b;", "c\\;"], [("SEMICOLON_ESCAPED", "other values")]),
            (["a\\; b;"], [("SEMICOLON_UNESCAPED", "the value itself")]),
            (["a\\\\;"], [("SEMICOLON_ESCAPED", "the value itself")]),
            (["a ; b", "/;"], []),
            (["x", "y"], []),
        ],
    )
    def test_mode(self, values: list[str], quirks: list[tuple[str, str]]) -> None:
        text = "".join(txt(f"r{n}", f"'{value}'") for n, value in enumerate(values))
        assert self.semicolons(text) == quirks

    @pytest.mark.parametrize(
        ("beside", "value", "quirks"),
        [
            ("v=DMARC1\\; p=none", "a;", [("SEMICOLON_UNESCAPED", "neighbouring files")]),
            ("v=DMARC1; p=none", "a;", []),
            ("v=DMARC1; p=none", "a\\;", [("SEMICOLON_ESCAPED", "neighbouring files")]),
            ("nothing", "a;", [("SEMICOLON_UNESCAPED", "")]),
        ],
    )
    def test_neighbours(
        self, tmp_path: Path, beside: str, value: str, quirks: list[tuple[str, str]]
    ) -> None:
        (tmp_path / "example.net.yaml").write_text(txt("_dmarc", f"'{beside}'"))
        assert self.semicolons(txt("a", f"'{value}'"), tmp_path / "example.com.yaml") == quirks

    def test_a_lenient_record_is_published_as_it_is(self) -> None:
        text = "a:\n  octodns: {lenient: true}\n  type: TXT\n  value: a;\n"
        assert self.semicolons(text) == []

    def test_a_string_under_values(self) -> None:
        bare = txt("a", "x;") + txt("b", "y;") + "c:\n  type: TXT\n  values: z;\n"
        assert self.semicolons(bare) == [("ITERATED_STRING", "other values")]
        escaped = txt("a", "x\\;") + "c:\n  type: TXT\n  values: z\\;\n"
        assert self.semicolons(escaped) == []
        unknown = "c:\n  type: TXT\n  values: z;\n"
        assert self.semicolons(unknown) == [("SEMICOLON_UNESCAPED", ""), ("ITERATED_STRING", "")]


class TestIncludes:
    def files(self, folder: Path, **texts: str) -> Loaded:
        for name, text in texts.items():
            (folder / f"{name}.yaml").write_text(text)
        (folder / "example.com.yaml").write_text(texts["zone"])
        return load_file(folder / "example.com.yaml")

    def test_four_places(self, tmp_path: Path) -> None:
        loaded = self.files(
            tmp_path,
            zone="<<: !include all.yaml\na: !include record.yaml\nb:\n  type: TXT\n"
            "  value: !include value.yaml\nc:\n  <<: !include record.yaml\n",
            all=txt("d", "whole"),
            record="type: TXT\nvalue: record\n",
            value="'one value'\n",
        )
        assert {str(r.owner.name): r.text for r in records(loaded)} == {
            "d.example.com": "whole",
            "a.example.com": "record",
            "b.example.com": "one value",
            "c.example.com": "record",
        }
        assert loaded.included == {"all.yaml", "record.yaml", "value.yaml"}
        assert loaded.problems == ()
        assert loaded.parts[0].whole
        for record in records(loaded):
            assert record.value is not None
            assert record.value.edit(0, 1, "x") is None, "other files may include it too"

    def test_a_whole_file(self, tmp_path: Path) -> None:
        loaded = self.files(tmp_path, zone="!include all.yaml\n", all=txt("d", "x"))
        assert texts(loaded) == ["x"]

    @pytest.mark.parametrize(
        ("target", "kind"),
        [
            ("missing.yaml", ProblemKind.INCLUDE_MISSING),
            (".", ProblemKind.INCLUDE_MISSING),
            ("../outside.yaml", ProblemKind.INCLUDE_REFUSED),
            ("example.com.yaml", ProblemKind.INCLUDE_REFUSED),
            ("/etc/passwd", ProblemKind.INCLUDE_SERVER_MADE),
            ("~/x.yaml", ProblemKind.INCLUDE_SERVER_MADE),
        ],
    )
    def test_refused(self, tmp_path: Path, target: str, kind: ProblemKind) -> None:
        loaded = self.files(tmp_path, zone=txt("a", "x") + f"b: !include '{target}'\n")
        (problem,) = loaded.problems
        assert problem.kind is kind
        assert at(problem.span) == f"4:13-{15 + len(target)}"
        assert texts(loaded) == ["x"]
        assert not loaded.parts[0].whole

    def test_a_circle_of_files(self, tmp_path: Path) -> None:
        loaded = self.files(
            tmp_path,
            zone="a: !include one.yaml\n",
            one="!include two.yaml\n",
            two="!include one.yaml\n",
        )
        assert [p.kind for p in loaded.problems] == [ProblemKind.INCLUDE_REFUSED]

    def test_a_circle_below_the_top(self, tmp_path: Path) -> None:
        loaded = self.files(
            tmp_path,
            zone="<<: !include one.yaml\n",
            one="a: {type: TXT, value: x}\n<<: !include one.yaml\n",
        )
        assert texts(loaded) == ["x"]
        assert [p.kind for p in loaded.problems] == [ProblemKind.SYNTAX]

    def test_a_broken_file_is_told_where_it_is_broken(self, tmp_path: Path) -> None:
        loaded = self.files(tmp_path, zone="a: !include one.yaml\n", one='type: TXT\nvalue: "x\n')
        problem = loaded.problems[0]
        assert problem.span.source.path == "one.yaml"
        assert at(problem.span) == "2:8-9"
        assert not loaded.parts[0].whole


class TestBrokenYaml:
    @pytest.mark.parametrize(
        ("bad", "message"),
        [
            (
                'b:\n  type: TXT\n  value: "v=TLSRPTv1\\; x"\n',
                (
                    "6:21-23 '\\;' is no escape inside YAML double quotes, so octoDNS cannot read the "
                    "file. (write '\\\\;', or put the value in single quotes)"
                ),
            ),
            (
                "b:\n  type: TXT\n  value: rua=mailto: x\n",
                (
                    "6:20-21 ': ' inside an unquoted value begins a YAML mapping, so octoDNS cannot read "
                    "the file. (take the blank out, or put the value in quotes)"
                ),
            ),
            (
                "b:\n\ttype: TXT\n",
                (
                    "5:1-2 A tab cannot indent YAML, so octoDNS cannot read the file. "
                    "(indent with blanks)"
                ),
            ),
            (
                "b:\n  type: TXT\n  value: @x\n",
                (
                    "6:10-11 An unquoted value cannot begin with '@', so octoDNS cannot read the file. "
                    "(put the value in quotes)"
                ),
            ),
            (
                "b: *nowhere\n",
                (
                    "4:4-12 The alias '*nowhere' names no anchor above it, so octoDNS cannot read the "
                    "file. (define '&nowhere' first, or put the value in quotes)"
                ),
            ),
            (
                "---\nb: {type: TXT, value: b}\n",
                (
                    "4:1-4 A second YAML document begins here; octoDNS reads files of one document and "
                    "refuses this one. (make it one document, or a file of its own)"
                ),
            ),
        ],
    )
    def test_message_and_the_rest_is_read(self, bad: str, message: str) -> None:
        loaded = load_text(txt("a", "first") + bad + txt("c", "last"))
        assert problems(loaded) == [message]
        assert "first" in texts(loaded)
        assert "last" in texts(loaded)
        assert not loaded.parts[0].whole

    def test_an_unclosed_quote_is_told_where_it_opens(self) -> None:
        loaded = load_text(txt("a", "first") + txt("b", '"open') + txt("c", "last"))
        assert problems(loaded) == [
            (
                "6:10-11 The quote that opens here is never closed, so octoDNS cannot read the file. "
                "(close the quote at the end of the value)"
            )
        ]
        assert texts(loaded) == ["first", "last"]

    def test_every_fault_is_told(self) -> None:
        bad = "".join(txt(f"n{n}", '"\\;"') for n in range(5))
        assert [p.span.begin.line for p in load_text(bad).problems] == [3, 6, 9, 12, 15]

    def test_faults_without_end(self) -> None:
        loaded = load_text("".join(txt(f"n{n}", '"\\;"') for n in range(500)))
        assert len(loaded.problems) == 50

    def test_a_value_that_was_not_read_to_its_end_is_no_record(self) -> None:
        assert records(load_text(txt("a", "rua=mailto: x"))) == []

    @pytest.mark.parametrize(
        ("data", "place", "what"),
        [
            (b"caf\xe9", "3:13-14", "The byte 0xE9 is no UTF-8"),
            (b"a\x01b", "3:11-12", "The control character U+0001 is not allowed in YAML"),
        ],
    )
    def test_bad_characters(self, data: bytes, place: str, what: str) -> None:
        loaded = load_text(b"a:\n  type: TXT\n  value: " + data + b"\n" + txt("b", "x").encode())
        (problem,) = loaded.problems
        assert (at(problem.span), problem.message) == (
            place,
            f"{what}, so octoDNS cannot read the file.",
        )
        assert "x" in texts(loaded)

    def test_utf_16_and_byte_order_marks(self) -> None:
        text = txt("bücher", "v=é\\; x")
        for data in (text.encode("utf-16"), text.encode("utf-8-sig"), text.encode()):
            loaded = load_text(data)
            assert loaded.problems == ()
            (record,) = records(loaded)
            assert record.text == "v=é; x"
            assert at(record.value_span) == "3:10-17"

    def test_line_ends_of_yaml_are_not_those_of_editors(self) -> None:
        loaded = load_text(txt("a", "'x\u2028y'") + txt("b", "z"))
        assert at(records(loaded)[1].value_span) == "6:10-11"

    def test_template_marks_are_told_once(self) -> None:
        loaded = load_text(
            "{% for x in y %}\n" + txt("a", '"{{ x }}"') + "{% endfor %}\n" + txt("b", "c")
        )
        kinds = [p.kind for p in loaded.problems]
        assert kinds == [ProblemKind.TEMPLATE, ProblemKind.UNKNOWN_VALUE]
        assert at(loaded.problems[0].span) == "1:1-17"
        assert texts(loaded)[-1] == "c"


class TestHarm:
    def test_aliases_of_aliases(self) -> None:
        lines = ["a0: &a0 {type: TXT, value: x}\n"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40)]
        loaded = load_text("".join(lines))
        assert ProblemKind.SYNTAX in {p.kind for p in loaded.problems}

    def test_merges_of_merges(self) -> None:
        lines = ["a0: &a0 {type: TXT, value: x}\n"]
        lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 40)]
        loaded = load_text("".join(lines))
        assert texts(loaded) == ["x"] * 40

    def test_one_record_in_many_places(self) -> None:
        values = "".join(f"    - v{n}\n" for n in range(3000))
        text = f"a: &a\n  type: TXT\n  values:\n{values}" + "".join(
            f"b{n}: *a\n" for n in range(3000)
        )
        loaded = load_text(text)
        assert [p.kind for p in loaded.problems] == [ProblemKind.SYNTAX]
        assert 3000 < len(records(loaded)) <= MAX_SHARED + 3000

    def test_a_mapping_in_itself(self) -> None:
        loaded = load_text(
            "a: &a\n  type: TXT\n  value: *a\nb: &b\n  <<: *b\n  type: TXT\n  value: x\n"
        )
        assert texts(loaded) == ["x"]

    @pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 50_000, "- " * 50_000, "? " * 50_000])
    def test_depth(self, text: str) -> None:
        loaded = load_text("a: {type: TXT, value: x}\nb: " + text)
        assert texts(loaded) == ["x"]
        assert loaded.problems

    @pytest.mark.parametrize("key", ["9" * 5000, "0x" + "f" * 5000, "1" + ":59" * 3000, "0b_"])
    def test_numbers_without_end(self, key: str) -> None:
        load_text(f"{key}: {{type: TXT, value: x, ttl: {key}}}\n")

    TOKENS = [
        *(
            "a",
            "b:",
            "a: ",
            ": ",
            "\n",
            "\n  ",
            "\n    ",
            "- ",
            "? ",
            "type: TXT",
            "value: ",
            "values:",
        ),
        *(
            "'",
            '"',
            '" "',
            "\\",
            ";",
            "\\;",
            "{",
            "}",
            "[",
            "]",
            ",",
            "|",
            ">-",
            "#",
            " #",
            "~",
            "@",
            ".",
        ),
        *(
            "&a ",
            "*a",
            "<<: ",
            "!include x",
            "!!str ",
            "%TAG ! x\n",
            "---\n",
            "...\n",
            "{{ a }}",
            "{%",
        ),
        *(
            "\t",
            "\r\n",
            "\r",
            "\ufeff",
            "\x00",
            "\udcff",
            "é",
            "\u2028",
            "type: MX",
            "exchange: ",
            "1",
        ),
    ]

    @given(st.lists(st.sampled_from(TOKENS), max_size=40).map("".join))
    @example("? |-\n\t")
    @example("a: &a\n  <<: [*a, *a]\n")
    def test_anything(self, text: str) -> None:
        self.check(text.encode("utf-8", "surrogateescape"))

    @given(st.binary(max_size=60))
    def test_any_bytes(self, data: bytes) -> None:
        self.check(data)

    def check(self, data: bytes) -> None:
        loaded = load_text(data)
        assert loaded == loaded
        told(loaded)
        for record in records(loaded):
            for segment in record.value.segments if record.value else ():
                if segment.exact:
                    assert segment.span.text == record.text[segment.start : segment.end]
        for problem in loaded.problems:
            assert 0 <= problem.span.start <= problem.span.end <= len(problem.span.source.data)
