"""The floor: a bare aiohttp hook that answers 200 and makes one call with aiohttp."""

import asyncio
import sys

import aiohttp
from aiohttp import web

API, TOKEN, PATH, SECRET, ECHO = sys.argv[1:6]


async def serve() -> None:
    async with aiohttp.ClientSession() as client:

        async def receive(request: web.Request) -> web.Response:
            if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != SECRET:
                return web.Response(status=403)
            update = await request.json()
            answer = {"chat_id": update["message"]["chat"]["id"], "text": ECHO}
            async with client.post(f"{API}/bot{TOKEN}/sendMessage", json=answer) as response:
                await response.read()
            return web.Response()

        app = web.Application()
        app.router.add_post(PATH, receive)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        print(runner.addresses[0][1], flush=True)
        await asyncio.Event().wait()


asyncio.run(serve())
