"""Stops storing an upload once it is larger than any file we read."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from contacts.importers.files import MAX_BYTES

# Nobody gets here by mistake: hang up instead of reading on for hours.
HANG_UP_AFTER = 40 * MAX_BYTES


class CappedUpload(FileUploadHandler):
    """First in FILE_UPLOAD_HANDLERS: the next ones see a little more than the limit, and no more.

    The form then finds the file too large and says so, and neither memory nor disk holds the rest.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        passes_on = self.seen <= MAX_BYTES
        self.seen += len(raw_data)
        if self.seen > HANG_UP_AFTER:
            raise StopUpload(connection_reset=True)
        return raw_data if passes_on else None

    def file_complete(self, file_size: int) -> None:
        return None
