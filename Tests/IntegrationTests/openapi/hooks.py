"""What schemathesis lacks to speak every type of body that the daemon reads."""

import json

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def ndjson(context, value):
    """One JSON value a line; a text, as the document's schema describes it, goes as it is."""
    if isinstance(value, list):
        value = "".join(json.dumps(row) + "\n" for row in value)
    return value if isinstance(value, bytes) else str(value).encode(errors="surrogatepass")
