"""A runner of GitHub that runs a composite action: its expressions, its files, its variables.

Steps with `run` are run by bash as the real one does it; of steps with `uses` it is noted with what they
were called.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from environment import ROOT

REPOSITORY = "example/dns"


class Result(NamedTuple):
    """What a job with this one action came to.

    `log` is standard output and error of all steps, `annotations` the lines of it that are commands.
    `used` has the inputs of the actions that were called, by name without version.
    """

    status: int
    log: str
    outputs: dict[str, str]
    summary: str
    used: dict[str, dict[str, str]]

    @property
    def annotations(self) -> list[str]:
        return [line for line in self.log.splitlines() if line.startswith("::")]


def action() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
    return loaded


class Runner:
    """Runs the action that lies in a folder. `variables` are those of the machine."""

    def __init__(self, source: Path, temporary: Path, variables: Mapping[str, str]) -> None:
        self.source = source
        self.temporary = temporary
        self.variables = dict(variables)
        self.tools = temporary / "tools"
        self.tools.mkdir()

    def run(
        self,
        checkout: Path,
        event: dict[str, Any] | None = None,
        actor: str = "octocat",
        sha: str = "0" * 40,
        **inputs: str,
    ) -> Result:
        given = {name: item["default"] for name, item in action()["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        context: dict[str, Any] = {"inputs": given, "github": {"event": event or {}}, "steps": {}}
        work = self.temporary / f"{checkout.name}-{len(list(self.temporary.iterdir()))}"
        work.mkdir()
        summary, log, used, status = work / "summary", "", {}, 0
        variables = self.variables | {
            "CI": "true",
            "GITHUB_ACTION_PATH": str(self.source),
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTOR": actor,
            "GITHUB_EVENT_NAME": next(iter(event), "push") if event else "push",
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_SHA": sha,
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_WORKSPACE": str(checkout),
            "RUNNER_OS": "Linux",
            "RUNNER_TEMP": str(work),
            "RUNNER_TOOL_CACHE": str(self.tools),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        summary.touch()
        for number, step in enumerate(action()["runs"]["steps"]):
            if "if" in step and evaluated(step["if"], context) != "true":
                continue
            if "uses" in step:
                name = step["uses"].partition("@")[0]
                used[name] = {key: filled(text, context) for key, text in step["with"].items()}
                continue
            output = work / f"output{number}"
            output.touch()
            mapped = {key: filled(text, context) for key, text in step.get("env", {}).items()}
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
                cwd=checkout,
                env=variables | {"GITHUB_OUTPUT": str(output)} | mapped,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                check=False,
            )
            log += done.stdout
            if "id" in step:
                context["steps"][step["id"]] = {"outputs": outputs_in(output.read_text())}
            if done.returncode:
                status = done.returncode
                break
        outputs = {
            name: filled(item["value"], context) for name, item in action()["outputs"].items()
        }
        return Result(status, log, outputs, summary.read_text(), used)


def outputs_in(text: str) -> dict[str, str]:
    """What a step said in the file of its outputs."""
    found, lines = {}, iter(text.splitlines())
    for line in lines:
        if match := re.fullmatch(r"([\w-]+)<<(.+)", line):
            value = []
            while (line := next(lines)) != match[2]:
                value.append(line)
            found[match[1]] = "\n".join(value)
        else:
            name, equals, rest = line.partition("=")
            assert equals, line
            found[name] = rest
    return found


def filled(text: str, context: dict[str, Any]) -> str:
    """The text with its expressions evaluated."""
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: evaluated(found[1], context), text)


def evaluated(expression: str, context: dict[str, Any]) -> str:
    """What an expression comes to: names, texts, `||`, `==` and `!=`; what is not there is empty."""
    for sign in ("==", "!="):
        if sign in expression:
            left, right = (evaluated(side, context) for side in expression.split(sign))
            return str((left == right) is (sign == "==")).lower()
    for part in map(str.strip, expression.split("||")):
        if part.startswith("'"):
            return part.strip("'")
        value: Any = context
        for name in part.split("."):
            value = value.get(name, {}) if isinstance(value, dict) else {}
        if value not in ({}, None, ""):
            return str(value)
    return ""
