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
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}"""


def film(page, seconds=2):
    """Return a WebM film of moving colours, 320 by 180 pixels."""
    return base64.b64decode(page.evaluate(RECORD, seconds))
