"""What the tests of the check-in share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tutor.checkin.stage import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A learner who has set up and done nothing yet."""
    made = Desk(tmp_path)
    made.set_up()
    yield made
    made.close()
