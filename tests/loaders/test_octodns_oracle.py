"""octoDNS itself as the judge: what it loads, this loader loads; what it refuses is told."""

import logging
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from octodns_helpers import DATA, load_file, records

from tlsrpt_lint.records import Loaded, ProblemKind, QuirkKind

try:
    from octodns.manager import Manager
    from octodns.provider.yaml import YamlProvider
    from octodns.zone import Zone
except ImportError:
    if os.environ.get("CI") == "true":
        raise
    pytest.skip("octoDNS is not installed", allow_module_level=True)

logging.getLogger("Record").setLevel(logging.CRITICAL)

REFUSALS = (ProblemKind.SYNTAX, ProblemKind.BAD_OWNER, ProblemKind.INCLUDE_MISSING)


def ask(folder: Path, *, escaped: bool, zone: str = "example.com.") -> list[tuple[str, str]]:
    """The (owner, text) pairs that octoDNS would publish. Raises what octoDNS raises."""
    provider = YamlProvider("config", str(folder), enforce_order=False, escaped_semicolons=escaped)
    loaded = Zone(zone, [])
    provider.populate(loaded)
    return sorted(
        (record.fqdn.rstrip("."), str(value).replace("\\;", ";"))
        for record in loaded.records
        if record._type == "TXT"
        for value in record.values
    )


def read(loaded: Loaded) -> list[tuple[str, str]]:
    return sorted(
        (str(record.owner.name), record.text)
        for record in records(loaded)
        if record.type == "TXT" and record.value is not None
    )


def complaints(loaded: Loaded) -> list[str]:
    semicolons = (QuirkKind.SEMICOLON_ESCAPED, QuirkKind.SEMICOLON_UNESCAPED)
    quirks = [q.kind.name for r in records(loaded) for q in r.quirks if q.kind in semicolons]
    return quirks + [p.kind.name for p in loaded.problems if p.kind in REFUSALS]


# What octoDNS refuses and other rules find in the record set, the text or nothing at all.
LEFT_TO_RULES = {
    "19-non-ascii": "TR210",
    "30-null-value": "TR109",
}
# Here {zone_name} is no text for octoDNS's loader either, but only its processors know.
UNKNOWN = {"25-template-placeholder"}


@pytest.mark.parametrize("name", sorted(path.stem for path in DATA.glob("[0-9]*.yaml")))
def test_sample(name: str, tmp_path: Path) -> None:
    (tmp_path / "inc").mkdir()
    for included in (DATA / "inc").iterdir():
        (tmp_path / "inc" / included.name).write_bytes(included.read_bytes())
    (tmp_path / "example.com.yaml").write_bytes((DATA / f"{name}.yaml").read_bytes())
    escaped = name != "44-values-string-unescaped-mode"
    loaded = load_file(tmp_path / "example.com.yaml")
    try:
        published = ask(tmp_path, escaped=escaped)
    except Exception:  # noqa: BLE001 - octoDNS raises what comes
        assert complaints(loaded) or name in LEFT_TO_RULES
        return
    if name in UNKNOWN:
        assert [p.kind for p in loaded.problems] == [ProblemKind.UNKNOWN_VALUE]
        return
    if name in ("01-unescaped-semicolon", "44-values-string-unescaped-mode"):
        return  # the mode is not in the file
    assert read(loaded) == published
    assert not complaints(loaded)


LABEL = st.text(st.sampled_from("abzAZ09_-é"), min_size=1, max_size=5)
KEY = st.one_of(
    st.lists(LABEL, min_size=1, max_size=3).map(".".join),
    st.sampled_from(["", "@", "*", "a.", "a..b", "no", "12:30", "010", "1.10", "~", "a b", "1_0"]),
)
VALUE = st.text(st.sampled_from("ab1;;\\\" .:#,'é"), min_size=1, max_size=14)
SCALAR = st.sampled_from(["'", '"', None, ">", "|"])


class _Styled(str):
    style: str | None = None


class _Dumper(yaml.SafeDumper):
    pass


def _represent(dumper: Any, text: _Styled) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=text.style)


_Dumper.add_representer(_Styled, _represent)


def styled(text: str, style: str | None) -> _Styled:
    made = _Styled(text)
    made.style = style
    return made


@st.composite
def zones(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    lines = []
    for key in draw(st.lists(KEY, min_size=1, max_size=4, unique=True)):
        chosen = [styled(v, draw(SCALAR)) for v in draw(st.lists(values, min_size=1, max_size=3))]
        field = draw(st.sampled_from(["value", "values"])) if len(chosen) == 1 else "values"
        body: dict[str, Any] = {"type": "TXT", field: chosen[0] if field == "value" else chosen}
        plain = draw(st.booleans()) and key.replace(".", "").replace(":", "").isalnum()
        name = key if plain else "'" + key + "'"
        dumped = yaml.dump(body, Dumper=_Dumper, allow_unicode=draw(st.booleans()), width=20)
        lines.append(f"{name}:\n" + "".join(f"  {line}\n" for line in dumped.splitlines()))
    return "".join(lines)


def compare(folder: Path, text: str, *, escaped: bool) -> None:
    path = folder / "example.com.yaml"
    path.write_bytes(text.encode())
    loaded = load_file(path)
    try:
        published = ask(folder, escaped=escaped)
    except Exception as error:  # noqa: BLE001 - octoDNS raises what comes
        message = str(error)
        others = (
            ("non ASCII" in message) or ("Duplicate record" in message) or ("cannot" in message)
        )
        assert complaints(loaded) or others or "missing value" in message, message
        return
    if any(p.kind in (ProblemKind.UNKNOWN_VALUE, ProblemKind.TEMPLATE) for p in loaded.problems):
        return
    assert not [p for p in loaded.problems if p.kind in REFUSALS]
    assert read(loaded) == published


@given(data=st.data())
def test_generated_zones_with_escaped_semicolons(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    values = VALUE.map(lambda text: text.replace(";", "\\;"))
    anchor = "zz-mode:\n  type: TXT\n  values:\n" + "  - 'm\\;'\n" * 5
    text = data.draw(zones(values)) + anchor
    compare(tmp_path_factory.mktemp("zone"), text, escaped=True)


@given(data=st.data())
def test_generated_zones_with_bare_semicolons(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # Where an unbalanced quote meets a final `;`, octoDNS cuts its own `\\;` in two.
    values = VALUE.map(lambda text: text.replace("\\", "").rstrip(";"))
    anchor = "zz-mode:\n  type: TXT\n  values:\n" + "  - 'm;'\n" * 20
    text = data.draw(zones(values.filter(bool))) + anchor
    compare(tmp_path_factory.mktemp("zone"), text, escaped=False)


@given(data=st.data())
def test_generated_zones_with_any_semicolons(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In a file whose mode is plain, each violation that octoDNS refuses is told."""
    anchor = "zz-mode:\n  type: TXT\n  values:\n" + "  - 'm\\;'\n" * 20
    text = data.draw(zones(VALUE)) + anchor
    compare(tmp_path_factory.mktemp("zone"), text, escaped=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0", "no"),
        ("no", "0"),
        ("yes", "1"),
        ("1.0", "on"),
        ("010", "8"),
        ("0", "0.0"),
        ("2", "yes"),
    ],
)
def test_keys_that_are_equal_in_python(tmp_path: Path, one: str, other: str) -> None:
    """Of `0` and `no` the first key stays, with the value of the last."""
    lines = "".join(f"{key}:\n  type: TXT\n  value: {key} text\n" for key in (one, other))
    compare(tmp_path, lines, escaped=True)


POLICY = "_smtp._tls:\n  type: TXT\n  value: v=TLSRPTv1\\; rua=mailto:{}@example.org\n"
TREE = {
    "zones/shared.yaml": POLICY.format("shared"),
    "zones/example.com.yaml": "www:\n  type: TXT\n  value: x\n",
    "zones/example.com.zone/mail.yaml": POLICY.replace("_tls:", "_tls.mail:").format("split"),
    "zones/example.net.yaml": POLICY.replace("_tls:", "_tls.a:").format("plain"),
}


@pytest.mark.parametrize(
    ("options", "zones"),
    [
        ("shared_filename: shared.yaml", "  '*': {sources: [files], targets: [files]}\n"),
        ("split_extension: .zone", "  '*': {sources: [files], targets: [files]}\n"),
        (
            "shared_filename: shared.yaml\n    split_extension: .zone",
            "  example.com.: {sources: [files], targets: [files]}\n",
        ),
        (
            "shared_filename: shared.yaml",
            "  '*': {sources: [files], targets: [files], glob: '*.net.'}\n",
        ),
    ],
)
def test_files_of_a_configuration(
    options: str, zones: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each zone that octoDNS's manager makes of a configuration has the records that it has here."""
    monkeypatch.chdir(tmp_path)
    config = tmp_path / "config.yaml"
    config.write_text(
        "providers:\n  files:\n    class: octodns.provider.yaml.YamlProvider\n"
        f"    directory: zones\n    escaped_semicolons: true\n    {options}\nzones:\n{zones}"
    )
    for path, text in TREE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    manager = Manager(str(config))
    names = manager._preprocess_zones(manager.config["zones"])
    published = set()
    for name in names:
        zone = manager.get_zone(name)
        manager.providers["files"].populate(zone)
        published |= {
            (name.rstrip("."), record.fqdn.rstrip("."), str(value).replace("\\;", ";"))
            for record in zone.records
            if record._type == "TXT"
            for value in record.values
        }
    found = {
        (str(part.apex), str(record.owner.name), record.text)
        for path in TREE
        for part in load_file(tmp_path / path, tmp_path).parts
        for record in part.records
    }
    assert published
    assert {one for one in found if f"{one[0]}." in names} == published
