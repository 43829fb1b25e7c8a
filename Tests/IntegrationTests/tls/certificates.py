"""Certificates made with openssl, for loopback and for a day."""

import pathlib
import subprocess


def make(folder, name, key="ec"):
    """Writes NAME.pem and NAME-key.pem, the key for its owner alone; returns both paths."""
    folder = pathlib.Path(folder)
    certificate, private = folder / f"{name}.pem", folder / f"{name}-key.pem"
    algorithm = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"] if key == "ec" else ["rsa:2048"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", *algorithm, "-nodes", "-keyout", private, "-out", certificate, "-days", "1",
         "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, capture_output=True)
    private.chmod(0o600)
    return certificate, private
