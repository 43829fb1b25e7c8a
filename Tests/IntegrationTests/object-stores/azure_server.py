"""Blobs as Azure keeps them, for requests that the signing code of Microsoft's own package signs alike."""

import base64
import hmac
import re
import types
from xml.sax import saxutils

from azure.core.rest import HttpRequest
from azure.storage.blob._shared.authentication import SharedKeyCredentialPolicy

import blobs

ACCOUNT = "laneaccount"
KEY = base64.b64encode(bytes(range(64))).decode()
CONTAINER = "contract"
SMALL_PAGE = 3


def handler(requests):
    """A handler that notes in `requests` what it was asked."""
    policy = SharedKeyCredentialPolicy(ACCOUNT, KEY)
    objects = blobs.Objects()

    class Azure(blobs.Handler):
        def refuse(self, status, code, **headers):
            content = f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code></Error>'.encode()
            self.answer(status, content, x_ms_error_code=code, Content_Type="application/xml", **headers)

        def expected(self):
            headers = {name.lower(): value for name, value in self.headers.items()}
            headers.pop("authorization", None)
            request = HttpRequest(self.command, f"http://{self.headers['Host']}{self.path}", headers=headers)
            signed = types.SimpleNamespace(headers=request.headers, method=self.command, url=request.url,
                                           query=self.raw_query)
            policy.on_request(types.SimpleNamespace(
                http_request=signed, context=types.SimpleNamespace(transport=None)))
            return request.headers["Authorization"]

        def handle_request(self):
            content = self.body()
            requests.append((self.command, self.path))
            if not hmac.compare_digest(self.expected(), self.headers.get("Authorization", "")):
                return self.refuse(403, "AuthenticationFailed")
            if blobs.is_far(self.headers["x-ms-date"]):
                return self.refuse(403, "AuthenticationFailed")
            if not self.headers.get("x-ms-version"):
                return self.refuse(400, "MissingRequiredHeader")
            account, container, *rest = blobs.urllib.parse.unquote(self.url.path).lstrip("/").split("/", 2)
            if account != ACCOUNT or container != CONTAINER:
                return self.refuse(404, "ContainerNotFound")
            if self.query.get("comp") == "list":
                return self.list(self.query)
            return self.blob(rest[0], content)

        def list(self, query):
            # Pages are smaller than asked for, as the service's own may be.
            limit = min(int(query["maxresults"]), SMALL_PAGE)
            found, more = objects.page(query.get("prefix", ""), query.get("marker", ""), limit)
            entries = "".join(
                f"<Blob><Name>{saxutils.escape(name)}</Name><Properties><Content-Length>{size}</Content-Length>"
                "<BlobType>BlockBlob</BlobType></Properties></Blob>" for name, size in found)
            marker = saxutils.escape(found[-1][0]) if more else ""
            content = ('\ufeff<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="x">'
                       f"<Blobs>{entries}</Blobs><NextMarker>{marker}</NextMarker></EnumerationResults>").encode()
            self.answer(200, content, Content_Type="application/xml")

        def blob(self, name, content):
            if self.command == "PUT":
                return self.write(name, content)
            found = objects.stored.get(name)
            if found is None:
                return self.refuse(404, "BlobNotFound")
            if self.command == "DELETE":
                objects.stored.pop(name, None)
                return self.answer(202)
            return self.answer_object(found, self.headers.get("x-ms-range"), x_ms_blob_type="BlockBlob")

        def write(self, name, content):
            create_only = self.headers.get("If-None-Match") == "*"
            if self.query.get("comp") == "block":
                if len(base64.b64decode(self.query["blockid"])) > 64:
                    return self.refuse(400, "InvalidQueryParameterValue")
                with objects.lock:
                    objects.blocks.setdefault(name, {})[self.query["blockid"]] = content
                return self.answer(201)
            if self.query.get("comp") == "blocklist":
                ids = re.findall(r"<Latest>([^<]*)</Latest>", content.decode())
                blocks = objects.blocks.get(name, {})
                if any(one not in blocks for one in ids) or len({len(one) for one in ids}) > 1:
                    return self.refuse(400, "InvalidBlockList")
                content = b"".join(blocks[one] for one in ids)
            elif self.headers.get("x-ms-blob-type") != "BlockBlob":
                return self.refuse(400, "MissingRequiredHeader")
            if not objects.write(name, content, create_only):
                return self.refuse(409, "BlobAlreadyExists")
            return self.answer(201)

        do_GET = do_PUT = do_HEAD = do_DELETE = handle_request

    return Azure
