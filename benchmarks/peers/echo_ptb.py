"""python-telegram-bot with its own webhook server: it answers every message with the same text."""

import socket
import sys

from telegram import Update
from telegram.ext import Application, CallbackContext, MessageHandler, filters

API, TOKEN, PATH, SECRET, ECHO = sys.argv[1:6]


async def echo(update: Update, _context: CallbackContext) -> None:
    await update.effective_message.reply_text(ECHO)


with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
application = (
    Application.builder()
    .token(TOKEN)
    .base_url(f"{API}/bot")
    .connection_pool_size(64)
    .pool_timeout(60)
    .concurrent_updates(True)
    .build()
)
application.add_handler(MessageHandler(filters.ALL, echo))
print(port, flush=True)
application.run_webhook(
    "127.0.0.1", port, url_path=PATH, webhook_url=f"http://127.0.0.1{PATH}", secret_token=SECRET, max_connections=40
)
