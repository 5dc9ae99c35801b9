"""The code blocks of the documentation."""

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    ROOT / name
    for name in ("README.md", "AGENTS.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
FENCED = re.compile(r"^(?P<indent> *)```(?P<language>[^\n]*)\n(?P<code>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One code block, and where it is."""

    page: str
    line: int
    language: str
    code: str

    def __str__(self):
        return f"{self.page}:{self.line}"

    @property
    def commands(self):
        """The commands of a block of shell commands, without their prompts."""
        if self.language == "sh":
            return [self.code]
        return re.findall(r"^\$ (.*)$", self.code, re.MULTILINE)


def blocks_of(path):
    """Return the code blocks of a page."""
    text = path.read_text()
    return [
        Block(
            page=str(path.relative_to(ROOT)),
            line=text.count("\n", 0, found.start()) + 1,
            language=found["language"],
            code=textwrap.dedent(found["code"]),
        )
        for found in FENCED.finditer(text)
    ]


BLOCKS = [block for path in PAGES for block in blocks_of(path)]


def blocks_in(*languages):
    """Return all blocks in one of ``languages``."""
    return [block for block in BLOCKS if block.language in languages]
