import json


def test_chromium_finds_nothing_wrong_with_the_manifest(page):
    page.goto("/")
    chromium = page.context.new_cdp_session(page)
    found = chromium.send("Page.getAppManifest")
    assert found["url"].endswith("/static/manifest/foothold.webmanifest")
    assert found["errors"] == []
    assert json.loads(found["data"])["name"] == "Foothold"
    problems = chromium.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # These tests' windows keep nothing, as private ones do; there nothing can be installed.
    assert [one["errorId"] for one in problems if one["errorId"] != "in-incognito"] == []
