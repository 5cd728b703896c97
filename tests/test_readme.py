"""What the README says of speed is what was measured last."""

import json

from tests.bench import readme, results


def test_its_tables_are_those_of_the_kept_results():
    kept = json.loads(results.KEPT.read_text())
    assert readme.tables(kept) in readme.README.read_text()
