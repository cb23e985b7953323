"""Drives a headless Chromium over the DevTools protocol: one browser for the run, a fresh profile for each page."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-default-apps",
    "--metrics-recording-only",
    "--mute-audio",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    # Nothing but this machine can be reached, whatever a page might ask for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
)
PATIENCE = 10.0
"""Real seconds that a page may take to become as expected."""

GONE = re.compile("navigated|context")
"""What Chromium answers when the page was loaded anew under a running script."""

KEYS = {
    "Enter": (13, "\r"),
    "Escape": (27, ""),
    "Tab": (9, ""),
    "ArrowUp": (38, ""),
    "ArrowDown": (40, ""),
    "ArrowLeft": (37, ""),
    "ArrowRight": (39, ""),
}


def find_chromium() -> str | None:
    """Return the path of a Chromium on this machine; the variable CHROMIUM names one that is elsewhere."""
    if chosen := os.environ.get("CHROMIUM"):
        return chosen
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def chromium(program: str, profile: Path) -> Iterator[str]:
    """Run a browser with an empty profile; yield the address of its DevTools socket."""
    command = [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        yield _socket_of(process)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _socket_of(process: subprocess.Popen[str]) -> str:
    """Chromium writes "DevTools listening on ws://…" to its standard error once it is ready."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if "DevTools listening on " in line:
            return line.split("DevTools listening on ", 1)[1].strip()
    raise RuntimeError("Chromium ended before it was ready: " + "".join(said[-20:]))


@contextmanager
def some_chromium(profile: Path) -> Iterator[str]:
    """As `chromium`, for tests: without a browser they are skipped, or fail where SIGAP_REQUIRE_BROWSER is set."""
    program = find_chromium()
    if program is None:
        reason = "no Chromium on this machine: apt-get install chromium, or set CHROMIUM to its path"
        if os.environ.get("SIGAP_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with chromium(program, profile) as devtools:
        yield devtools


class PageError(AssertionError):
    """The page raised, or did not become as expected in time."""


class Page:
    """One tab. A call waits for its answer and takes in what the browser reports meanwhile; no task runs beside it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, session_id: str) -> None:
        self._socket, self._session_id, self._last = socket, session_id, 0
        self.complaints: list[str] = []
        """Errors and warnings of the console, uncaught exceptions, refused requests."""
        self.requests: list[str] = []
        """Every address that the page asked for."""

    async def command(self, method: str, **params: Any) -> dict[str, Any]:
        """Send one DevTools command and return its result."""
        self._last += 1
        number = self._last
        await self._socket.send_json({"id": number, "method": method, "params": params, "sessionId": self._session_id})
        while True:
            message = json.loads((await self._socket.receive(timeout=PATIENCE + 5)).data)
            if message.get("id") == number:
                if "error" in message:
                    raise PageError(f"{method}: {message['error']}")
                return dict(message["result"])
            self._take_in(message)

    def _take_in(self, event: dict[str, Any]) -> None:
        params = event.get("params", {})
        match event.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(params["request"]["url"])
            case "Runtime.exceptionThrown":
                details = params["exceptionDetails"]
                self.complaints.append(details.get("exception", {}).get("description", details["text"]))
            case "Runtime.consoleAPICalled" if params["type"] in ("error", "warning", "assert"):
                self.complaints.append(" ".join(str(part.get("value", part)) for part in params["args"]))
            case "Log.entryAdded" if params["entry"]["level"] in ("error", "warning"):
                self.complaints.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")

    async def run(self, script: str) -> Any:
        """Run a JavaScript expression in the page and return its value; a promise is awaited."""
        answer = await self.command("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise PageError(answer["exceptionDetails"].get("exception", {}).get("description", script))
        return answer["result"].get("value")

    async def wait(self, condition: str) -> Any:
        """Return the value of the JavaScript expression as soon as it is truthy."""
        deadline = time.monotonic() + PATIENCE
        # The page itself looks again at every tenth of a second; after a reload the question is put anew.
        script = f"""(async () => {{ const end = performance.now() + {PATIENCE * 1000};
            for (;;) {{ let value; try {{ value = {condition}; }} catch {{ value = null; }}
            if (value || performance.now() > end) return value instanceof Node ? true : value;
            await new Promise((go) => setTimeout(go, 30)); }} }})()"""
        while True:
            try:
                value = await self.run(script)
            except PageError as error:
                if time.monotonic() > deadline or not GONE.search(str(error)):
                    raise
                continue
            if value:
                return value
            shown = await self.run("document.body.innerText.slice(-1500)")
            raise PageError(f"not within {PATIENCE:.0f} s: {condition}\nThe page shows:\n{shown}\n{self.complaints}")

    async def open(self, address: str) -> None:
        """Go to an address and wait until our page has drawn itself."""
        await self.command("Page.navigate", url=address)
        await self.wait("document.documentElement.dataset.ready === 'yes'")

    async def reload(self) -> None:
        """Load the page again, as the reload key does."""
        await self.run("document.documentElement.dataset.ready = 'old'")
        await self.command("Page.reload")
        await self.wait("document.documentElement.dataset.ready === 'yes'")

    async def leave(self) -> None:
        """Go away from the page, which would complain when its server is gone."""
        await self.command("Page.navigate", url="about:blank")

    async def sees(self, text: str, within: str = "body") -> None:
        """Wait until the text is to be read inside the first element that matches."""
        await self.wait(f"document.querySelector({json.dumps(within)})?.innerText.includes({json.dumps(text)})")

    async def click(self, selector: str, text: str | None = None) -> None:
        """Press the mouse on the last visible element that matches and, if given, holds exactly that text."""
        spot = await self.wait(f"({_FIND})({json.dumps(selector)}, {json.dumps(text)})")
        where = {"x": spot["x"], "y": spot["y"], "button": "left", "clickCount": 1}
        await self.command("Input.dispatchMouseEvent", type="mouseMoved", x=spot["x"], y=spot["y"])
        await self.command("Input.dispatchMouseEvent", type="mousePressed", **where)
        await self.command("Input.dispatchMouseEvent", type="mouseReleased", **where)

    async def unfold(self, selector: str, text: str, within: str) -> None:
        """Press until what it opens says the text: a press is lost on what is drawn anew between down and up."""
        said = f"document.querySelector({json.dumps(within)})?.innerText.includes({json.dumps(text)})"
        soon = f"""(async () => {{ const end = performance.now() + 2000;
            while (!({said}) && performance.now() < end) await new Promise((go) => setTimeout(go, 30));
            return Boolean({said}); }})()"""
        for _ in range(3):
            await self.click(selector)
            if await self.run(soon):
                return
        await self.sees(text, within)

    async def type(self, text: str) -> None:
        """Put text where the caret is."""
        await self.command("Input.insertText", text=text)

    async def press(self, key: str, *, shift: bool = False) -> None:
        """Press and release a key of KEYS."""
        code, text = KEYS[key]
        common = {"key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": 8 if shift else 0}
        await self.command("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        await self.command("Input.dispatchKeyEvent", type="keyUp", **common)

    async def say(self, text: str) -> None:
        """Write a message in the open chat and send it with Enter."""
        await self.click("#composer-text")
        await self.type(text)
        await self.press("Enter")

    async def fill(self, selector: str, value: str) -> None:
        """Give a field or a list a value, as its own picker would."""
        await self.run(f"""(() => {{ const field = document.querySelector({json.dumps(selector)});
            field.value = {json.dumps(value)};
            for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, {{ bubbles: true }})); }})()""")

    async def choose_file(self, selector: str, path: Path) -> None:
        """Give a file to a file input."""
        node = await self.command("Runtime.evaluate", expression=f"document.querySelector({json.dumps(selector)})")
        await self.command("DOM.setFileInputFiles", files=[str(path)], objectId=node["result"]["objectId"])

    async def resize(self, width: int, height: int, *, scale: float = 1) -> None:
        """Give the window another size, in CSS pixels."""
        size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 600}
        await self.command("Emulation.setDeviceMetricsOverride", **size)

    def assert_calm(self, origin: str) -> None:
        """Nothing complained, and nothing was asked for outside the page's own address."""
        assert self.complaints == []
        outside = [url for url in self.requests if not url.startswith((f"{origin}/", "data:", "blob:", "about:"))]
        assert outside == []

    async def prefer(self, scheme: str) -> None:
        """Let the device prefer "light" or "dark", and nothing that moves: a press must hit where it was aimed."""
        wishes = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
        features = [{"name": name, "value": value} for name, value in wishes.items()]
        await self.command("Emulation.setEmulatedMedia", features=features)

    async def picture(self) -> bytes:
        """Return what the window shows, as PNG."""
        answer = await self.command("Page.captureScreenshot", format="png")
        return base64.b64decode(answer["data"])


_FIND = """(selector, text) => {
    const fits = (node) => node.checkVisibility() && (text === null || node.innerText.trim() === text);
    const node = [...document.querySelectorAll(selector)].filter(fits).at(-1);
    if (!node) return null;
    node.scrollIntoView({ block: "nearest", behavior: "instant" });
    const box = node.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const top = document.elementFromPoint(x, y);
    const before = window.lastSpot; // what still moves, or is drawn anew, is pressed only once it rests
    window.lastSpot = { node, x, y };
    if (!before || before.node !== node || before.x !== x || before.y !== y) return null;
    return top && (node.contains(top) || top.contains(node)) ? { x, y } : null;
}"""


@asynccontextmanager
async def tab(devtools: str, *, width: int = 1280, height: int = 800) -> AsyncIterator[Page]:
    """Open a tab with its own storage in a running browser; both are gone afterwards."""
    async with aiohttp.ClientSession() as client, client.ws_connect(devtools, max_msg_size=0) as socket:
        # The browser throws the context away when this connection closes.
        context = (await _call(socket, "Target.createBrowserContext", {"disposeOnDetach": True}))["browserContextId"]
        target = await _call(socket, "Target.createTarget", {"url": "about:blank", "browserContextId": context})
        attached = await _call(socket, "Target.attachToTarget", {"targetId": target["targetId"], "flatten": True})
        page = Page(socket, attached["sessionId"])
        for domain in ("Page", "Runtime", "Network", "Log", "DOM"):
            await page.command(f"{domain}.enable")
        await page.resize(width, height)
        await page.prefer("light")
        yield page


async def _call(socket: aiohttp.ClientWebSocketResponse, method: str, params: dict[str, str | bool]) -> dict[str, Any]:
    """A command to the browser itself, outside any tab."""
    await socket.send_json({"id": 0, "method": method, "params": params})
    while True:
        message = json.loads((await socket.receive(timeout=PATIENCE)).data)
        if message.get("id") == 0:
            return dict(message["result"])
