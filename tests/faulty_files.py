"""Random files with faulty policies between records that nobody must touch.

Whatever is not a policy has the word `other` and a number in it, so that it can be told apart in the
text and in what an independent reader makes of it.
"""

import json
from collections.abc import Callable
from random import Random
from typing import NamedTuple

_URIS = (
    "mailto:tls@example.org",
    "mailto:reports@example.net",
    "https://reports.example.org/v1/tls",
    "mailto:tls.rpt+a@example.com",
    "https://example.net/a?b",
)
_CHANGES = {
    "mailto:": (
        "",
        "mailto://",
        "mailto: ",
        "MAILTO:",
        "mailto;",
        "mailto//",
        "maito:",
        "<mailto:",
    ),
    "https://": ("", "http://", "HTTPS://", "https:/", "https: //"),
    ",": (" ", ";", "|", ", ", " ,", ",,", ",rua=", "; rua=", ",ruf=", ",\n"),
    "; ": (" ", ";;", ", ", "", ";\u00a0", "；", "\\; ", " ; ", ";\n", "; ; ", " "),
    ";": ("", ",", ":", "\\;", " ;"),
    "v=TLSRPTv1": (
        *("v=TLSRPT1", "v=TSLRPTv1", "v=tlsrptv1", "V=TLSRPTv1", "v = TLSRPTv1", "v=TLSRPTv2"),
        *(
            "v=TLS-RPTv1",
            "",
            "v=“TLSRPTv1”",
            'v="TLSRPTv1"',
            "v=TLSRPTv1;v=TLSRPTv1",
            "\ufeffv=TLSRPTv1",
        ),
    ),
    "rua=": ("RUA=", "rua =", "rua= ", "rua:", "x=1; rua=", "p=none; rua=", "rua=,", "rua=rua="),
    "@": ("@ ", " @", "", "@@", "@bücher.", "@b%C3%BCcher."),
    "example": ("exa mple", "ex\u200bample", "ex\tample", "ex!ample", "exámple"),
}
_AROUND = (
    *(" {}", "{} ", '"{}"', "'{}'", "“{}”", "{};", "{};;", "{},", "{}!10m", "\\{}", "{}\\", "{}\n"),
    *(
        "{}; x=1",
        "{};x",
        "{}, mailto:tls@example.org",
        "{}; rua=mailto:b@example.org",
        "„{}‟",
        "{}",
    ),
)
_NOISE = " \t;,=\"'\\!:@/|%&*#{}[]()<>aZ0\u00a0\u200b“é\x07$"


class File(NamedTuple):
    """A file with `policies` faulty policies. `kept` are the texts that are to stay, in order."""

    name: str
    text: str
    kept: tuple[str, ...]
    policies: int


class _Maker:
    """A file in the making."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.pieces: list[tuple[str, bool]] = []
        self.policies = 0
        self.others = 0

    def keep(self, text: str) -> None:
        """Add what is to stay. Each `§` becomes a number of its own."""
        while "§" in text:
            self.others += 1
            text = text.replace("§", str(self.others), 1)
        self.pieces.append((text, True))

    def fault(self, text: str) -> None:
        """Add what may be changed."""
        self.pieces.append((text, False))

    def some(self, *choices: str) -> str:
        return self.random.choice(choices)

    def made(self, name: str, end: str = "\n") -> File:
        text = "".join(text for text, _ in self.pieces)
        texts = (text, *(text for text, stays in self.pieces if stays))
        whole, *stay = (t.replace("\n", end) for t in texts)
        return File(name, whole, tuple(filter(None, stay)), self.policies)


def policy(random: Random) -> str:
    """A policy with one fault or several, most of them such as people make."""
    uris = ",".join(random.choices(_URIS, k=random.choice((1, 1, 1, 2, 3))))
    text = f"v=TLSRPTv1; rua={uris}"
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        kind = random.random()
        if kind < 0.65:
            old = random.choice([old for old in _CHANGES if old in text] or [""])
            new = random.choice(_CHANGES.get(old, ("",)))
            text = text.replace(old, new, 1) if random.random() < 0.7 else text.replace(old, new)
        elif kind < 0.9:
            text = random.choice(_AROUND).replace("{}", text)
        else:
            at = random.randrange(len(text) + 1)
            text = text[:at] + random.choice(_NOISE) + text[at + random.choice((0, 1)) :]
    return text if len(text) < 240 or random.random() < 0.3 else text[:240]


def _owner(maker: _Maker) -> str:
    n = maker.policies - maker.some("", "", "", "", "x").count("x")
    return maker.random.choice(
        (f"_smtp._tls.d{n}",) * 6
        + (f"_tls._smtp.d{n}", f"_smtp._tls.d{n}.example.com", f"_smtp-tlsrpt.d{n}", f"d{n}")
    )


def zone(random: Random) -> File:
    """A zone file."""
    maker = _Maker(random)
    maker.keep("$TTL 3600\n@ IN SOA ns1 other 1 7200 3600 1209600 3600\n")
    for _ in range(random.randint(1, 6)):
        for _ in range(random.randint(0, 3)):
            maker.keep(random.choice(_ZONE_OTHERS))
        _zone_policy(maker)
    maker.keep("other§ A 192.0.2.1\n")
    return maker.made("example.com.zone", random.choice(("\n", "\n", "\r\n")))


_ZONE_OTHERS = (
    "other§ A 192.0.2.§\n",
    "other§ 300 IN AAAA 2001:db8::§\n",
    "other§\tMX\t10 mail.example.net.\n",
    "; other§ _smtp._tls TXT v=TLSRPTv1; rua=x\n",
    'other§ TXT "v=spf1 include:other.example -all"\n   TXT "other§ two" ; other§\n',
    'other§ TXT ( "other§;"\n\t\t"b" ) ; other§\n',
    "\n",
    "other§ TXT other§\\;word word ; other§ comment\n",
    "   \t; other§ blank\n",
    "other§ CNAME other.example.net.\n",
)


def _zone_policy(maker: _Maker) -> None:
    random = maker.random
    owner, text = _owner(maker), policy(random)
    maker.policies += 1
    head = maker.some(" TXT ", " IN TXT ", " 3600 IN TXT ", "\tTXT\t", " IN 3600 TXT  ")
    form = random.random()
    if form < 0.15:  # as people forget it
        bare = text.replace("\n", " ").replace("(", "").replace(")", "").replace('"', "")
        body = bare.strip(" \u00a0,\\") or "x"
    elif form < 0.25:
        body = "".join(c if c.isalnum() or c in ".:@/=-_" else _octets(c) for c in text) or "x"
    else:
        strings = [text]
        if form > 0.75 and len(text) > 4:
            cut = random.randrange(1, len(text))
            strings = [text[:cut], text[cut:]]
        joint = maker.some(" ", "  ", "", "\t")
        body = joint.join(f'"{_in_quotes(part)}"' for part in strings)
        if form > 0.9:
            body = f"( {body.replace(joint, chr(10) + '   ', 1) if joint else body}\n )"
    maker.fault(f"{owner}{head}{body}")
    # What stands behind a bare text might be a part of it.
    ends = ("\n", " ; other§\n") if form < 0.15 else ("\n", "\t; other§ v=TLSRPTv1\n", " \n")
    maker.keep(maker.some(*ends))


def _octets(character: str) -> str:
    return "".join(f"\\{octet:03}" for octet in character.encode())


def _in_quotes(text: str) -> str:
    return "".join(f"\\{c}" if c in '"\\' else _octets(c) if c < " " else c for c in text)


def octodns(random: Random) -> File:
    """A zone of octoDNS."""
    maker = _Maker(random)
    escaped = random.random() < 0.7
    semicolon = "\\;" if escaped else ";"
    if random.random() < 0.3:
        maker.keep("---\n")
    for _ in range(3):  # so that the way with semicolons is known
        maker.keep(f"_dmarc.other§:\n  type: TXT\n  value: v=DMARC1{semicolon} p=none\n")
        if random.random() < 0.5:
            break
    for _ in range(random.randint(1, 6)):
        for _ in range(random.randint(0, 3)):
            maker.keep(random.choice(_YAML_OTHERS))
        _yaml_policy(maker, semicolon)
    maker.keep("0other§:\n  type: A\n  value: 192.0.2.1\n")
    return maker.made("example.com.yaml", random.choice(("\n", "\n", "\r\n")))


_YAML_OTHERS = (
    "other§:\n  type: A\n  values:\n  - 192.0.2.1\n  - 192.0.2.2 # other§\n",
    "other§: {type: CNAME, value: other.example.net.} # other§\n",
    "# other§\n",
    "\n",
    "other§:\n- type: TXT\n  values: ['other§  a', \"other§\\ta\"]\n- {type: A, value: 192.0.2.1}\n",
    "other§:\n  ttl: 300\n  type: TXT\n  value: >-\n    other§ folded\n    text\n",
    "other§:\n    octodns: {a: {b: true}}\n    type: MX\n    value: {exchange: a., preference: 1}\n",
    "'other§':   \n  type: TXT\n  value: \"v=spf1 other§\"\n",
)


def _yaml_policy(maker: _Maker, semicolon: str) -> None:
    random = maker.random
    owner, text = _owner(maker), policy(random)
    maker.policies += 1
    if random.random() < 0.9:
        text = text.replace("\\;", ";").replace(";", semicolon)
    maker.fault(f"{maker.some(owner, owner, json.dumps(owner))}:\n")
    if random.random() < 0.2:
        maker.fault("  ttl: 3600\n")
    maker.fault("  type: TXT\n")
    styles: tuple[Callable[[str], str], ...] = (_single, _double, _plain, _plain, _block)
    style = random.choice(styles)
    if random.random() < 0.05 and "; " in text:
        maker.fault("  values:\n")
        for part in text.split("; "):
            maker.fault(f"  - {style(part)}\n")
    elif random.random() < 0.25:
        other = f"'other{maker.policies}x value'"
        first = random.random() < 0.5
        maker.fault("  values:\n")
        if first:
            maker.keep(f"    - {other}\n")
        maker.fault(f"    - {style(text)}")
        if style is not _block and random.random() < 0.3:
            maker.keep(" # other§\n")
        else:
            maker.fault("\n")
        if not first:
            maker.keep(f"    - {other}\n")
    else:
        key = "value" if random.random() < 0.95 else "values"
        maker.fault(f"  {key}: {style(text)}")
        maker.keep(maker.some("\n", " # other§\n", " \n") if style is not _block else "\n")


def _single(text: str) -> str:
    if any(c < " " for c in text) or "\ufeff" in text:
        return _double(text)
    return "'" + text.replace("'", "''") + "'"


def _double(text: str) -> str:
    return json.dumps(text, ensure_ascii="\ufeff" in text or "\u200b" in text).replace(
        "\x7f", "\\x7f"
    )


def _plain(text: str) -> str:
    import yaml

    try:
        if text and yaml.safe_load(f"a: {text}\n") == {"a": text} and "\n" not in text:
            return text
    except yaml.YAMLError:
        pass
    return _single(text)


def _block(text: str) -> str:
    if any(c < " " for c in text) or not text or text[0] == " " or "\ufeff" in text:
        return _double(text)
    return f"|-\n      {text}"


def tf_json(random: Random) -> File:
    """A configuration in JSON."""
    maker = _Maker(random)
    indent = random.choice((" ", "\t", "    "))
    maker.keep('{"//": "other§", "resource": [\n')
    for _ in range(random.randint(1, 5)):
        if random.random() < 0.6:
            maker.keep(f'{indent}{{"other_§": {{"other§": {{"a": [1, "other§;"]}}}}}},\n')
        _terraform_policy(maker, hcl=False, indent=indent)
    maker.keep(f'{indent}{{"other_§": {{"other§": {{"a": null}}}}}}\n]}}\n')
    return maker.made("main.tf.json", random.choice(("\n", "\n", "\r\n")))


def tf(random: Random) -> File:
    """A configuration in HCL."""
    maker = _Maker(random)
    indent = random.choice(("  ", "\t", "    "))
    maker.keep("# other§\n")
    for _ in range(random.randint(1, 5)):
        if random.random() < 0.6:
            maker.keep(random.choice(_HCL_OTHERS))
        _terraform_policy(maker, hcl=True, indent=indent)
    maker.keep('output "other§" { value = "other§" }\n')
    return maker.made("main.tf", random.choice(("\n", "\n", "\r\n")))


_HCL_OTHERS = (
    'resource "aws_route53_record" "other§" {\n  type = "TXT"\n  name = "other§"\n  zone_id = "" // §\n}\n',
    "locals {\n  other§   = <<-EOT\n    v=TLSRPTv1; other§\n  EOT\n}\n",
    'variable "other§" {\n  default = "v=spf1 other§" # other§\n}\n\n',
    "/* other§\n   rua= */\n",
)


def _terraform_policy(maker: _Maker, *, hcl: bool, indent: str) -> None:
    random = maker.random
    owner, text = _owner(maker), policy(random)
    n = maker.policies
    maker.policies += 1
    kind, lines, wrap = random.choice(_PROVIDERS)
    value = json.dumps(wrap(text), ensure_ascii=random.random() < 0.3)
    if hcl:
        value = value.replace("${", "$${").replace("%{", "%%{").replace("\\b", "\\u0008")
        value = value.replace("\\f", "\\u000c")
    full = f"{owner}.example.com." if "{full}" in lines else owner
    body = lines.replace("{owner}", owner).replace("{full}", full)
    other = f'"other{n}y"'
    lead, tail = ("", "") if random.random() < 0.7 or "{list}" not in body else (f"{other}, ", "")
    if hcl and random.random() < 0.2:
        maker.fault(f"locals {{\n  p{n} = {value}\n}}\n")
        value = f"local.p{n}"
    if hcl:
        body = body.replace("{list}", f"[{lead}{value}{tail}]").replace("{value}", value)
        maker.fault(f'resource "{kind}" "t{n}" {{\n')
        for line in body.split("|"):
            maker.fault(f"{indent}{line}\n")
        maker.keep("} # other§\n")
        return
    pairs = []
    for line in body.split("|"):
        if line.startswith("record {"):
            pairs.append(f'"record": [{{"value": {value}}}]')
        else:
            key, _, rest = line.partition(" = ")
            rest = rest.replace("{list}", f"[{lead}{value}{tail}]").replace("{value}", value)
            pairs.append(f'"{key}": {rest}')
    maker.fault(f'{indent}{{"{kind}": {{"t{n}": {{' + f",\n{indent}".join(pairs) + "}}}")
    maker.keep(",\n")


_PROVIDERS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    (
        "azurerm_dns_txt_record",
        'zone_name = "example.com"|name = "{owner}"|record { value = {value} }',
        str,
    ),
    (
        "aws_route53_record",
        'zone_id = "z"|type = "TXT"|name = "{owner}.example.com"|records = {list}',
        str,
    ),
    (
        "google_dns_record_set",
        'managed_zone = "z"|type = "TXT"|name = "{full}"|rrdatas = {list}',
        lambda text: f'"{_in_quotes(text)}"',
    ),
    (
        "cloudflare_record",
        'zone_id = "z"|type = "TXT"|name = "{owner}"|content = {value}',
        str,
    ),
    (
        "hcloud_zone_record",
        'zone = "example.com"|type = "TXT"|name = "{owner}"|value = {value}',
        lambda text: f'"{_in_quotes(text)}"',
    ),
    (
        "hcloud_zone_record",
        'zone = "example.com"|type = "TXT"|name = "{owner}"|value = {value}',
        str,
    ),
    (
        "akamai_dns_record",
        'zone = "example.com"|recordtype = "TXT"|name = "{owner}.example.com"|target = {list}',
        str,
    ),
)

FORMATS: dict[str, Callable[[Random], File]] = {
    "zone": zone,
    "octodns": octodns,
    "tf.json": tf_json,
    "tf": tf,
}
