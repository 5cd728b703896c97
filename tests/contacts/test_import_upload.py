"""Handing a file in: what is read, refused, shown and forgotten."""

import pytest
from django.urls import reverse

from contacts.importers.files import MAX_BYTES
from tests.contacts.bringing import NEW, OLD, bring_in, csv, preview, upload


def test_the_upload_page_says_how_to_get_the_file(as_ana):
    page = as_ana.get(reverse("imports:start"))
    assert "Get a copy of your data" in page.text


def test_what_was_read_is_not_kept_after_the_import(as_ana, ana):
    bring_in(as_ana, NEW)
    batch = ana.contactimports.get()
    assert (batch.people, batch.skipped, batch.warnings) == ([], [], [])
    assert "Ingrid" not in str(batch.outcome)
    assert "linkedin.com" not in str(batch.outcome)


def test_only_the_newest_unfinished_file_is_kept(as_ana, ana):
    bring_in(as_ana, OLD)
    first, _ = preview(as_ana, NEW)
    second, _ = preview(as_ana, NEW)
    assert as_ana.get(first).status_code == 404
    assert as_ana.get(second).status_code == 200
    assert ana.contactimports.count() == 2


def test_skipped_rows_and_warnings_are_shown_with_their_row(as_ana):
    address, _ = preview(as_ana, NEW)
    page = as_ana.get(address).text
    assert "Row 13: No name and no e-mail address." in page
    assert "Row 18: “not a date” is not a date we can read" in page


def test_what_the_file_says_is_shown_as_text(as_ana):
    address, _ = preview(as_ana, csv("<script>alert(1)</script>,Lee,,,,,"))
    assert "<script>alert" not in as_ana.get(address).text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty"),
        (csv(), "no people in this file"),
        (b"PK\x03\x04" + b"\0" * 50, "ZIP file"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"Product,Price\n1,2\n", "could not find the line with First Name"),
        (csv(*["Wei,Zhang,,,,,"] * 10_001), "more than 10,000 rows"),
    ],
)
def test_a_file_we_cannot_read_is_answered_beside_the_field(as_ana, ana, data, sentence):
    page = upload(as_ana, data)
    assert page.status_code == 422
    assert sentence in page.context["form"].errors["file"][0]
    assert sentence.split("'")[0] in page.text
    assert not ana.contactimports.exists()


def test_no_file_at_all_is_told(as_ana):
    page = as_ana.post(reverse("imports:start"))
    assert page.status_code == 422
    assert "Choose the file first." in page.text


def test_a_file_of_fifty_megabytes_is_refused_without_being_stored(as_ana, monkeypatch):
    stored = []
    write = "django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk"
    monkeypatch.setattr(write, lambda handler, data, start: stored.append(len(data)))
    page = upload(as_ana, b"a" * (50 * 1024 * 1024))
    assert page.status_code == 422
    assert MAX_BYTES < sum(stored) < MAX_BYTES + 200_000


def test_a_file_of_fifty_megabytes_gets_a_sentence(as_ana):
    page = upload(as_ana, b"a" * (50 * 1024 * 1024))
    assert "larger than 5 MB" in page.text


@pytest.mark.parametrize("name", ["a" * 300 + ".csv", "‮gnp.exe", "\0.csv", "Ana's list <b>.csv"])
def test_any_file_name_will_do(as_ana, ana, name):
    assert upload(as_ana, csv("Wei,Zhang,,,,,"), name).status_code == 302
    assert len(ana.contactimports.get().file_name) <= 200


def test_past_imports_are_listed(as_ana):
    bring_in(as_ana, NEW)
    assert "14 people brought in on" in as_ana.get(reverse("imports:start")).text
