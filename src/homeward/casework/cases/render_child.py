"""Draws one picture or PDF page: the file on standard input, PNG on standard output.

Run by itself with `python -I`, without the node: it imports nothing of Homeward and knows no
secret. Exit code 3 says that the file could not be drawn; anything else but 0 that it went wrong.
"""

import io
import resource
import sys
import warnings
from typing import Any

MEMORY = 1536 * 1024**2
PROCESSOR_SECONDS = 15
PIXELS = 50_000_000  # of the picture itself; more is taken for a bomb
SIDE = 1600  # of what is shown


def main(task: str, page: int) -> bytes:
    """What the task asks for."""
    content = sys.stdin.buffer.read()
    if task == "picture":
        return _picture(content)
    return _pages(content) if task == "count" else _page(content, page)


def _picture(content: bytes) -> bytes:
    from PIL import Image, ImageOps

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = PIXELS
    formats = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
    with Image.open(io.BytesIO(content), formats=formats) as image:
        image.draft("RGB", (SIDE, SIDE))
        image.load()
        shown = ImageOps.exif_transpose(image).convert("RGBA")
    return _png(shown)


def _pages(content: bytes) -> bytes:
    import pypdfium2

    return str(len(pypdfium2.PdfDocument(content))).encode()


def _page(content: bytes, number: int) -> bytes:
    import pypdfium2

    page = pypdfium2.PdfDocument(content)[number - 1]
    width, height = page.get_size()
    longest = max(width, height)
    if not 0 < longest < 1_000_000:
        raise ValueError("no size")
    return _png(page.render(scale=min(2.0, SIDE / longest), may_draw_forms=False).to_pil())


def _png(image: Any) -> bytes:
    from PIL import Image

    image.thumbnail((SIDE, SIDE))
    # A new picture of the pixels alone: nothing that was written beside them goes along.
    plain = Image.new("RGB", image.size, "white")
    plain.paste(image, mask=image if image.mode == "RGBA" else None)
    kept = io.BytesIO()
    plain.save(kept, "PNG")
    return kept.getvalue()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        drawn = main(sys.argv[1], int(sys.argv[2]))
    except Exception as error:  # noqa: BLE001  whatever a broken file makes of a library
        sys.stderr.write(type(error).__name__)
        sys.exit(3)
    sys.stdout.buffer.write(drawn)
