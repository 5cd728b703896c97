"""The files that browsers keep: compressed, named by their content, and whole."""

from django.core.files.base import ContentFile

from jobsearch.staticfiles import LeanManifestStorage


def test_a_style_sheet_comes_without_comments_and_spaces_and_nothing_else_is_lost(tmp_path):
    storage = LeanManifestStorage(location=tmp_path, base_url="/static/")
    storage.save("app.css", ContentFile(b"/* Colours */\nbody { color: red; }\n" * 40))
    found = [name for _, name, _ in storage.post_process({"app.css": (storage, "app.css")})]
    for name in {"app.css", storage.stored_name("app.css")}:
        assert storage.open(name).read() == b"body{color:red}" * 40
    assert {f"{storage.stored_name('app.css')}{end}" for end in (".br", ".gz")} <= set(found)
