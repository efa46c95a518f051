"""The collector: a Chalice app with one route, which takes a candidate's answers.

The route does not begin with `/api`. On AWS the API Gateway stage is named `api`, and CloudFront
forwards `/api/*` to it with an unchanged path. A preview has no stages, so it removes `/api` before
it forwards a request. The same app serves both.

Every content type is accepted (`*/*`), because Chalice's own refusal quotes the refused one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chalice.app import Chalice, Response
from chalicelib import log, store
from chalicelib.body import FORM, media_type
from chalicelib.page import FAILED
from chalicelib.receive import Put, lead, receive
from chalicelib.reply import Reply, page, problem

if TYPE_CHECKING:
    from chalicelib.seal import Entered

app = Chalice(app_name=log.APP)
app.debug = False


@app.route("/responses/{client}/{wave}", methods=["POST"], content_types=["*/*"])
def responses(client: str, wave: str) -> Response:
    """Accept one submission; see `chalicelib.receive`."""
    reply = respond(client, wave, app.current_request, store.put)
    return Response(reply.body, dict(reply.headers), reply.status)


@app.route("/responses/{client}/{wave}", methods=["GET"], content_types=["*/*"])
def survey(client: str, wave: str) -> Response:
    """Redirect to the survey: browsers may request the address of a returned form again."""
    try:
        reply = lead(client, wave)
    except Exception as error:
        log.failure(error)
        reply = page("failed", FAILED)
    return Response(reply.body, dict(reply.headers), reply.status)


def respond(
    client: str, wave: str, request: Any, put: Put, entered: Entered | None = None
) -> Reply:
    """Answer Chalice's request in any case; of an error, only the class is logged.

    No route passes `entered`; `nejtak interview enter` does, on the partner's machine.
    """
    content_type = request.headers.get("content-type", "")
    try:
        return receive(client, wave, content_type, request.raw_body, put, entered=entered)
    except Exception as error:
        log.failure(error)
    return page("failed", FAILED) if media_type(content_type) == FORM else problem("failed")
