"""What schemathesis lacks to speak every type of body that the daemon reads, and to keep the key that it speaks with."""

import json
import os

import schemathesis

# The caller's own account and key: without them every answer is 401, which no check finds wrong.
OWN = {"/users/{id}": os.environ.get("OPENAPI_OWN_USER"), "/api-keys/{id}": os.environ.get("OPENAPI_OWN_KEY")}
OWN["/api-keys/{id}/rotate"] = OWN["/api-keys/{id}"]
NOBODY = 2**31


@schemathesis.serializer("application/x-protobuf")
def protobuf(_context, value):
    """Bytes as they were made up: almost never a message, which is what is to be refused."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


@schemathesis.serializer("application/x-ndjson")
def ndjson(context, value):
    """One JSON value a line; a text, as the document's schema describes it, goes as it is."""
    if isinstance(value, list):
        value = "".join(json.dumps(row) + "\n" for row in value)
    return value if isinstance(value, bytes) else str(value).encode(errors="surrogatepass")


@schemathesis.hook
def before_call(context, case, kwargs):
    """What would change or take away the caller's own account or key is sent to one that nobody has."""
    own = OWN.get(case.operation.path)
    if own and case.method.upper() != "GET" and str(case.path_parameters.get("id")).strip().lstrip("+0") == own:
        case.path_parameters["id"] = NOBODY
