"""Which files are Terraform's, and what is said of those that only look so."""

import pytest
from terraform_loading import DATA, load_file, load_text

from tlsrpt_lint.loaders.terraform import TerraformLoader
from tlsrpt_lint.loaders.terraform._detect import Kind, kind_of
from tlsrpt_lint.records import ProblemKind

KINDS = {
    "01-plan-route53-create-zone-unknown.min.json": Kind.PLAN,
    "05-plan-destroy-all.min.json": Kind.PLAN,
    "08-state-show.min.json": Kind.STATE,
    "09-raw-v4.tfstate": Kind.RAW_STATE,
    "12-config-list-form.tf.json": Kind.CONFIG,
    "13-NOT-plan-machine-readable-ui.ndjson": Kind.EVENTS,
    "14-NOT-validate-output.json": Kind.VALIDATION,
    "15-state-empty.min.json": Kind.STATE,
    "16-plan-old-0.1-format.json": Kind.PLAN,
    "17-opentofu-encrypted-state.tfstate": Kind.ENCRYPTED,
    "18-NOT-state-backend-cache-v3.tfstate": Kind.OTHER,
    "19-NOT-modules-manifest.json": Kind.OTHER,
}


@pytest.mark.parametrize(("name", "kind"), KINDS.items(), ids=KINDS)
def test_kind(name: str, kind: Kind) -> None:
    assert kind_of(name, (DATA / name).read_bytes()[:65536]) is kind


@pytest.mark.parametrize(
    ("path", "head", "wanted"),
    [
        ("a.tf.json", b"{}", True),
        ("a.tofu.json", b"[]", True),
        ("cdk.json", b'{"resource": {"aws_route53_record": {}}}', True),
        ("cdk.json", b'{"resource": {"aws_route53_record": {}}, "name": 1}', False),
        ("package.json", b'{"name": "x", "version": "4.0.0"}', False),
        ("composer.json", b'{"version": 4, "resources": []}', False),
        ("log.json", b'{"@level":"info","terraform":"1.11.4","type":"version"}\n{}', True),
        ("log.ndjson", b'{"@level":"info","terraform":"1.11.4","type":"version"}\n{}', False),
        ("x.json", b'{"format_version":"1.0","valid":true,"diagnostics":[]}', True),
        ("x.json", b'{"format_version":"1.0","provider_schemas":{}}', True),
        ("x.json", b'{"applyable":true,"configuration":{},"planned_values":{}}', True),
        ("x.tfstate", b'{"version":3,"serial":1,"modules":[]}', True),
        ("x", b"PK\x03\x04" + b"\0" * 26 + b"tfplan", True),
        ("x.zip", b"PK\x03\x04" + b"\0" * 26 + b"readme", False),
        ("x.json", '\ufeff{"format_version":"1.0","values":{}}'.encode("utf-16"), True),
        ("x.json", b'\xef\xbb\xbf{"format_version":"1.0","values":{}}', True),
        ("x.json", b"", False),
        ("zone", b"$ORIGIN example.com.\n", False),
    ],
)
def test_recognises(path: str, head: bytes, wanted: bool) -> None:
    assert TerraformLoader().recognises(path, head) is wanted


@pytest.mark.parametrize(
    ("name", "message", "help_"),
    [
        (
            "13-NOT-plan-machine-readable-ui.ndjson",
            "This is the event stream of `terraform plan -json`, which holds no plan.",
            "write the plan with `terraform plan -out=FILE` and lint `terraform show -json FILE`",
        ),
        (
            "14-NOT-validate-output.json",
            "This is the output of `terraform validate -json`, which holds no records.",
            "write the plan with `terraform plan -out=FILE` and lint `terraform show -json FILE`",
        ),
        (
            "19-NOT-modules-manifest.json",
            "This is no plan, no state and no configuration of Terraform.",
            "lint the output of `terraform show -json`, a `*.tfstate` or a `*.tf.json`",
        ),
    ],
)
def test_look_alikes_are_told_what_to_run(name: str, message: str, help_: str) -> None:
    (problem,) = load_file(name).problems
    holds_nothing = "which holds no records" in message
    assert problem.kind is (ProblemKind.UNKNOWN_VALUE if holds_nothing else ProblemKind.SYNTAX)
    assert (problem.message, problem.help) == (message, help_)


def test_an_encrypted_state_is_a_note() -> None:
    loaded = load_file("17-opentofu-encrypted-state.tfstate")
    (problem,) = loaded.problems
    assert problem.kind is ProblemKind.UNKNOWN_VALUE
    assert problem.message == "The file is encrypted by OpenTofu, so nothing in it was checked."


def test_an_unknown_major_version_is_refused() -> None:
    (problem,) = load_text('{"format_version": "2.0", "resource_changes": []}').problems
    assert problem.kind is ProblemKind.SYNTAX
    assert problem.message == "The format version '2.0' is not known here; 0.x and 1.x are."


def test_broken_json_is_told_at_its_place() -> None:
    loaded = load_text('{"format_version": "1.2",\n "resource_changes": [}')
    (problem,) = loaded.problems
    assert problem.kind is ProblemKind.SYNTAX
    assert problem.span.begin == (2, 23)
    assert problem.message == "The JSON cannot be read: a value must stand here, not '}'."


@pytest.mark.parametrize("name", KINDS)
def test_cut_files_end_in_a_problem_or_in_nothing(name: str) -> None:
    data = (DATA / name).read_bytes()
    for length in range(0, len(data), max(1, len(data) // 40)):
        load_text(data[:length], name)
