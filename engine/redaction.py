"""Takes keys out of whatever is written down or shown: logs, traces, reports (08 P3)."""

from __future__ import annotations

import logging
import os
import re

HIDDEN = "[key]"
_VARIABLES = ("FAL_KEY", "GEMINI_API_KEY")
# A secret has figures in it and is long; the key light of a prompt is neither.
_SAID = re.compile(
    r"(\b(?:Key|Bearer)\s+|(?i:x-goog-api-key)['\":\s=]+|[?&]key=)(?=\S*\d)[^\s'\",;&]{12,}"
)


class KeyFilter(logging.Filter):
    """Takes keys out of what is logged, in messages and in traces."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, without keys."""
        record.msg, record.args = redacted(record.getMessage()), ()
        if record.exc_info:
            # Formatters take this text when it is there; one that came before us may have made it.
            trace = record.exc_text or logging.Formatter().formatException(record.exc_info)
            record.exc_text = redacted(trace)
        return True


def redacted(text: str) -> str:
    """A text without anything that is, or looks like, a key."""
    for variable in _VARIABLES:
        secret = os.environ.get(variable, "").strip()
        if len(secret) >= 6:  # noqa: PLR2004 - shorter ones are words of tests
            text = text.replace(secret, HIDDEN)
    return _SAID.sub(rf"\1{HIDDEN}", text)
