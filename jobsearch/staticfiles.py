from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile, File
from rcssmin import cssmin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class LeanManifestStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files, style sheets without comments and spaces.

    ES modules import each other by hashed name too.
    """

    support_js_module_import_aggregation = True

    def _save(self, name: str, content: File[Any]) -> str:
        if name.endswith(".css"):
            content.seek(0)  # it was read to its end for the hash
            content = ContentFile(lean(content.read()))
        saved: str = super()._save(name, content)
        return saved


def lean(css: bytes) -> bytes:
    text: str = cssmin(css.decode())
    return text.encode()
