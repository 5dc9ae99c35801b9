"""
Firefox and WebKitGTK (Safari's engine), driven by the protocols that their own projects document.

Firefox speaks WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/), WebKitGTK the WebDriver that came before
(https://www.w3.org/TR/webdriver2/). What a person does is done with pointer and keys, at places that can be seen.
"""

import json
import os
import shutil
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from tests_browser.serving import free_port

PATIENCE = 30
MINI_BROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser"
ENTER = "\ue007"
PREFERENCES = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "http://127.0.0.1:9/",
    "toolkit.telemetry.enabled": False,
}


class Refused(Exception):
    """The browser could not do what was asked; a page may just be changing."""


class Engine:
    """One browser with tabs; ``evaluate`` gives what an expression of JavaScript is, once its promise is kept."""

    def wait_for(self, expression, seconds=PATIENCE):
        """Wait until ``expression`` is true in whatever page is shown; return what it is."""
        until = time.monotonic() + seconds
        found = None
        while time.monotonic() < until:
            with suppress(Refused):
                if found := self.evaluate(expression):
                    return found
            time.sleep(0.1)
        raise AssertionError(f"Not within {seconds} s: {expression} (it is {found!r})")

    def click(self, selector, x=0.5, y=0.5):
        """
        Press on what ``selector`` finds, at a place that a person sees.

        ``x`` and ``y`` are parts of its width and height (0 to 1), or pixels from its left or upper edge; from the other
        edge where they are negative.
        """
        left, top, width, height = self._settled_box(selector)
        place = {"x": round(left + _offset(x, width)), "y": round(top + _offset(y, height))}
        move = {"type": "pointerMove", **place, "origin": "viewport", "duration": 0}
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        # A player's controls come when the pointer is over it.
        pause = {"type": "pause", "duration": 600}
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}}
        self.perform([{**mouse, "actions": [move, pause, *press]}])

    def _settled_box(self, selector):
        """Return left, top, width and height of an element, scrolled into view, once it is there and no longer moves."""
        self.wait_for(f"!!document.querySelector({json.dumps(selector)})")
        measure = (
            f"(() => {{ const found = document.querySelector({json.dumps(selector)});"
            " found.scrollIntoView({block: 'center'}); const box = found.getBoundingClientRect();"
            " return [box.left, box.top, box.width, box.height]; })()"
        )
        box, until = None, time.monotonic() + PATIENCE
        while box != (box := self.evaluate(measure)) and time.monotonic() < until:
            time.sleep(0.2)
        return box

    def type(self, text):
        strokes = [{"type": kind, "value": letter} for letter in text for kind in ("keyDown", "keyUp")]
        self.perform([{"type": "key", "id": "keys", "actions": strokes}])


def _offset(part, size):
    if 0 <= part <= 1:
        return part * size
    return part if part > 0 else size + part


class Firefox(Engine):
    def __init__(self, port):
        from websockets.sync.client import connect

        until = time.monotonic() + PATIENCE
        while True:
            try:
                self.socket = connect(f"ws://127.0.0.1:{port}/session", max_size=None, legacy=True)
                break
            except OSError:
                assert time.monotonic() < until, "Firefox does not listen."
                time.sleep(0.2)
        self.number = 0
        self._call("session.new", capabilities={})
        self.tab = self._call("browsingContext.getTree")["contexts"][0]["context"]

    def _call(self, method, **parameters):
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv(timeout=PATIENCE * 2))
            if answer.get("id") == self.number:
                if answer["type"] == "error":
                    raise Refused(answer["message"])
                return answer["result"]

    def go(self, address):
        self._call("browsingContext.navigate", context=self.tab, url=address, wait="complete")

    def evaluate(self, expression):
        code = f"(async () => JSON.stringify(await ({expression})))()"
        answer = self._call("script.evaluate", expression=code, target={"context": self.tab}, awaitPromise=True)
        if answer["type"] == "exception":
            raise Refused(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))

    def perform(self, actions):
        self._call("input.performActions", context=self.tab, actions=actions)

    def open_tab(self):
        """Open another tab and go to it; return the one that was shown before."""
        before, self.tab = self.tab, self._call("browsingContext.create", type="tab")["context"]
        return before

    def show(self, tab):
        self.tab = tab
        self._call("browsingContext.activate", context=tab)

    def resize(self, width, height):
        self._call("browsingContext.setViewport", context=self.tab, viewport={"width": width, "height": height})

    def forget(self):
        """Forget all cookies and all tabs but one."""
        tabs = [context["context"] for context in self._call("browsingContext.getTree")["contexts"]]
        for tab in tabs[1:]:
            self._call("browsingContext.close", context=tab)
        self.show(tabs[0])
        self._call("storage.deleteCookies")


class WebKit(Engine):
    def __init__(self, port, *, arguments=()):
        self.root = f"http://127.0.0.1:{port}/session"
        options = {"binary": MINI_BROWSER, "args": ["--automation", *arguments]}
        until = time.monotonic() + PATIENCE
        while True:
            try:
                session = self._post("", {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}})
                break
            except httpx.ConnectError:
                assert time.monotonic() < until, "WebKitWebDriver does not listen."
                time.sleep(0.2)
        self.root += f"/{session['sessionId']}"
        self.tab = self._ask("GET", "/window")

    def _ask(self, method, path, body=None):
        answer = httpx.request(method, self.root + path, json=body, timeout=PATIENCE * 2)
        if answer.is_error:
            raise Refused(answer.text)
        return answer.json()["value"]

    def _post(self, path, body):
        return self._ask("POST", path, body)

    def go(self, address):
        self._post("/url", {"url": address})

    def evaluate(self, expression):
        code = (
            "const done = arguments[arguments.length - 1];"
            f"(async () => JSON.stringify(await ({expression})) ?? 'null')().then(done, error => done('!' + error));"
        )
        text = self._post("/execute/async", {"script": code, "args": []})
        if text is None or text.startswith("!"):
            raise Refused(text or "The page went away.")
        return json.loads(text)

    def perform(self, actions):
        self._post("/actions", {"actions": actions})

    def open_tab(self):
        before, self.tab = self.tab, self._post("/window/new", {"type": "tab"})["handle"]
        self._post("/window", {"handle": self.tab})
        return before

    def show(self, tab):
        self.tab = tab
        self._post("/window", {"handle": tab})

    def resize(self, width, height):
        inner, outer = self.evaluate("[[innerWidth, innerHeight], [outerWidth, outerHeight]]")
        frame = [outside - inside for outside, inside in zip(outer, inner, strict=True)]
        self._post("/window/rect", {"width": width + frame[0], "height": height + frame[1]})

    def forget(self):
        tabs = self._ask("GET", "/window/handles")
        for tab in tabs[1:]:
            self.show(tab)
            self._ask("DELETE", "/window")
        self.show(tabs[0])
        self._ask("DELETE", "/cookie")


@contextmanager
def running(command, environ):
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


@contextmanager
def firefox(folder, *, has_cookies=True):
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    assert program, "Firefox has to be installed (Debian: firefox-esr)."
    profile = Path(folder) / "firefox"
    profile.mkdir()
    preferences = {**PREFERENCES, **({} if has_cookies else {"network.cookie.cookieBehavior": 2})}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()]
    (profile / "user.js").write_text("\n".join(lines))
    port = free_port()
    environ = {**os.environ, "HOME": str(profile), "MOZ_HEADLESS_WIDTH": "1280", "MOZ_HEADLESS_HEIGHT": "900"}
    command = [program, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", str(port)]
    with running(command, environ):
        yield Firefox(port)


@contextmanager
def webkit(folder, *, has_cookies=True):
    program = shutil.which("WebKitWebDriver")
    assert program, "WebKitGTK’s driver has to be installed (Debian: webkit2gtk-driver)."
    home = Path(folder) / "webkit"
    home.mkdir()
    port, display = free_port(), f":{free_port() % 20_000 + 100}"
    environ = {
        **os.environ,
        "DISPLAY": display,
        "HOME": str(home),
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "NO_AT_BRIDGE": "1",
        # It needs rights that a container does not give; only pages of the tests' own are opened.
        "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
    }
    screen = ["Xvfb", display, "-screen", "0", "1400x1100x24", "-nolisten", "tcp"]
    arguments = () if has_cookies else ("--cookies-policy=never",)
    with running(screen, environ), running([program, f"--port={port}"], environ):
        time.sleep(1)
        yield WebKit(port, arguments=arguments)


ENGINES = {"firefox": firefox, "webkit": webkit}
