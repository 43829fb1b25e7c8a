"""Cloud Storage's XML interface for HMAC keys, whose signatures botocore's code signs alike; and Google's token server."""

import hashlib
import hmac
import json
import time
import urllib.parse
from xml.sax import saxutils

import google.auth.jwt
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

import blobs

ACCESS_ID = "GOOGLANEKEY"
SECRET = "lane/secret+key"
BUCKET = "contract"
TOKEN = "ya29.lane-token"
SMALL_PAGE = 3


class GoogleSignature(S3SigV4Auth):
    """Amazon's signature under Google's names."""

    def __init__(self):
        super().__init__(Credentials(ACCESS_ID, SECRET), "storage", "auto")

    def scope(self, request):
        return f"{ACCESS_ID}/{self.credential_scope(request)}"

    def credential_scope(self, request):
        return f"{request.context['timestamp'][:8]}/auto/storage/goog4_request"

    def payload(self, request):
        return request.headers["x-goog-content-sha256"]

    def string_to_sign(self, request, canonical_request):
        digest = hashlib.sha256(canonical_request.encode()).hexdigest()
        return "\n".join(("GOOG4-HMAC-SHA256", request.context["timestamp"], self.credential_scope(request), digest))

    def signature(self, string_to_sign, request):
        key = b"GOOG4" + SECRET.encode()
        for part in (request.context["timestamp"][:8], "auto", "storage", "goog4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return hmac.new(key, string_to_sign.encode(), hashlib.sha256).hexdigest()

    def authorization(self, method, url, headers):
        names = "host;" + ";".join(sorted(name for name in headers if name != "host"))
        request = AWSRequest(method=method, url=url, headers=headers)
        request.context["timestamp"] = headers["x-goog-date"]
        signature = self.signature(self.string_to_sign(request, self.canonical_request(request)), request)
        names = self.signed_headers(self.headers_to_sign(request))
        return f"GOOG4-HMAC-SHA256 Credential={self.scope(request)}, SignedHeaders={names}, Signature={signature}"


def xml_handler():
    objects = blobs.Objects()
    signer = GoogleSignature()

    class XMLInterface(blobs.Handler):
        def refuse(self, status, code, **headers):
            self.answer(status, f"<Error><Code>{code}</Code></Error>".encode(), **headers)

        def handle_request(self):
            content = self.body()
            given = self.headers.get("Authorization", "")
            names = given.partition("SignedHeaders=")[2].partition(",")[0].split(";")
            headers = {name: self.headers[name] for name in names if name in self.headers}
            if any(name.lower().startswith("x-amz") for name in self.headers) or "host" not in headers:
                return self.refuse(400, "InvalidArgument")
            unsigned = {name.lower() for name in self.headers if name.lower().startswith("x-goog")} - set(names)
            if unsigned or not hmac.compare_digest(
                    given, signer.authorization(self.command, f"http://{self.headers['Host']}{self.path}", headers)):
                return self.refuse(403, "SignatureDoesNotMatch")
            if hashlib.sha256(content).hexdigest() != self.headers["x-goog-content-sha256"]:
                return self.refuse(400, "XAmzContentSHA256Mismatch")
            stamp = time.strptime(self.headers["x-goog-date"], "%Y%m%dT%H%M%SZ")
            if abs(time.time() - time.mktime(stamp) + time.timezone) > 900:
                return self.refuse(403, "RequestTimeTooSkewed")
            bucket, _, name = urllib.parse.unquote(self.url.path).lstrip("/").partition("/")
            if bucket != BUCKET:
                return self.refuse(404, "NoSuchBucket")
            return self.object(name, content) if name else self.list(self.query)

        def list(self, query):
            start = query.get("continuation-token") or query.get("start-after", "")
            found, more = objects.page(query.get("prefix", ""), start, min(int(query["max-keys"]), SMALL_PAGE))
            entries = "".join(f"<Contents><Key>{saxutils.escape(name)}</Key><Size>{size}</Size></Contents>"
                              for name, size in found)
            end = (f"<IsTruncated>true</IsTruncated><NextContinuationToken>{saxutils.escape(found[-1][0])}"
                   "</NextContinuationToken>") if more else "<IsTruncated>false</IsTruncated>"
            self.answer(200, f"<?xml version='1.0'?><ListBucketResult>{entries}{end}</ListBucketResult>".encode())

        def object(self, name, content):
            if self.command == "PUT":
                condition = self.headers.get("x-goog-if-generation-match")
                return self.answer(200) if objects.write(name, content, condition == "0") \
                    else self.refuse(412, "PreconditionFailed")
            if name not in objects.stored:
                return self.refuse(404, "NoSuchKey")
            if self.command == "DELETE":
                objects.stored.pop(name, None)
                return self.answer(204)
            return self.answer_object(objects.stored[name], self.headers.get("Range"))

        do_GET = do_PUT = do_HEAD = do_DELETE = handle_request

    return XMLInterface


def token_handler(certificate, audience, issued):
    """Exchanges assertions that google-auth believes for an access token, and notes their claims."""

    class Tokens(blobs.Handler):
        def do_POST(self):
            form = urllib.parse.parse_qs(self.body().decode(), strict_parsing=True)
            if form.get("grant_type") != ["urn:ietf:params:oauth:grant-type:jwt-bearer"]:
                return self.answer(400, b'{"error":"unsupported_grant_type"}')
            try:
                claims = google.auth.jwt.decode(form["assertion"][0], certs=certificate, audience=audience())
            except Exception as error:  # whatever google-auth says no with
                issued.append(error)
                return self.answer(400, b'{"error":"invalid_grant"}')
            issued.append(claims)
            return self.answer(200, json.dumps(
                {"access_token": TOKEN, "expires_in": 3599, "token_type": "Bearer", "scope": claims["scope"]}).encode())

    return Tokens
