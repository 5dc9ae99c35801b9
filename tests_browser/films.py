"""
Small films for tests, made on this machine by the ffmpeg that ``imageio-ffmpeg`` brings.

Long enough, and large enough, that a browser has not loaded the whole of one when it begins.
"""

import subprocess

SECONDS = 180
SHORT = 3


def make_films(folder):
    """Make a film, a short one, a sound and a poster in ``folder``."""
    picture = ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=10"]
    tone = ["-f", "lavfi", "-i", "sine=frequency=330"]
    # Much colour noise is a large file, and a picture that can be begun at each second plays soon after a jump.
    film = ["-vf", "noise=alls=20:allf=t", "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "700k", "-g", "10"]
    film += ["-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "48k", "-movflags", "+faststart"]
    make(*picture, *tone, *film, "-t", SECONDS, folder / "film.mp4")
    make(*picture, *tone, *film, "-t", SHORT, folder / "short.mp4")
    # What the Chromium of the tests cannot decode: of the first it plays the sound.
    hevc = ["-c:v", "libx265", "-x265-params", "log-level=error", "-tag:v", "hvc1", "-pix_fmt", "yuv420p"]
    make(*picture, *tone, *hevc, "-c:a", "aac", "-t", SHORT, folder / "hevc.mp4")
    make(*picture, *hevc, "-t", SHORT, folder / "silent.mp4")
    make(*tone, "-c:a", "libmp3lame", "-b:a", "64k", "-t", SECONDS, folder / "sound.mp3")
    make(*picture, "-frames:v", "1", folder / "poster.jpg")


def make(*arguments):
    # Not sooner: the site's own process only asks how long the films are.
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
