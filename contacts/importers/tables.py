"""From text to rows: the delimiter, the line of headings, and rows that do not keep the rules."""

import csv
import io
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from contacts.importers.files import UnreadableFile

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
HEADER_WITHIN = 20
MAX_ROWS = 10_000
MAX_LINES = 10 * MAX_ROWS
MAX_COLUMNS = 100
# A cell may hold line breaks, but not more: past this a quotation mark was left open.
MAX_LINES_IN_A_ROW = 20


@dataclass(frozen=True)
class Row:
    number: int  # as a spreadsheet counts, from 1
    cells: list[str]
    has_open_quote: bool = False


@dataclass(frozen=True)
class Table:
    header: Row
    delimiter: str
    rows: Iterator[Row]


def find_table(text: str, is_header: Callable[[list[str]], bool]) -> Table | None:
    """The first line that `is_header` accepts, by any delimiter, and the rows below it."""
    text, announced = _without_sep_line(text)
    delimiters = [announced] if announced else list(DELIMITERS)
    for delimiter in delimiters:
        rows = read_rows(text, delimiter)
        for row in islice(rows, HEADER_WITHIN):
            if is_header(row.cells):
                return Table(row, delimiter, rows)
    return None


def _without_sep_line(text: str) -> tuple[str, str | None]:
    first, _, rest = text.partition("\n")
    first = first.strip("\r ").strip('"').lower()
    if first.startswith("sep=") and first[4:] in DELIMITERS:
        return rest, first[4:]
    return text, None


def read_rows(text: str, delimiter: str) -> Iterator[Row]:
    """Every row, empty ones too, so that the numbers agree with a spreadsheet."""
    lines = io.StringIO(text, newline="")
    window: deque[str] = deque()
    number = 0
    while True:
        window.extend(islice(lines, MAX_LINES_IN_A_ROW - len(window)))
        if not window:
            return
        number += 1
        if number > MAX_LINES:
            raise UnreadableFile(too_many_rows())
        cells, used, has_open_quote = _next_row(window, delimiter)
        for _ in range(used):
            window.popleft()
        yield Row(number, cells, has_open_quote)


def too_many_rows() -> str:
    return (
        f"This file has more than {MAX_ROWS:,} rows. "
        "Split it into smaller files and bring them in one at a time."
    )


def _next_row(window: deque[str], delimiter: str) -> tuple[list[str], int, bool]:
    line = window[0].rstrip("\r\n")
    if '"' not in line:
        return line.split(delimiter, MAX_COLUMNS)[:MAX_COLUMNS], 1, False
    try:
        reader = csv.reader(window, delimiter=delimiter, strict=True)
        return next(reader)[:MAX_COLUMNS], reader.line_num, False
    except csv.Error:
        pass
    try:
        # The second line is there to show whether the first one is complete.
        reader = csv.reader([line + "\n", "\n"], delimiter=delimiter)
        cells = next(reader)
        if reader.line_num == 1:
            return cells[:MAX_COLUMNS], 1, False
    except csv.Error:
        pass
    # A quotation mark that never closes would swallow the people below it: read this line alone.
    cells = line.split(delimiter, MAX_COLUMNS)[:MAX_COLUMNS]
    return [cell.strip().strip('"') for cell in cells], 1, True
