"""What looks like a placeholder that somebody or some template engine left in, and what does not."""

import pytest

from tlsrpt_lint import registry
from tlsrpt_lint.examples import lint_policy


@pytest.mark.parametrize(
    ("uri", "placeholder"),
    [
        ("mailto:<email>", "<email>"),
        ("mailto:[EMAIL_ADDRESS]", "[EMAIL_ADDRESS]"),
        ("mailto:tls@yourdomain.com", "yourdomain"),
        ("mailto:{{ mail }}", "{{ mail }}"),
        ("{% rua %}", "{% rua %}"),
        ("<% rua %>", "<% rua %>"),
        ("${RUA}", "${RUA}"),
        ("$(RUA)", "$(RUA)"),
        ("mailto:$REPORT_MAIL", "$REPORT_MAIL"),
        ("mailto:@MAIL@", "@MAIL@"),
        ("mailto:%(mail)s@example.org", "%(mail)s"),
        ("mailto:tls@%domain%", "%domain%"),
    ],
)
def test_left_in(uri: str, placeholder: str) -> None:
    (finding,) = lint_policy(f"v=TLSRPTv1; rua={uri}", registry.rules())
    assert (finding.code, finding.span.text) == ("TR216", placeholder)


@pytest.mark.parametrize(
    "uri",
    [
        "mailto:a$b@example.org",
        "mailto:$ab@example.org",
        "mailto:a%20b@example.org",
        "https://example.org/a$b(c)",
        "https://example.org/%C3%BC%C3%BC",
        "mailto:hello@thankyourdomain.example.org",
    ],
)
def test_not_left_in(uri: str) -> None:
    findings = lint_policy(f"v=TLSRPTv1; rua={uri}", registry.rules())
    assert "TR216" not in {finding.code for finding in findings}
