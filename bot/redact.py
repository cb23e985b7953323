"""Takes the secrets of this program out of texts before anybody else reads them."""

import re

TOKEN = re.compile(r"bot\d+(?::|%3A)[\w-]+", re.IGNORECASE)
"""A bot token as it stands in the path of every call; its `:` may come percent-encoded."""

HIDDEN = "bot***"

VALUES = re.compile(r"(Key \([^)]*\)=|Failing row contains )\(.*\)")
"""The values by which PostgreSQL explains why it refused a row."""


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    """Return the text without bot tokens in addresses, values of refused rows and the given secrets."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return VALUES.sub(r"\1(***)", TOKEN.sub(HIDDEN, text))
