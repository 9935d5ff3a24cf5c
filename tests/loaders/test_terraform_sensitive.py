"""What a plan says must not be shown is shown by no report."""

import pytest
from terraform_loading import change, load_text, plan, route53

from tlsrpt_lint.engine import judge
from tlsrpt_lint.inventory import Inventory
from tlsrpt_lint.registry import reporters, rules
from tlsrpt_lint.report import Report, Summary
from tlsrpt_lint.reporter import Style

SECRET = "hidden-box"


@pytest.mark.parametrize("secret", [True, False])
@pytest.mark.parametrize("name", reporters())
def test_reports(name: str, secret: bool) -> None:
    faulty = route53("_smtp._tls.example.com", f"v=TLSRPTv1; rua={SECRET}@example.com")
    more = {"after_sensitive": {"records": True}} if secret else {}
    loaded = load_text(plan(change("aws_route53_record", faulty, **more)).replace(",", ",\n"))
    findings = judge(Inventory([loaded]), [rule() for rule in rules()])
    assert "TR303" in {finding.code for finding in findings}
    report = Report(tuple(findings), Summary(1, 1, 1, 1, 0, 0, 0), rules())
    style = Style(color=False, width=100)
    text = "".join(reporters()[name]().render(report, style))
    assert (SECRET in text) is not secret
    if secret:
        assert "The value is marked as sensitive, so it is not shown." in text


def test_a_secret_is_not_shown_as_a_related_place() -> None:
    values = [
        f"v=TLSRPTv1; rua=mailto:{SECRET}@example.com",
        "v=TLSRPTv1; rua=mailto:b@example.com",
    ]
    made = change(
        "aws_route53_record",
        route53("_smtp._tls.example.com", *values),
        after_sensitive={"records": [True, False]},
    )
    findings = judge(Inventory([load_text(plan(made))]), [rule() for rule in rules()])
    (finding,) = [finding for finding in findings if finding.code == "TR401"]
    assert finding.related == ()
    assert not finding.sensitive
