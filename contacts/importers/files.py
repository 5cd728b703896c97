"""From an uploaded file to text: how large it may be, what it is, how it is encoded."""

import codecs
import io
from dataclasses import dataclass
from typing import Protocol

MAX_BYTES = 5 * 1024 * 1024

UNREADABLE = "\ufffd"
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

# What people upload instead, by its first bytes.
LOOKALIKES = [
    (b"%PDF", "This is a PDF, which holds pages and not a list. Choose Connections.csv."),
    (b"\x89PNG", "This is a picture. Choose Connections.csv from your LinkedIn download."),
    (b"\xff\xd8\xff", "This is a picture. Choose Connections.csv from your LinkedIn download."),
    (b"GIF8", "This is a picture. Choose Connections.csv from your LinkedIn download."),
    (b"RIFF", "This is a picture or a sound. Choose Connections.csv from your LinkedIn download."),
    (b"\xd0\xcf\x11\xe0", "This is an Excel file. Open it, save it as CSV, and choose that file."),
    (b"\x1f\x8b", "This is a packed file. Unpack it first, then choose Connections.csv."),
    (b"7z\xbc\xaf", "This is a packed file. Unpack it first, then choose Connections.csv."),
    (b"Rar!", "This is a packed file. Unpack it first, then choose Connections.csv."),
]
TEXT_LOOKALIKES = [
    (
        ("<!doctype", "<html", "<?xml"),
        "This is a web page, not a list. Download the file again and choose Connections.csv.",
    ),
    (("begin:vcard",), "This is a vCard file. Foothold reads LinkedIn's Connections.csv here."),
    (
        ("begin:vcalendar",),
        "This is a calendar file. Foothold reads LinkedIn's Connections.csv here.",
    ),
    (("{", "["), "This is a JSON file. Foothold reads LinkedIn's Connections.csv here."),
]


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message is a sentence for the person who sent it."""


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Decoded:
    text: str
    encoding: str
    is_guess: bool = False


def bytes_of(stream: Readable) -> bytes:
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableFile(
            f"This file is larger than {MAX_BYTES // 1024**2} MB, so it was not read. "
            "A list of 10,000 people is about 1 MB. Check that you chose Connections.csv."
        )
    return data


def text_of(data: bytes) -> Decoded:
    _refuse_other_formats(data)
    decoded = _decode(data)
    text = decoded.text.removeprefix("\ufeff").replace("\0", "")
    start = text[:200].strip().lower()
    for openings, sentence in TEXT_LOOKALIKES:
        if start.startswith(openings):
            raise UnreadableFile(sentence)
    if not text.strip():
        raise UnreadableFile(
            "This file is empty. Choose Connections.csv from your LinkedIn download."
        )
    return Decoded(text, decoded.encoding, decoded.is_guess)


def _refuse_other_formats(data: bytes) -> None:
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        if b"[Content_Types].xml" in data[:4096] or b"xl/" in data[:4096]:
            raise UnreadableFile(
                "This is an Excel file. Open it, save it as CSV, and choose that file."
            )
        raise UnreadableFile(
            "This is a ZIP file. Open it and choose the Connections.csv that is inside."
        )
    for opening, sentence in LOOKALIKES:
        if data.startswith(opening):
            raise UnreadableFile(sentence)
    if not data.startswith(UTF16_MARKS) and not _utf16_by_its_zeros(data):
        sample = data[:4096]
        control = sum(byte < 32 and byte not in b"\t\r\n\0" for byte in sample)
        if control * 20 > len(sample):
            raise UnreadableFile(
                "This is not a text file, so it holds no list we can read. Choose Connections.csv."
            )


def _decode(data: bytes) -> Decoded:
    if data.startswith(UTF16_MARKS):
        return Decoded(data.decode("utf-16", "replace"), "UTF-16")
    if codec := _utf16_by_its_zeros(data):
        return Decoded(data.decode(codec, "replace"), "UTF-16", is_guess=True)
    try:
        return Decoded(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return _decode_line_by_line(data)


def _utf16_by_its_zeros(data: bytes) -> str | None:
    """UTF-16 without its mark shows as a zero in every second byte of plain letters."""
    sample = data[:1024]
    for start, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = sample[start::2].count(0), sample[1 - start :: 2].count(0)
        if len(sample) >= 8 and zeros * 5 > len(sample) * 2 and not others:
            return codec
    return None


def _decode_line_by_line(data: bytes) -> Decoded:
    # Two files glued together have both encodings; one wrong byte must not garble every name.
    lines, has_utf8 = [], False
    for line in io.BytesIO(data):
        try:
            lines.append(line.decode("utf-8"))
            has_utf8 = has_utf8 or not line.isascii()
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", "replace"))
    name = "UTF-8 and Windows-1252" if has_utf8 else "Windows-1252"
    return Decoded("".join(lines), name, is_guess=True)
