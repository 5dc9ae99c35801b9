"""
Makes the one long film of the example site when the site is set up.

It has some six minutes and several megabytes, as real recordings do, so that a browser plays it without loading all of it:
ranges, seeking and buffering only show then. The ffmpeg comes with ``imageio-ffmpeg``.
"""

import os
import subprocess
import tempfile
from pathlib import Path

import imageio_ffmpeg
from PIL import Image, ImageDraw, ImageFont

SIZE = (640, 360)
# A quiet note, and a higher one each second.
TUNE = "sine=frequency=220:beep_factor=2"


def ensure_long_film(path: Path, lines: list[str], seconds_a_line: int) -> None:
    """Make the film at ``path``, which shows each of ``lines`` for ``seconds_a_line``, unless it is there already."""
    if path.exists():
        return
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".film-") as folder:
        for number, line in enumerate(lines):
            _picture(line, (number + 1) / len(lines)).save(Path(folder) / f"{number:03}.png")
        film = Path(folder) / path.name
        pictures = ["-framerate", f"1/{seconds_a_line}", "-i", Path(folder) / "%03d.png"]
        video = [
            "-r",
            5,
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-tune",
            "stillimage",
            "-pix_fmt",
            "yuv420p",
            "-g",
            10,
        ]
        # A constant rate, so that the file has its size although nothing moves.
        audio = ["-c:a", "aac", "-aac_coder", "fast", "-b:a", "96k"]
        _ffmpeg(
            *pictures, "-f", "lavfi", "-i", TUNE, *video, *audio, "-t", len(lines) * seconds_a_line,
            "-movflags", "+faststart", film,
        )  # fmt: skip
        # In one step: two that set the site up at the same moment never see half a film.
        os.replace(film, path)


def _picture(line: str, done: float) -> Image.Image:
    """Return one picture: the line on a dark card, and a bar that is ``done`` so far (0 to 1)."""
    image = Image.new("RGB", SIZE, "#1c2a3a")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, SIZE[1] - 12, round(SIZE[0] * done), SIZE[1]), fill="#93c0ee")
    words, rows = line.split(), [""]
    for word in words:
        if len(rows[-1]) + len(word) > 30:
            rows.append("")
        rows[-1] = f"{rows[-1]} {word}".strip()
    draw.multiline_text((32, 96), "\n".join(rows), font=ImageFont.load_default(34), fill="white", spacing=12)
    return image


def _ffmpeg(*arguments: object) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *map(str, arguments)]
    subprocess.run(command, check=True)  # noqa: S603 -- a command of our own making
