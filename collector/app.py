"""The collector: a Chalice app with one address, which takes a candidate's answers.

The route has no `/api` before it. In production the API Gateway stage is named `api`, and
CloudFront hands `/api/*` to it with the path as it is; in a preview there are no stages, so the
preview takes `/api` off before it hands a request on. The same app serves both.

Every content type comes in (`*/*`), because Chalice's own refusal quotes what it refuses.
"""

from __future__ import annotations

from typing import Any

from chalice.app import Chalice, Response
from chalicelib import log, store
from chalicelib.body import FORM, media_type
from chalicelib.page import FAILED
from chalicelib.receive import Put, lead, receive
from chalicelib.reply import Reply, page, problem

app = Chalice(app_name=log.APP)
app.debug = False


@app.route("/responses/{client}/{wave}", methods=["POST"], content_types=["*/*"])
def responses(client: str, wave: str) -> Response:
    """Take one submission; see `chalicelib.receive`."""
    reply = respond(client, wave, app.current_request, store.put)
    return Response(reply.body, dict(reply.headers), reply.status)


@app.route("/responses/{client}/{wave}", methods=["GET"], content_types=["*/*"])
def survey(client: str, wave: str) -> Response:
    """Lead to the survey: the address of a form that came back may be asked for once more."""
    try:
        reply = lead(client, wave)
    except Exception as error:
        log.failure(error)
        reply = page("failed", FAILED)
    return Response(reply.body, dict(reply.headers), reply.status)


def respond(client: str, wave: str, request: Any, put: Put) -> Reply:
    """Answer Chalice's request, whatever happens; of what fails, only the class is logged."""
    content_type = request.headers.get("content-type", "")
    try:
        return receive(client, wave, content_type, request.raw_body, put)
    except Exception as error:
        log.failure(error)
    return page("failed", FAILED) if media_type(content_type) == FORM else problem("failed")
