"""Takes the pictures in docs/pictures from a running demo that has just started.

`sigap demo --no-browser`, then `python -m tests.simulator.pictures http://127.0.0.1:8765 docs/pictures`.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from tests.simulator.browser import Page, chromium, find_chromium, tab

GROUP = -1001000000001
SETTLED = "!document.querySelector('.toast, .flash, .typing')"


async def take(devtools: str, address: str) -> dict[str, bytes]:
    """Play through the demo and return the pictures by name."""
    pictures: dict[str, bytes] = {}
    async with tab(devtools) as page:
        await page.prefer("light")
        await page.open(address)
        await _start(page, 1004)
        await _start(page, 1001)
        await page.say("kab temangung sdh brp persen?")
        await page.sees("Dilaporkan", "#log")
        await page.click(".preset", "H-7")
        await page.sees("Pengingat H-7", "#log")
        pictures["chat"] = await _picture(page)
        await page.prefer("dark")
        await page.click('[data-chat="1004"]')
        await page.sees("WIT", ".clock")
        pictures["chat-dark"] = await _picture(page)
        await page.prefer("light")
        await page.click(f'[data-chat="{GROUP}"]')
        await page.click(".topic", "Pelaporan")
        await page.say("/status@sigap_simulasi_bot temanggung")
        await page.wait("document.querySelector('#log .theirs .bubble')")
        await page.click("#tab-faults")
        pictures["group"] = await _picture(page)
    async with tab(devtools, width=390, height=844) as page:
        await page.resize(390, 844, scale=2)
        await page.prefer("light")
        await page.open(address)
        pictures["phone-list"] = await _picture(page)
        await page.click('[data-chat="1001"]')
        await page.sees("Pengingat H-7", "#log")
        pictures["phone-chat"] = await _picture(page)
    return pictures


async def _start(page: Page, person: int) -> None:
    """Let a person press start, or open their invitation where there is one."""
    await page.click(f'[data-chat="{person}"]')
    await page.click(".invitation-link, .start")
    await page.wait("document.querySelector('.theirs .bubble')")


async def _picture(page: Page) -> bytes:
    await page.wait(SETTLED)
    await page.run("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")
    return await page.picture()


def main() -> None:
    """Read the address and the folder from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args()
    program = find_chromium()
    if program is None:
        parser.error("no Chromium on this machine")
    with tempfile.TemporaryDirectory() as profile, chromium(program, Path(profile)) as devtools:
        pictures = asyncio.run(take(devtools, chosen.address))
    chosen.folder.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        (chosen.folder / f"{name}.png").write_bytes(picture)


if __name__ == "__main__":
    main()
