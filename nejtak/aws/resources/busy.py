"""The answer to a submission above the limits: "try again", as the collector itself would say it.

API Gateway turns Lambda's refusal of one more function into a bare 500, which the page takes for a
fault, and people for the end. Its own refusal is a bare 429. Both become a 503 that says when to
try again: as JSON for the page's script, and as a page for a form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nejtak.aws.resources.cloudformation import JsonObject
from nejtak.aws.resources.view import Check, View

# API Gateway's names: above the rate, and above the number of functions at once.
TYPES = ("THROTTLED", "INTEGRATION_FAILURE")
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
    "<title>nejtak</title></head><body><main><h1>Please try again in a moment</h1>"
    "<p>Many people are answering right now, and your answers are not stored yet. Wait a little, "
    "then reload this page: your browser sends them again.</p>"
    '<div lang="da"><h2>Prøv igen om et øjeblik</h2><p>Der er mange, der svarer lige nu, og dine '
    "svar er ikke gemt endnu. Vent lidt, og genindlæs så siden: Så sender din browser dem igen.</p>"
    "</div></main></body></html>"
)
BUSY: JsonObject = {
    "StatusCode": 503,
    # API Gateway wants values of its own in quotes.
    "ResponseParameters": {"Headers": {"Retry-After": "'5'", "Cache-Control": "'no-store'"}},
    "ResponseTemplates": {"application/json": '{"error":"busy"}', "text/html": PAGE},
}


def gateway_responses() -> JsonObject:
    """The two answers, as a property of the API."""
    return dict.fromkeys(TYPES, BUSY)


def _try_again(view: View) -> Iterator[str]:
    found = view.of("RestAPI").get("GatewayResponses") or {}
    for one in TYPES:
        if found.get(one) != BUSY:
            yield f"{one} is answered with {(found.get(one) or {}).get('StatusCode')!r}"
    yield from (f"{one} has an answer of its own" for one in found if one not in TYPES)


CHECKS = (Check("api-busy", "a submission above the limits is asked to try again", _try_again),)


def from_live(items: Sequence[Mapping[str, Any]]) -> JsonObject:
    """API Gateway's list of answers, without its defaults, in the template's form."""
    return {
        one["responseType"]: {
            "StatusCode": int(one.get("statusCode", 0)),
            "ResponseParameters": {
                "Headers": {
                    name.removeprefix("gatewayresponse.header."): value
                    for name, value in one.get("responseParameters", {}).items()
                }
            },
            "ResponseTemplates": one.get("responseTemplates", {}),
        }
        for one in items
        if not one.get("defaultResponse")
    }
