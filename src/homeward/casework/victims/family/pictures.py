"""The picture that an app scans."""

import io

import segno


def picture_of(address: str) -> str:
    """The QR code of an address, as the address of a picture (SVG) for a page."""
    made = segno.make(address, error="m", micro=False)
    return str(made.svg_data_uri(scale=5, border=4, dark="#000", light="#fff"))


def drawn(address: str) -> bytes:
    """The same as a file, for paper."""
    file = io.BytesIO()
    segno.make(address, error="m", micro=False).save(file, kind="svg", border=2)
    return file.getvalue()
