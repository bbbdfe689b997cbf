"""The client certificate of a request, as the reverse proxy that ended its TLS passes it on.

The node believes the header because nobody but its proxy can reach it and the proxy overwrites
the field (docs/how-to/run-in-production.md). Without the setting `certificate_header` no header is
looked at.
"""

import base64
import binascii
import hashlib
import re
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from homeward.foundation.exchange.errors import NotAFingerprint

_BYTES = re.compile(r":([A-Za-z0-9+/]+={0,2}):")  # RFC 9440, a byte sequence of RFC 8941
_LONGEST = 16_384


def certificate_in(value: str) -> str:
    """SHA-256 of the certificate in a header, hexadecimal; empty where there is none to be read.

    RFC 9440 (`Client-Cert: :…:`) and the escaped PEM of nginx (`$ssl_client_escaped_cert`) are
    understood.
    """
    if not value or len(value) > _LONGEST:
        return ""
    try:
        if found := _BYTES.fullmatch(value.strip()):
            certificate = x509.load_der_x509_certificate(base64.b64decode(found[1], validate=True))
        else:
            certificate = x509.load_pem_x509_certificate(unquote(value).encode("ascii"))
    except (ValueError, binascii.Error):
        return ""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def checked_fingerprint(text: str) -> str:
    """A fingerprint as people copy it, as 64 hexadecimal digits. Raises NotAFingerprint."""
    plain = re.sub(r"[\s:]", "", text).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", plain):
        raise NotAFingerprint(text=text[:100])
    return plain
