"""The name of an environment: a hash of what is installed into it, and of the Python that it is for."""

import hashlib
import platform
import sys
from pathlib import Path

root = Path(sys.argv[1])
files = [root / "pyproject.toml", *root.glob("lint/**/*.py"), *root.glob("rules/**/*.py")]
parts = [sys.version, sys.executable, platform.platform()]
for file in sorted(files):
    parts += [file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")]
digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
sys.stdout.write(f"{digest[:32]}\n")
