"""
Create the one long video of the example site when the site is set up.

It lasts six minutes and has several megabytes, like a real recording, so that a browser plays it without loading it in
full. Only then can ranges, seeking and buffering be tested. ffmpeg comes with ``imageio-ffmpeg``.
"""

import os
import subprocess
import tempfile
from pathlib import Path

import imageio_ffmpeg
from PIL import Image, ImageDraw, ImageFont

SIZE = (640, 360)
# A quiet note, with a higher one each second.
TUNE = "sine=frequency=220:beep_factor=2"


def ensure_long_film(path: Path, lines: list[str], seconds_a_line: int) -> None:
    """Create the video at ``path``, which shows each of ``lines`` for ``seconds_a_line``, unless it exists."""
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
        # A constant bit rate, so that the file is large enough although the picture is still.
        audio = ["-c:a", "aac", "-aac_coder", "fast", "-b:a", "96k"]
        _ffmpeg(
            *pictures, "-f", "lavfi", "-i", TUNE, *video, *audio, "-t", len(lines) * seconds_a_line,
            "-movflags", "+faststart", film,
        )  # fmt: skip
        # In one step, so that two processes setting up the site at once never see half a video.
        os.replace(film, path)


def _picture(line: str, done: float) -> Image.Image:
    """Return one picture: the line on a dark card, with a progress bar at ``done`` (0 to 1)."""
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
    subprocess.run(command, check=True)  # noqa: S603 -- a command we build ourselves
