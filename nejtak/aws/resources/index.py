"""The one small function at the edge: a folder is its index.html."""

from __future__ import annotations

from collections.abc import Iterator

from nejtak.aws.account import Account
from nejtak.aws.resources.cloudformation import Resources
from nejtak.aws.resources.names import cdn_name
from nejtak.aws.resources.read import Ids, ask, properties
from nejtak.aws.resources.view import Check, Seen, Unseen, View

# An address without its last slash gets it, and one with a query loses that before a page is shown;
# only addresses made of ids, so that "//elsewhere.example" is never a redirect to another host.
# Nothing after "?" goes on to the bucket.
CODE = """\
function handler(event) {
  var request = event.request;
  var page = /^(\\/[a-z0-9]+(-[a-z0-9]+)*)*\\/?$/.test(request.uri);
  var whole = request.uri.endsWith('/');
  if (page && (!whole || Object.keys(request.querystring).length)) {
    return {
      statusCode: 301,
      statusDescription: 'Moved Permanently',
      headers: {
        'cache-control': { value: 'no-store' },
        location: { value: whole ? request.uri : request.uri + '/' }
      }
    };
  }
  request.querystring = {};
  if (whole) request.uri += 'index.html';
  return request;
}
"""


def index_resources() -> Resources:
    """The function."""
    return {
        "Index": {
            "Type": "AWS::CloudFront::Function",
            "Properties": {
                "Name": cdn_name("index"),
                "AutoPublish": True,
                "FunctionCode": CODE,
                "FunctionConfig": {
                    "Comment": "a folder is its index.html",
                    "Runtime": "cloudfront-js-2.0",
                },
            },
        }
    }


def _only_ours(view: View) -> Iterator[str]:
    if any(behaviour.get("LambdaFunctionAssociations") for behaviour in view.behaviours()):
        yield "a Lambda@Edge function runs"
    if view.of("Index").get("FunctionCode") != CODE:
        yield "the index function is not ours"
    if any(b.get("FunctionAssociations") for b in view.behaviours()[1:]):
        yield "a function sees answers"


CHECKS = (
    Check(
        "cdn-code",
        "no code at the edge sees a request but our index function, and no answer",
        _only_ours,
    ),
)


def live_index(account: Account, ids: Ids) -> Seen:
    """The code that runs."""
    name = ids["Index"].rpartition("/")[2]
    code = ask(account, "cloudfront", "get_function", "FunctionCode", Name=name, Stage="LIVE")
    if isinstance(code, Unseen):
        return Seen({}, code)
    return properties({}, {"FunctionCode": code.read().decode()})
