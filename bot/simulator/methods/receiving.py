"""Receiving updates: polling, webhook settings, and that only one of the two goes."""

from __future__ import annotations

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from bot.simulator.methods.call import Call, Described
from bot.simulator.refusals import refuse
from bot.simulator.render import timestamp
from bot.simulator.rooms import mark_delivered
from bot.simulator.updates import Webhook

MOST_UPDATES = 100
PORTS = frozenset({80, 88, 443, 8443})
MOST_CONNECTIONS, LONGEST_SECRET = 100, 256


def get_updates(call: Call) -> list[dict[str, Any]]:
    """getUpdates, at once; the fronts do the waiting. Numbers out of range are clamped (C)."""
    updates = call.simulator.updates
    if updates.webhook is not None:
        raise refuse("conflict_webhook")
    if "allowed_updates" in call.values:
        updates.allow(call.get("allowed_updates"))
    limit = min(max(call.get("limit", MOST_UPDATES), 1), MOST_UPDATES)
    found = updates.fetch(call.get("offset", 0), limit, call.now)
    for update in found:
        mark_delivered(call.simulator, update)
    return [update.json() for update in found]


def set_webhook(call: Call) -> Described:
    """setWebhook; an empty address deletes it. HTTPS, port and address matter in strict mode only."""
    url = str(call.get("url", "")).strip()
    if not url:
        return delete_webhook(call)
    secret = call.get("secret_token")
    _check_secret(secret)
    address = _check_url(url, strict=call.simulator.strict_webhook)
    updates = call.simulator.updates
    if updates.webhook_set_at is not None and 0 <= (call.now - updates.webhook_set_at).total_seconds() < 1:
        raise refuse("flood", {"retry_after": 1}, seconds=1)
    if "allowed_updates" in call.values:
        updates.allow(call.get("allowed_updates"))
    if call.get("drop_pending_updates"):
        updates.waiting.clear()
    connections = min(max(call.get("max_connections", 40), 1), MOST_CONNECTIONS)
    made = Webhook(url, secret, connections, call.get("ip_address") or address, "certificate" in call.values)
    same = updates.webhook is not None and (updates.webhook.url, updates.webhook.secret) == (url, secret)
    updates.webhook, updates.webhook_set_at = made, call.now
    updates.end_polls("conflict_set")
    call.simulator.changes.wake()
    return Described(True, "Webhook is already set" if same else "Webhook was set")


def delete_webhook(call: Call) -> Described:
    """deleteWebhook."""
    updates = call.simulator.updates
    was_set, updates.webhook = updates.webhook is not None, None
    if call.get("drop_pending_updates"):
        updates.waiting.clear()
    call.simulator.changes.wake()
    return Described(True, "Webhook was deleted" if was_set else "Webhook is already deleted")


def get_webhook_info(call: Call) -> dict[str, Any]:
    """getWebhookInfo, with the last error of delivery."""
    updates = call.simulator.updates
    updates.expire(call.now)
    hook = updates.webhook
    info: dict[str, Any] = {
        "url": hook.url if hook else "",
        "has_custom_certificate": hook.has_certificate if hook else False,
        "pending_update_count": len(updates.waiting),
    }
    if updates.allowed is not None:
        info["allowed_updates"] = sorted(updates.allowed)
    if hook is None:
        return info
    info["max_connections"] = hook.max_connections
    if hook.ip_address:
        info["ip_address"] = hook.ip_address
    if hook.last_error_at is not None:
        info |= {"last_error_date": timestamp(hook.last_error_at), "last_error_message": hook.last_error or ""}
    return info


def _check_secret(secret: str | None) -> None:
    if secret and len(secret) > LONGEST_SECRET:
        raise refuse("webhook_secret_long")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]+", secret):
        raise refuse("webhook_secret")


def _check_url(url: str, *, strict: bool) -> str | None:
    """Check the address of a webhook; returns the number of the host when it is written as one."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise refuse("webhook_url") from None
    if not host or parts.scheme not in ("http", "https") or any(char.isspace() for char in url):
        raise refuse("webhook_url")
    if strict and parts.scheme != "https":
        raise refuse("webhook_https")
    if strict and (port or 443) not in PORTS:
        raise refuse("webhook_port")
    try:
        number = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        return None
    if strict and not number.is_global:
        raise refuse("webhook_reserved", address=number)
    return str(number)


METHODS = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
