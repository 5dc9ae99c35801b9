"""
Recreate the files in ``media/``: short recordings from ``recordings.json``, with posters, and slides.

Needed only after changing those texts: the files themselves are in the repository. Everything in
them is generated here, so no third-party rights apply. Needs the package ``imageio-ffmpeg``, which
includes ffmpeg:

    pip install imageio-ffmpeg && python -m example_site.catalogue.make_media
"""

import colorsys
import json
import math
import struct
import subprocess
import tempfile
import textwrap
import wave
from pathlib import Path

import imageio_ffmpeg
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).resolve().parent
MEDIA = HERE / "media"
AUDIO_ONLY = {"connecting-silos"}
SECONDS_A_LINE = 4
# Too large for the repository: long_film creates it when the site is set up.
LONG = "unlocking-voca-funds"
SIZE = (320, 180)
FRAMES_A_SECOND = 5
SAMPLES_A_SECOND = 16_000
NOTES = (261.63, 293.66, 329.63, 392.0, 440.0, 523.25)
# No dates and no random ids, so that the same texts give the same bytes.
SAME_EACH_TIME = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1"]
SLIDES = {
    "targeting-the-source": (
        (
            "Targeting the Source",
            "Cities taking aim at gun violence through civil litigation",
            "Sample slides of the example site",
        ),
        ("Before the complaint", "Public records: who sold what, and to whom", "Limits on the use of crime data"),
        ("In court", "A complaint that stands up to an early motion", "Where it can be heard"),
    ),
    "atf-gun-trafficking-report": (
        (
            "ATF Gun Trafficking Report",
            "What tracing can show, and what it cannot",
            "Sample slides of the example site",
        ),
        ("Time to crime", "The days between a sale and a crime", "A short time may mean a straw purchase"),
    ),
}


def main():
    MEDIA.mkdir(exist_ok=True)
    recordings = json.loads((HERE / "recordings.json").read_text(encoding="utf-8"))
    for number, (name, recording) in enumerate(recordings.items()):
        english = [line for line, _spanish in recording["lines"]]
        if name == LONG:
            picture(number, recording["title"], english[0], 0).save(MEDIA / f"{name}.webp", quality=60, method=6)
            continue
        with tempfile.TemporaryDirectory() as folder:
            sound = Path(folder) / "sound.wav"
            write_melody(sound, number, len(english))
            if name in AUDIO_ONLY:
                encode(["-i", sound, "-c:a", "libmp3lame", "-b:a", "16k", "-ac", "1"], f"{name}.mp3")
            else:
                write_video(name, number, recording["title"], english, sound)
    for name, pages in SLIDES.items():
        (MEDIA / f"{name}.pdf").write_bytes(slides(pages))


def write_melody(path, number, lines):
    """Write four quiet notes for each line, different for each recording."""
    samples = bytearray()
    for beat in range(lines * SECONDS_A_LINE):
        pitch = NOTES[(beat * (number + 2) + beat // 4) % len(NOTES)]
        for moment in range(SAMPLES_A_SECOND):
            time = moment / SAMPLES_A_SECOND
            loudness = 0.25 * min(1, time * 20) * math.exp(-3 * time)
            samples += struct.pack("<h", int(32767 * loudness * math.sin(2 * math.pi * pitch * time)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLES_A_SECOND)
        file.writeframes(bytes(samples))


def write_video(name, number, title, lines, sound):
    frames_a_line = SECONDS_A_LINE * FRAMES_A_SECOND
    frames = [
        picture(number, title, line, (index * frames_a_line + frame + 1) / (len(lines) * frames_a_line))
        for index, line in enumerate(lines)
        for frame in range(frames_a_line)
    ]
    frames[0].save(MEDIA / f"{name}.webp", quality=60, method=6)
    source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "{}x{}".format(*SIZE), "-r", FRAMES_A_SECOND, "-i", "-"]
    video = ["-c:v", "libvpx-vp9", "-crf", 44, "-b:v", 0, "-deadline", "good", "-cpu-used", 1, "-g", 20, "-threads", 1]
    audio = ["-c:a", "libopus", "-b:a", "10k", "-ac", 1]
    pixels = b"".join(frame.tobytes() for frame in frames)
    encode([*source, "-i", sound, *video, "-pix_fmt", "yuv420p", *audio, "-shortest"], f"{name}.webm", pixels)


def picture(number, title, line, done):
    """Return one frame: a coloured card with the title and the line, and a progress bar at ``done`` (0 to 1)."""
    dark, bright = ((number * 0.13) % 1, 0.55, 0.25), ((number * 0.13 + 0.08) % 1, 0.45, 0.85)
    ground, accent = (tuple(round(255 * part) for part in colorsys.hsv_to_rgb(*colour)) for colour in (dark, bright))
    image = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, SIZE[1] - 8, round(SIZE[0] * done), SIZE[1]), fill=accent)
    draw.text((16, 14), title, font=ImageFont.load_default(15), fill=accent)
    draw.multiline_text((16, 56), textwrap.fill(line, 28), font=ImageFont.load_default(20), fill="white", spacing=6)
    return image


def encode(arguments, name, pixels=None):
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-y",
        *map(str, arguments),
        *SAME_EACH_TIME,
        str(MEDIA / name),
    ]
    subprocess.run(command, input=pixels, check=True)  # noqa: S603 -- a command we build ourselves


def slides(pages):
    """Return a PDF with a page for each of ``pages``, with a heading and lines; its text can be searched and read aloud."""
    numbers = range(4, 4 + 2 * len(pages), 2)
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, (heading, *lines) in zip(numbers, pages, strict=True):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 720 405] /Resources << /Font << /F 3 0 R >> >> "
            f"/Contents {number + 1} 0 R >>"
        )
        body = f"BT /F 34 Tf 48 310 Td ({heading}) Tj /F 20 Tf 0 -20 Td"
        body += "".join(f" 0 -44 Td ({line}) Tj" for line in lines) + " ET"
        objects.append(f"<< /Length {len(body)} >>\nstream\n{body}\nendstream")
    return _pdf(objects)


def _pdf(objects):
    parts, offsets = ["%PDF-1.4\n"], []
    for number, content in enumerate(objects, start=1):
        offsets.append(sum(map(len, parts)))
        parts.append(f"{number} 0 obj\n{content}\nendobj\n")
    start = sum(map(len, parts))
    rows = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    parts.append(f"xref\n0 {size}\n0000000000 65535 f \n{rows}trailer\n<< /Size {size} /Root 1 0 R >>\n")
    parts.append(f"startxref\n{start}\n%%EOF\n")
    return "".join(parts).encode("ascii")


if __name__ == "__main__":
    main()
