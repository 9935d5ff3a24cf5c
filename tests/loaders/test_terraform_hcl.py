"""Configurations in HCL: what is static is worked out, the rest is unknown, and all has its place."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terraform_loading import DATA, load_text, records

from tlsrpt_lint.engine import judge
from tlsrpt_lint.inventory import Inventory
from tlsrpt_lint.loader import Surroundings
from tlsrpt_lint.loaders.terraform import TerraformLoader
from tlsrpt_lint.records import Loaded, ProblemKind, Record
from tlsrpt_lint.registry import rules
from tlsrpt_lint.source import SourceFile

Write = Callable[..., Loaded]

CORPUS = DATA.parent / "corpus"


@pytest.fixture
def tree(tmp_path: Path) -> Write:
    """Write files by path; load the first of them."""

    def write(**files: str) -> Loaded:
        paths = []
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_tf", ".tf")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            paths.append(path)
        first = paths[0]
        source = SourceFile(first.relative_to(tmp_path).as_posix(), first.read_bytes(), first)
        return TerraformLoader().load(source, Surroundings(tmp_path, tmp_path))

    return write


def case(name: str) -> Loaded:
    (folder,) = CORPUS.glob(f"{name}-*")
    path = next(folder.glob("*.tf"))
    return TerraformLoader().load(
        SourceFile(path.name, path.read_bytes(), path), Surroundings(folder, folder)
    )


def value_of(expression: str, declarations: str = "") -> Record:
    """The TXT record of Azure, which takes text as it is, whose value the expression is."""
    loaded = load_text(
        f"""{declarations}
        resource "azurerm_dns_txt_record" "it" {{
          name      = "x"
          zone_name = "example.com"
          record {{
            value = {expression}
          }}
        }}""",
        "main.tf",
    )
    (record,) = records(loaded)
    return record


def policies(loaded: Loaded) -> list[tuple[str, str, int]]:
    return [
        (str(r.owner), str(r.value), r.span.begin.line)
        for r in records(loaded)
        if r.owner.name[:2] == ("_smtp", "_tls")
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("070", [("_smtp._tls.example.org", "v=TLSRPTv1;rua=mailto:tls-rua@mailcheck.example.net", 35)]),
        ("071", [("_smtp._tls.example.org", "v=TLSRPTv1;rua=mailto:tls-rua@mailcheck.example.net", 14)]),
        ("072", [("_smtp._tls", "v=TLSRPTv1; rua=mailto:postmaster@example.com;", 13)]),
        ("073", [("_smtp._tls", "None", 16), ("_smtp._tls", "None", 16)]),
        ("075", [("_smtp._tls.${var.domain}", "None", 8)]),
        ("077", [("_smtp._tls.${each.key}.audit",
                  "v=TLSRPTv1; rua=https://api.audit.example.com/tlsrpt;", 20)]),
        ("078", [("_smtp._tls.example.org", "v=TLSRPTv1;rua=mailto:tls-rua@mailcheck.example.net", 18)]),
        ("079", [("_smtp._tls.example.org", "v=TLSRPTv1; rua=mailto:tlsrpt@in.reports.example.net", 13)]),
        ("080", [(f"_smtp._tls{name}", "v=TLSRPTv1;rua=mailto:postmaster@example.org", line)
                 for name, line in (("", 12), (".aur", 13), (".lists", 14))]),
        ("082", [("_smtp._tls", "v=TLSRPTv1; rua=mailto:id1@reports.example.org", 4)]),
        ("083", [("_smtp._tls.${cloudflare_zone.main.zone}", "None", 4)]),
        ("085", [("_smtp._tls.${var.domain}", "v=TLSRPTv1; rua=tls-reports@example.com", 8)]),
    ],
)  # fmt: skip
def test_what_repositories_write(name: str, found: list[tuple[str, str, int]]) -> None:
    assert policies(case(name)) == found


def test_a_fault_in_a_referred_part_stands_at_the_reference() -> None:
    findings = judge(Inventory([case("085")]), [rule() for rule in rules()])
    (finding,) = [finding for finding in findings if finding.code == "TR303"]
    assert finding.span.text == "${var.tls_report_uri}"
    assert finding.span.begin.line == 8
    (related,) = finding.related
    assert related.span.text == "tls-reports@example.com"
    assert related.span.begin.line == 15
    assert finding.resource == "aws_route53_record.tls_report"


EXPRESSIONS = [
        ('"a"', "a"),
        ('""', ""),
        (r'"a\"b\\c\n\u00e9$${x}%%{y}"', 'a"b\\c\né${x}%{y}'),
        ('"  a ${"b"}  c "', "  a b  c "),
        ('"n${1}${true}"', "n1true"),
        ("local.l", "local text"),
        ('"<${local.l}>"', "<local text>"),
        ("var.v", "default"),
        ('join("; ", ["v=TLSRPTv1", "rua=x"])', "v=TLSRPTv1; rua=x"),
        ('format("v=%s; n=%d", "a", 3)', "v=a; n=3"),
        ('concat(["a"], ["b"])[1]', "b"),
        ('merge({a = "1"}, {a = "2"})["a"]', "2"),
        ('lookup({a = "1"}, "b", "no")', "no"),
        ('try({a = "1"}.b, "fallback")', "fallback"),
        ('true ? "yes" : "no"', "yes"),
        ('1 + 1 == 2 ? "yes" : "no"', "yes"),
        ('local.l != "x" && !false ? "yes" : "no"', "yes"),
        ('[for k, v in {a = "1", b = "2"} : "${k}${v}" if k != "a"][0]', "b2"),
        ('{for x in ["p", "q"] : x => upper(x)}["q"]', "Q"),
        ('join(",", {for x in ["p"] : "k" => x...}["k"])', "p"),
        ('join(",", [{a = "1"}, {a = "2"}][*].a)', "1,2"),
        ('element(split(",", "a,b"), 1)', "b"),
        ('trimsuffix(trimspace("  a. "), ".")', "a"),
        ('replace("a-b", "-", "_")', "a_b"),
        ('length(["a", "b"])', "2"),
        ('join("", tolist(toset(["b", "a", "b"])))', "ab"),
        ("keys({b = 1, a = 2})[0]", "a"),
        ('("parenthesised")', "parenthesised"),
        ("<<EOT\nv=TLSRPTv1\nEOT", "v=TLSRPTv1\n"),
        ('chomp(<<-EOT\n      a\n        b $${x} "q"\n    EOT\n)', 'a\n  b ${x} "q"'),
        ("chomp(<<-EOT\n      a ${local.l}\n      b\n    EOT\n)", "a local text\nb"),
        ('jsonencode("a b")', '"a b"'),
        ('"%{ if true }a%{ else }b%{ endif }"', "a"),
        ('"%{ if local.l == "x" }a%{ else }b%{ endif }"', "b"),
        ('"x%{ if false }a%{ endif }y"', "xy"),
        ('"%{ if true }%{ if false }a%{ else }b%{ endif }%{ else }c%{ endif }"', "b"),
        ('"%{ for x in ["p", "q"] }<${x}>%{ endfor }"', "<p><q>"),
        ('"%{ for k, v in {a = "1", b = "2"} }${k}=${v};%{ endfor }"', "a=1;b=2;"),
        ('"a ${~ "b" ~} c"', "abc"),
        ('"a %{~ if true ~} b %{~ endif ~} c"', "abc"),
        ('"${~ "b" }"', "b"),
        (r'"%{ if true }\"$${%{ endif }"', '"${'),
]  # fmt: skip
DECLARATIONS = 'locals { l = "local text" }\nvariable "v" { default = "default" }\n'


@pytest.mark.parametrize(
    ("expression", "value"),
    [*EXPRESSIONS, ('provider::hcloud::txt_record("a b")', "a b")],
)
def test_static_expressions(expression: str, value: str) -> None:
    record = value_of(expression, DECLARATIONS)
    assert record.value is not None
    assert record.value.text == value


@pytest.mark.parametrize(
    "expression",
    [
        "var.absent",
        '"a${var.absent}"',
        "local.circle",
        "timestamp()",
        'file("x")',
        'var.absent ? "a" : "b"',
        "aws_x.y.z",
        "module.m.output",
        "path.module",
        '"%{ if var.absent }a%{ endif }"',
        '"%{ for x in var.absent }a%{ endfor }"',
        '"%{ if true }a%{ endfor }"',
        '"%{ while true }a"',
        '"%{ endif }"',
        'replace("a", "/a/", "b")',
        "[for x in var.absent : x][0]",
        '{a = "1"}.b',
        "[][3]",
        "1 / 0",
    ],
)
def test_what_is_not_static_is_not_guessed(expression: str) -> None:
    record = value_of(expression, "locals { circle = local.circle }\n")
    assert record.value is None


def test_a_whole_value_through_references_stands_at_its_literal() -> None:
    record = value_of("local.a", 'locals {\n a = local.b\n b = "literal"\n}\n')
    assert record.span.text == "literal"
    assert record.span.begin.line == 3
    assert record.references == ()


def test_pieces_of_a_join_stand_where_they_are_written() -> None:
    record = value_of('join("", ["v=TLSRPTv1; ", "rua=tls@example.com"])')
    assert record.value is not None
    assert record.value.span(16, 31).text == "tls@example.com"


def test_quoted_text_is_edited_in_its_own_escapes() -> None:
    record = value_of('"abc"')
    assert record.value is not None
    edit = record.value.edit(1, 2, 'x"${y}\\')
    assert edit is not None
    assert (edit.span.text, edit.text) == ("b", r"x\"$${y}\\")


def test_the_parts_of_a_template_with_directives_have_their_places() -> None:
    record = value_of('"v=TLSRPTv1; %{ if true ~} rua=${local.l} %{~ endif }"', DECLARATIONS)
    assert record.value is not None
    assert record.value.text == "v=TLSRPTv1; rua=local text"
    assert record.value.span(12, 16).text == "rua="
    assert record.value.span(16, 26).text == "${local.l}"
    assert [reference.behind.text for reference in record.references] == ["local text"]


def test_directives_in_an_indented_heredoc() -> None:
    record = value_of(
        'join(",", split("\\n", chomp(<<-EOT\n'
        "      a\n      %{ if true ~}\n      b\n      %{ endif ~}\n      c\n      EOT\n)))"
    )
    assert str(record.value) == "a,b,c"


def test_a_directive_of_which_nothing_is_known_hides_only_itself() -> None:
    loaded = load_text(
        """
        resource "azurerm_dns_txt_record" "it" {
          name      = "_smtp._tls%{ if var.x }.mail%{ endif }"
          zone_name = "example.com"
          record { value = "x" }
        }""",
        "main.tf",
    )
    (record,) = records(loaded)
    assert str(record.owner).startswith("_smtp._tls%{ if var.x }")


def test_a_reference_is_not_edited() -> None:
    record = value_of('"a${"b"}c"')
    assert record.value is not None
    assert record.value.edit(1, 2, "x") is None


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"])))
def test_any_text_in_quotes_maps_to_its_bytes(text: str) -> None:
    from tlsrpt_lint.loaders.terraform._strings import encode_quoted

    record = value_of(f'"{encode_quoted(text)}"')
    assert record.value is not None
    assert record.value.text == text
    for n, character in enumerate(text):
        written = record.value.span(n, n + 1).text
        assert written in (character, encode_quoted(character), f"${character}", f"%{character}")


def test_for_each_count_and_dynamic(tree: Write) -> None:
    loaded = tree(
        main_tf="""
        locals {
          zones = { "example.com" = "Z1", "example.org" = "Z2" }
        }
        resource "aws_route53_record" "each" {
          for_each = local.zones
          zone_id  = each.value
          name     = "_smtp._tls.${each.key}"
          type     = "TXT"
          records  = ["v=TLSRPTv1; rua=mailto:tls@${each.key}"]
        }
        resource "aws_route53_record" "set" {
          for_each = toset(["b", "a"])
          zone_id  = "Z1"
          name     = each.key
          type     = "TXT"
          records  = [each.value]
        }
        resource "aws_route53_record" "count" {
          count   = length(local.zones)
          zone_id = "Z1"
          name    = "c${count.index}"
          type    = "TXT"
          records = ["x"]
        }
        resource "aws_route53_record" "none" {
          count   = 0
          name    = "none"
          type    = "TXT"
          records = ["x"]
        }
        resource "azurerm_dns_mx_record" "dynamic" {
          name      = "@"
          zone_name = "example.com"
          dynamic "record" {
            for_each = { 10 = "mx1.example.com.", 20 = "mx2.example.com." }
            iterator = mx
            content {
              preference = mx.key
              exchange   = mx.value
            }
          }
        }
        """
    )
    assert [(r.resource, str(r.owner), str(r.value or r.target)) for r in records(loaded)] == [
        ('aws_route53_record.each["example.com"]', "_smtp._tls.example.com",
         "v=TLSRPTv1; rua=mailto:tls@example.com"),
        ('aws_route53_record.set["a"]', "a", "a"),
        ('aws_route53_record.set["b"]', "b", "b"),
        ("aws_route53_record.count[0]", "c0", "x"),
        ("aws_route53_record.count[1]", "c1", "x"),
        ('aws_route53_record.each["example.org"]', "_smtp._tls.example.org",
         "v=TLSRPTv1; rua=mailto:tls@example.org"),
        ("azurerm_dns_mx_record.dynamic", "example.com", "mx1.example.com"),
        ("azurerm_dns_mx_record.dynamic", "example.com", "mx2.example.com"),
    ]  # fmt: skip


RECORD = """
resource "aws_route53_record" "it" {{
  zone_id = {zone}
  name    = {name}
  type    = "TXT"
  records = [{value}]
}}
"""


def test_the_files_of_a_folder_are_one_module(tree: Write) -> None:
    loaded = tree(
        main_tf=RECORD.format(
            zone="aws_route53_zone.z.zone_id", name='"_smtp._tls"', value="var.v"
        ),
        zone_tf='resource "aws_route53_zone" "z" { name = "example.com" }',
        vars_tf='variable "v" { default = "default" }',
        terraform_tfvars='v = "assigned"',
    )
    (part,) = loaded.parts
    (record,) = part.records
    assert (str(part.apex), str(record.owner)) == ("example.com", "_smtp._tls.example.com")
    assert str(record.value) == "assigned"
    assert record.span.source.path == "terraform.tfvars"


def test_two_files_of_a_folder_share_their_zones(tree: Write) -> None:
    text = RECORD.format(
        zone="var.zone", name='"_smtp._tls"', value='"v=TLSRPTv1; rua=mailto:a@a.de"'
    )
    first = tree(a_tf=text, b_tf=text)
    second = tree(b_tf=text)
    elsewhere = tree(sub__c_tf=text)
    assert first.parts[0].instance == second.parts[0].instance != elsewhere.parts[0].instance


def test_local_modules_are_read_with_their_arguments(tree: Write) -> None:
    loaded = tree(
        main_tf="""
        module "zone" {
          source = "./zone"
          name   = "example.com"
        }
        module "mail" {
          source   = "./mail"
          for_each = toset(["x"])
          zone     = module.zone.id
          rua      = "tls@example.com"
        }
        """,
        zone__main_tf="""
        variable "name" {}
        resource "aws_route53_zone" "this" { name = var.name }
        output "id" { value = aws_route53_zone.this.zone_id }
        """,
        mail__main_tf='variable "zone" {}\nvariable "rua" {}\n'
        + RECORD.format(zone="var.zone", name='"_smtp._tls"', value='"v=TLSRPTv1; rua=${var.rua}"'),
    )
    (part,) = loaded.parts
    (record,) = part.records
    assert str(record.owner) == "_smtp._tls.example.com"
    assert str(record.value) == "v=TLSRPTv1; rua=tls@example.com"
    assert record.resource == 'module.mail["x"].aws_route53_record.it'
    assert record.span.source.path == "mail/main.tf"
    (reference,) = record.references
    assert reference.behind.source.path == "main.tf"
    assert reference.behind.text == "tls@example.com"
    assert loaded.included == {"mail/main.tf", "zone/main.tf"}


def test_override_files_change_what_the_others_declare(tree: Write) -> None:
    loaded = tree(
        main_tf='locals {\n rua = "a@example.com"\n}\nvariable "v" { default = "x" }\n'
        + RECORD.format(zone='"Z"', name='"_smtp._tls"', value='"${local.rua}-${var.v}"')
        + 'resource "azurerm_dns_mx_record" "m" {\n name = "@"\n zone_name = "example.com"\n'
        ' record {\n preference = 1\n exchange = "a."\n}\n record {\n preference = 2\n'
        ' exchange = "b."\n}\n}\n',
        z_override_tf='locals {\n rua = "b@example.com"\n none = 1\n}\n',
        override_tf='resource "aws_route53_record" "it" { ttl = 60 }\n'
        'resource "aws_route53_record" "other" { name = "other" }\nvariable "v" { default = "y" }\n'
        'resource "azurerm_dns_mx_record" "m" {\n record {\n preference = 3\n exchange = "c."\n}\n}\n',
    )
    first, second = records(loaded)
    assert (str(first.value), first.ttl) == ("b@example.com-y", 60)
    assert [r.behind.source.path for r in first.references] == ["z_override.tf", "override.tf"]
    assert (str(second.target), second.preference) == ("c", 3)


def test_an_override_file_alone_declares_nothing(tree: Write) -> None:
    text = RECORD.format(zone='"Z"', name='"_smtp._tls"', value='"x"')
    loaded = tree(override_tf=text + "locals {\n  a = = 1\n}\n")
    assert records(loaded) == []
    assert [problem.kind for problem in loaded.problems] == [ProblemKind.SYNTAX]


def test_a_file_of_opentofu_hides_its_twin(tmp_path: Path) -> None:
    text = RECORD.format(zone='"Z"', name='"_smtp._tls"', value="local.v")
    (tmp_path / "main.tf").write_text(text)
    (tmp_path / "main.tofu").write_text(text)
    (tmp_path / "v.tf").write_text('locals { v = "terraform" }')
    (tmp_path / "v.tofu").write_text('locals { v = "opentofu" }')

    def load(name: str) -> Loaded:
        path = tmp_path / name
        source = SourceFile(name, path.read_bytes(), path)
        return TerraformLoader().load(source, Surroundings(tmp_path, tmp_path))

    tofu, hidden = load("main.tofu"), load("main.tf")
    assert [str(record.value) for record in records(tofu)] == ["opentofu"]
    assert tofu.parts[0].instance != hidden.parts[0].instance


def test_a_module_that_calls_itself_ends(tree: Write) -> None:
    loaded = tree(main_tf='module "me" {\n source = "./"\n}\n')
    assert loaded.parts == ()


def test_a_file_from_nowhere_has_no_modules() -> None:
    assert load_text('module "m" {\n source = "./m"\n}\n', "main.tf").parts == ()


def test_a_module_source_that_is_no_path(tree: Write) -> None:
    assert tree(main_tf='module "m" {\n source = "./\\u0000"\n}\n').parts == ()


def test_a_module_outside_the_repository_is_not_read(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    text = RECORD.format(zone='"Z"', name='"_smtp._tls"', value='"secret"')
    (tmp_path / "outside.tf").write_text(text)
    (root / "main.tf").write_text('module "up" {\n source = "../"\n}\n')
    source = SourceFile("main.tf", (root / "main.tf").read_bytes(), root / "main.tf")
    assert TerraformLoader().load(source, Surroundings(root, root)).parts == ()


def test_records_given_to_a_module_that_is_not_there() -> None:
    loaded = load_text(
        """
        module "a" {
          source  = "registry.example.com/x/records/aws"
          records = [{ name = "_smtp._tls", type = "TXT", ttl = 60, records = ["v=TLSRPTv1; rua=x"] }]
          more    = { y = { name = "_smtp._tls", type = "TXT", value = "v=TLSRPTv1; rua=y" } }
        }
        """,
        "main.tf",
    )
    first, second = loaded.parts
    assert first.instance != second.instance
    (record,) = first.records
    assert (str(record.owner), str(record.value), record.ttl) == (
        "_smtp._tls",
        "v=TLSRPTv1; rua=x",
        60,
    )
    assert record.resource == "module.a"


def test_what_is_broken_is_told_and_the_rest_is_read() -> None:
    text = RECORD.format(zone='"Z"', name='"_smtp._tls"', value='"x"')
    loaded = load_text(text + "\nlocals {\n  a = = 1\n}\n" + text, "main.tf")
    (problem,) = loaded.problems
    assert problem.kind is ProblemKind.SYNTAX
    assert problem.span.begin == (10, 7)
    assert problem.message == (
        "The HCL cannot be read here: a value must stand here, so what follows may be missed."
    )
    assert len(records(loaded)) == 1


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ('a = "x\nb = 1\n', (1, 5), "the string is not closed"),
        ("a = <<EOT\nb = 1\n", (1, 5), "the heredoc is not closed"),
        ("locals {\n  a = 1\n", (1, 1), "the block is not closed"),
        ("a = [1\n", (1, 5), "the list is not closed"),
        ("a = 1\n) b\n", (2, 1), "it is no valid syntax"),
    ],
)
def test_syntax_errors(text: str, place: tuple[int, int], reason: str) -> None:
    (problem,) = load_text(text, "main.tf").problems
    assert problem.span.begin == place
    assert f"cannot be read here: {reason}," in problem.message


def test_sensitive_variables(tree: Write) -> None:
    loaded = tree(
        main_tf='variable "s" {\n default = "x"\n sensitive = true\n}\n'
        + RECORD.format(zone='"Z"', name='"_smtp._tls"', value='"v=TLSRPTv1; rua=${var.s}"')
    )
    (record,) = records(loaded)
    assert record.sensitive


@given(st.text(max_size=60), st.integers(0, 400))
def test_no_text_makes_it_fail(noise: str, at: int) -> None:
    whole = (CORPUS / "073-tf-cloudflare-foreach-unquoted/mail.tf").read_text()
    load_text(whole[:at] + noise + whole[at:], "main.tf")
    load_text(noise, "main.tf")
    load_text(noise, "main.tf.json")


def test_deep_nesting_ends() -> None:
    assert value_of("[" * 3000 + "]" * 3000).value is None
    assert value_of("(" * 3000 + '"a"' + ")" * 3000).value is None
    load_text("locals { a = " + '"${' * 500 + "1" + '}"' * 500 + "}", "main.tf")
    load_text("a {" * 3000 + "}" * 3000, "main.tf")


def doubled(expression: str) -> str:
    lines = [f"a{n + 1} = {expression.replace('@', f'local.a{n}')}" for n in range(60)]
    return (
        "locals {\n a0 = "
        + ('["x"]' if "[" in expression else '"x"')
        + "\n"
        + "\n".join(lines)
        + "\n}\n"
    )


@pytest.mark.parametrize(
    ("declarations", "expression"),
    [
        (doubled('"${@}${@}"'), "local.a60"),
        (doubled('concat(@, @, ["x"])'), 'join("", local.a60)'),
        (
            "",
            "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]][0][0][0]",
        ),
        ("", '"' + "%{ for x in range(1000) }" * 3 + "x" + "%{ endfor }" * 3 + '"'),
    ],
)
def test_what_grows_without_bounds_is_not_known(declarations: str, expression: str) -> None:
    assert value_of(expression, declarations).value is None
