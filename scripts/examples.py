"""Proves the types of the examples in the docs. In: the Python blocks of the pages. Out: what mypy says of them; its exit status."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from mypy import api

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("python.md", "extending.md", "usage.md")
BLOCKS = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def modules(page: str) -> list[str]:
    """The programs of a page: its blocks one after the other, where each goes on from the one before; else each by itself."""
    blocks = BLOCKS.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))
    return ["\n".join(blocks)] if page == "python.md" else blocks


def main() -> int:
    """Writes each program into a folder of its own and asks mypy about all of them."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for page in PAGES:
            for number, code in enumerate(modules(page)):
                path = Path(folder, f"{page.removesuffix('.md')}_{number}.py")
                path.write_text("from __future__ import annotations\n\n" + code, encoding="utf-8")
                files.append(str(path))
        out, wrong, status = api.run(["--strict", "--config-file", str(ROOT / "pyproject.toml"), *files, *map(str, plugins())])
    print(out + wrong, end="")
    return status


def plugins() -> list[Path]:
    """The modules of the example package."""
    return sorted((ROOT / "examples" / "plugins").rglob("*.py"))


if __name__ == "__main__":
    sys.exit(main())
