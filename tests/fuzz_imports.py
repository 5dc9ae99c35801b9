"""
Reads damaged files with each parser of an import: none may raise anything but ``ImportFileError``, or take long.

``python -m tests.fuzz_imports 10000`` reads ten thousand of each; ``tests/sessions/imports/test_hostile_files.py`` reads a
few. A seed after the number repeats a run.
"""

import random
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

PAGES = Path(__file__).parent / "sessions" / "imports" / "pages"
NAMES = {"text": "page.txt", "html": "page.html", "wxr": "export.xml", "csv": "list.csv", "xlsx": "list.xlsx"}
# What parsers stumble over: ends without a beginning, beginnings without an end, and what has a meaning in one of them.
PIECES = (
    *(
        "<",
        ">",
        "</",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "&",
        "&#x1b;",
        "&#0;",
        "<p>",
        "</p>",
        "<li>",
        "<td>",
        "</table>",
        "<h3>",
    ),
    *(
        "<script>",
        "<iframe src=",
        "<a href='javascript:x'>",
        "<time datetime=",
        "\x00",
        "\ufeff",
        "\ud7ff",
        "\n",
        "\r",
        "\t",
        '"',
        "'",
    ),
    *(
        ",",
        ";",
        "|",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
        "–",
        "12/14/2023",
        "31/02/2023",
        "May 5",
        "99/99/99",
        "Speakers:",
        "1.º de",
    ),
    *(
        "Moderator: ",
        ", Jr., ",
        " at the ",
        "TBD",
        "2023",
        "wp:embed {",
        "https://vimeo.com/1",
        ".pdf",
        "<!ENTITY a 'b'>",
        "&a;",
    ),
)


def originals(kind: str) -> list[bytes]:
    """Return intact files for a parser."""
    from maigu_wagtail.sessions.imports.readers.templates import csv_template, xlsx_template

    if kind == "csv":
        return [csv_template(), b"title;date;speakers\nA;10/8/20;Ana Ruiz, Mayor\n" * 3]
    if kind == "xlsx":
        return [xlsx_template()]
    ending = {"text": "txt", "html": "html", "wxr": "xml"}[kind]
    return [path.read_bytes() for path in sorted(PAGES.glob(f"*.{ending}"))]


def damaged(content: bytes, dice: random.Random) -> bytes:
    """Return ``content`` with a few parts cut out, doubled, overwritten or put in."""
    data = bytearray(content)
    for _count in range(dice.randint(1, 12)):
        start = dice.randrange(len(data) + 1)
        end = min(len(data), start + dice.randint(0, 200))
        match dice.randrange(5):
            case 0:
                del data[start:end]
            case 1:
                data[start:start] = data[start:end] * dice.randint(1, 5)
            case 2:
                data[start:end] = dice.randbytes(dice.randint(0, 8))
            case 3:
                data[start:start] = dice.choice(PIECES).encode() * dice.randint(1, 30)
            case _:
                data[start:end] = b""
                data += dice.choice(PIECES).encode("utf-16-le" if dice.random() < 0.1 else "utf-8")
    return bytes(data)


def damaged_inside(content: bytes, dice: random.Random) -> bytes:
    """Return an archive with a damaged member: what is damaged outside is refused before it is unpacked."""
    output = BytesIO()
    with ZipFile(BytesIO(content)) as archive, ZipFile(output, "w") as new:
        names = archive.namelist()
        chosen = dice.choice(names)
        for name in names:
            data = archive.read(name)
            new.writestr(name, damaged(data, dice) if name == chosen else data)
    return output.getvalue()


def read_damaged(kind: str, number: int, seed: int) -> Iterator[tuple[float, bytes, int | None]]:
    """Yield the seconds that each file took, the file, and the number of sessions; ``None`` if it was refused."""
    from maigu_wagtail.sessions.imports.found import ImportFileError
    from maigu_wagtail.sessions.imports.reading import read_sessions

    dice = random.Random(f"{kind} {seed}")  # noqa: S311 -- damage that can be repeated, not a secret
    files = originals(kind)
    for _count in range(number):
        damage = damaged_inside if kind == "xlsx" and dice.random() < 0.8 else damaged
        content = damage(dice.choice(files), dice)
        begin = time.process_time()
        try:
            found: int | None = len(read_sessions(content, NAMES[kind], day_first=dice.random() < 0.5))
        except ImportFileError:
            found = None
        yield time.process_time() - begin, content, found


def main(number: int, seed: int) -> None:
    for kind in NAMES:
        runs = [(seconds, found) for seconds, _content, found in read_damaged(kind, number, seed)]
        refused = sum(found is None for _seconds, found in runs)
        times = [seconds for seconds, _found in runs]
        print(f"{kind}: {number} files, {refused} refused, {sum(times):.0f} s, slowest {max(times):.2f} s")  # noqa: T201


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
