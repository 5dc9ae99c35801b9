"""Real films for uploads, made by the browser itself."""

import base64

# Coloured noise, so that it is not packed into nothing; the length of such a film is only known once it was played.
RECORD = """async seconds => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 320, height: 180});
  const brush = canvas.getContext("2d");
  const draw = setInterval(() => {
    for (let y = 0; y < 180; y += 10) for (let x = 0; x < 320; x += 10) {
      brush.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
      brush.fillRect(x, y, 10, 10);
    }
  }, 40);
  const recorder = new MediaRecorder(canvas.captureStream(25), {mimeType: "video/webm;codecs=vp8", videoBitsPerSecond: 1e6});
  const parts = [];
  recorder.ondataavailable = event => parts.push(event.data);
  const stopped = new Promise(resolve => { recorder.onstop = resolve; });
  recorder.start();
  await new Promise(resolve => setTimeout(resolve, seconds * 1000));
  recorder.stop();
  await stopped;
  clearInterval(draw);
  const film = new Blob(parts, {type: "video/webm"});
  const video = Object.assign(document.createElement("video"), {src: URL.createObjectURL(film), muted: true});
  await new Promise(resolve => { video.onloadedmetadata = resolve; });
  if (!Number.isFinite(video.duration)) {
    const known = new Promise(resolve => { video.ondurationchange = () => Number.isFinite(video.duration) && resolve(); });
    video.currentTime = Number.MAX_SAFE_INTEGER;
    await known;
  }
  const bytes = new Uint8Array(await film.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return [btoa(text), Math.round(video.duration)];
}"""
# A machine with other work records for longer than it was told.
MOST_TRIES = 10


def film(page, seconds=2):
    """Return a WebM film of moving colours, 320 by 180 pixels."""
    for _try in range(MOST_TRIES):
        recorded, length = page.evaluate(RECORD, seconds)
        if length == seconds:
            return base64.b64decode(recorded)
    raise AssertionError(f"This machine is too busy to record {seconds} seconds.")
