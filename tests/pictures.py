"""Papers that people hand in, as bytes: small pictures and PDFs, and what pretends to be one."""

import io

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (40, 30), colour: str = "white", **more: object) -> bytes:
    """One of this kind ("JPEG", "PNG", "GIF") and colour; `more` goes to the encoder (exif=…)."""
    drawn = io.BytesIO()
    Image.new("RGB", size, colour).save(drawn, kind, **more)
    return drawn.getvalue()
