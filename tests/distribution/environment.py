"""Real installations without a network.

The packages that an installation needs are packed up again from the environment that the tests run
in, into a folder that pip takes them from.
"""

import email
import importlib.metadata
import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent.parent


class Environment(NamedTuple):
    """A virtual environment of its own: its scripts, and how to run something with them."""

    bin: Path
    variables: dict[str, str]

    def run(
        self, *command: str | Path, cwd: Path | None = None, status: int = 0
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [self.bin / command[0], *command[1:]],
            cwd=cwd,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done

    def install(self, *what: str | Path) -> None:
        self.run("python", "-m", "pip", "install", "--quiet", *what)


def needed(requirements: Iterable[str]) -> Iterator[importlib.metadata.Distribution]:
    """The installed distributions that meet the requirements, and all that those need in turn."""
    seen: set[str] = set()
    waiting = list(requirements)
    while waiting:
        requirement = Requirement(waiting.pop())
        applies = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if applies and requirement.name not in seen:
            seen.add(requirement.name)
            distribution = importlib.metadata.distribution(requirement.name)
            waiting += distribution.requires or ()
            yield distribution


def pack(distribution: importlib.metadata.Distribution, folder: Path) -> None:
    """Make the wheel again that the distribution was installed from."""
    metadata = email.message_from_string(distribution.read_text("WHEEL") or "")
    tags = (tag.split("-") for tag in metadata.get_all("Tag", []))
    tag = "-".join(".".join(dict.fromkeys(part)) for part in zip(*tags, strict=True))
    name = f"{distribution.name.replace('-', '_')}-{distribution.version}"
    record = []
    with zipfile.ZipFile(folder / f"{name}-{tag}.whl", "w") as wheel:
        for file in distribution.files or ():
            top, _, rest = file.as_posix().partition("/")
            made_by_pip = rest in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
            if made_by_pip or top == ".." or "__pycache__" in file.parts:
                continue
            wheel.write(file.locate(), file.as_posix())
            digest = f"{file.hash.mode}={file.hash.value}" if file.hash else ""
            record.append(f"{file.as_posix()},{digest},{file.size or ''}\n")
            if rest == "WHEEL":
                listing = f"{top}/RECORD"
        wheel.writestr(listing, "".join([*record, f"{listing},,\n"]))
