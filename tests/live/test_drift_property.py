"""Random zones: served as they are they never drift, and one planted change is exactly one drift."""

import json
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dns_servers import Nsd
from tlsrpt_lint.cli.program import run as run_program

DOMAINS = ("@", "a", "b.c", "w")  # `*.w` may answer below the last
TTLS = (0, 60, 3600, 86400)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
)


class Records(NamedTuple):
    """One record set: the rdata are texts of TXT records, or what follows the type of others."""

    type: str
    ttl: int
    rdata: tuple[str, ...]

    @property
    def other(self) -> "Records":
        """The same with another record in the place of the first."""
        return self._replace(rdata=(changed(self.type, self.rdata[0]), *self.rdata[1:]))

    @property
    def more(self) -> "Records":
        """The same with one record more."""
        return self._replace(rdata=(*self.rdata, changed(self.type, "".join(self.rdata))))


def changed(rtype: str, rdata: str) -> str:
    if rtype == "TXT":
        return f"{rdata}!"
    return "77 other.example.net." if rtype == "MX" else "other.example.net."


Zone = dict[str, Records]  # by owner, relative to the zone


def below(owner: str, domain: str) -> str:
    return owner if domain == "@" else f"{owner}.{domain}"


@st.composite
def zones(draw: st.DrawFn) -> Zone:
    ttl = st.sampled_from(TTLS)
    texts = st.builds(
        lambda ttl, texts: Records("TXT", ttl, tuple(texts)),
        ttl,
        st.lists(
            TEXTS.map("v=TLSRPTv1; rua=mailto:{}".format), min_size=1, max_size=3, unique=True
        ),
    )
    cnames = st.builds(lambda ttl: Records("CNAME", ttl, ("tls.example.net.",)), ttl)
    hosts = st.lists(
        st.sampled_from(("10 mx", "20 mx", "10 mx.example.net.")), min_size=1, unique=True
    )
    zone: Zone = {}
    for domain in DOMAINS:
        if draw(st.booleans()):
            zone[domain] = Records("MX", draw(ttl), tuple(draw(hosts)))
        for service in ("_smtp._tls", "_mta-sts"):
            if draw(st.booleans()):
                zone[below(service, domain)] = draw(st.one_of(texts, texts, cnames))
    if draw(st.booleans()):
        zone["*.w"] = draw(texts)
    return zone


class Change(NamedTuple):
    """A zone of files that differs from what is served, and the drift that it is."""

    files: Zone
    kind: str
    owner: str
    type: str


def changes(zone: Zone) -> list[Change]:
    """All that can be planted in a zone."""
    found = []
    for owner, records in zone.items():
        rtype = records.type

        def plant(new: Records, kind: str, owner: str = owner) -> None:
            found.append(Change({**zone, owner: new}, kind, owner, new.type))

        several = len(records.rdata) > 1
        plant(records.other, "set" if several else "text")
        plant(records._replace(ttl=records.ttl + 1), "ttl")
        if rtype != "CNAME":
            plant(records.more, "set")
        if several:
            plant(records._replace(rdata=records.rdata[1:]), "set")
        if rtype == "TXT" and owner != "*.w":
            cname = Records("CNAME", 60, ("tls.example.net.",))
            plant(cname, "set" if several else "text")
        if rtype == "CNAME":
            plant(Records("TXT", 60, ("v=TLSRPTv1; rua=mailto:x",)), "delegated")
    for domain in DOMAINS:
        if domain == "w" and "*.w" in zone:
            continue  # the wildcard has a say in what is there
        asked = domain == "@" or domain in zone
        for service in ("_smtp._tls", "_mta-sts"):
            owner = below(service, domain)
            if owner not in zone:
                new = Records("TXT", 60, ("v=TLSRPTv1; rua=mailto:x",))
                found.append(Change({**zone, owner: new}, "missing", owner, "TXT"))
            elif asked:
                files = {name: records for name, records in zone.items() if name != owner}
                found.append(Change(files, "extra", owner, "TXT"))
        if domain not in zone:
            new = Records("MX", 60, ("10 mx",))
            found.append(Change({**zone, domain: new}, "missing", domain, "MX"))
        elif domain == "@" or below("_smtp._tls", domain) in zone:
            files = {name: records for name, records in zone.items() if name != domain}
            found.append(Change(files, "extra", domain, "MX"))
    return found


@st.composite
def zones_with_changes(draw: st.DrawFn) -> tuple[Zone, Change | None]:
    zone = draw(zones())
    return zone, draw(st.sampled_from([None, *changes(zone)]))


def escaped(text: str) -> str:
    return "".join(f"\\{octet:03d}" for octet in text.encode())


def written(name: str, zone: Zone) -> str:
    lines = [f"$ORIGIN {name}.", "@ 60 IN SOA ns.example.net. h.example.net. 1 2 3 4 5"]
    lines.append("@ 60 IN NS ns.example.net.")
    for owner, records in zone.items():
        for rdata in records.rdata:
            data = f'"{escaped(rdata)}"' if records.type == "TXT" else rdata
            lines.append(f"{owner} {records.ttl} IN {records.type} {data}")
    return "\n".join(lines) + "\n"


def drifts(server: Nsd, files: dict[str, str]) -> tuple[int, set[tuple[str, ...]]]:
    with TemporaryDirectory() as folder, chdir(folder):
        for name, text in files.items():
            Path(f"{name}.zone").write_text(text)
        whom = ["--nameserver", server.address, "--port", str(server.port), "--no-config"]
        status = run_program(["drift", *whom, "-q", "--output", "json=drift.json"])
        found = json.loads(Path("drift.json").read_text())["drifts"]
    return status, {(one["path"], one["kind"], one["owner"], one["type"]) for one in found}


@given(st.lists(zones_with_changes(), min_size=12, max_size=12))
@settings(
    max_examples=max(settings().max_examples // 10, 4),  # each of twelve zones
    suppress_health_check=list(HealthCheck),
)
def test_one_change_is_one_drift(
    oracle: Callable[[str], str], drawn: list[tuple[Zone, Change | None]]
) -> None:
    names = [f"z{number}.example" for number in range(len(drawn))]
    served = {name: written(name, zone) for name, (zone, _) in zip(names, drawn, strict=True)}
    with TemporaryDirectory() as folder, Nsd(oracle("nsd"), Path(folder), served) as server:
        assert drifts(server, served) == (0, set())
        files, planted = {}, set()
        for name, (zone, change) in zip(names, drawn, strict=True):
            files[name] = written(name, zone if change is None else change.files)
            if change is not None:
                owner = name if change.owner == "@" else f"{change.owner}.{name}"
                planted.add((f"{name}.zone", change.kind, owner, change.type))
        assert drifts(server, files) == (int(bool(planted)), planted)
