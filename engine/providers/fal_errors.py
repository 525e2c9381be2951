"""What fal.ai's errors mean here, and what they cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.domain.money import usd_to_micro
from engine.errors import UserError
from engine.providers.base import ProviderFailure

if TYPE_CHECKING:
    from engine.providers.http import Answer
    from engine.providers.profiles import ModelProfile

UNITS = "x-fal-billable-units"
CANCELLED = frozenset({"client_cancelled", "request_cancelled", "cancelled"})
_KINDS = {
    "content_policy_violation": "content_policy",
    "content_policy": "content_policy",
    "partner_validation_failed": "partner_validation",
    "partner_validation": "partner_validation",
    "no_media_generated": "no_frames",
    "generation_timeout": "timeout",
    "request_timeout": "timeout",
    "startup_timeout": "timeout",
    "internal_server_error": "server",
    "internal_error": "server",
    "downstream_service_error": "server",
    "downstream_service_unavailable": "server",
    "runner_connection_error": "server",
    "runner_disconnected": "server",
    "runner_server_error": "server",
}
_REFUSING = ("unsafe", "safety", "content policy", "moderation", "flagged")
_BY_STATUS = {401: "unauthorized", 402: "no_credit", 403: "unauthorized", 404: "bad_request"}


def failure_of(answer: Answer, profile: ModelProfile | None = None) -> ProviderFailure | None:
    """The failure that an answer tells of in fal's form; None when it is not in that form."""
    body = answer.json()
    kind, message = told(body)
    if not kind and not message:
        return None
    kind = kind or answer.headers.get("x-fal-error-type", "")
    return failed(answer, kind_of(kind, message, answer.status), message or kind, profile)


def failed(
    answer: Answer, kind: str, message: str, profile: ModelProfile | None = None
) -> ProviderFailure:
    """A failure with what the answer says of its price.

    Units that were charged are money also where nobody knows what a unit of the model costs.
    """
    failure = ProviderFailure.of(kind, message, billed(answer, profile))
    if failure.billed_micro is None and units_of(answer):
        return replace(failure, is_billed_kind=True)
    return failure


def told(body: Mapping[str, object]) -> tuple[str, str]:
    """The type and the message of an error, from ``detail``, ``error`` and ``error_type``."""
    detail = body.get("detail")
    if isinstance(detail, list) and detail and isinstance(detail[0], Mapping):
        first = detail[0]
        place = ".".join(str(part) for part in first.get("loc") or () if part != "body")
        message = str(first.get("msg") or "")
        return str(first.get("type") or ""), f"{place}: {message}" if place else message
    for word in ("detail", "error", "message"):
        if isinstance(said := body.get(word), str) and said:
            return str(body.get("error_type") or ""), said
    return str(body.get("error_type") or ""), ""


def kind_of(said: str, message: str, status: int) -> str:
    """One of our kinds of failure, for fal's type, its words and the status of the answer."""
    words = message.lower()
    if said == "no_media_generated" and any(word in words for word in _REFUSING):
        return "content_policy"
    if said in _KINDS:
        return _KINDS[said]
    if "exhausted balance" in words or "locked" in words:
        return "no_credit"
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return "server" if status >= 500 else "bad_request"  # noqa: PLR2004 - as HTTP counts


def billed(answer: Answer, profile: ModelProfile | None) -> int | None:
    """What was charged, as far as the answer says; None when it does not.

    fal says how many units it charged; what a unit costs is known of few models.
    """
    units = units_of(answer)
    if not units:
        return units
    if profile is None or profile.unit_micro is None:
        return None
    return -(-units * profile.unit_micro // 1_000_000)


def units_of(answer: Answer) -> int | None:
    """The units that were charged, in millionths; None when the answer does not say."""
    said = answer.headers.get(UNITS, "").strip()
    try:
        return usd_to_micro(said) if said else None
    except UserError:
        return None
