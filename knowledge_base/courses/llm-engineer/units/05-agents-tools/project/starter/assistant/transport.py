"""Ways to reach the API; this file is given whole.

A transport is a function `(path, params, headers, timeout) -> (status, headers, body)`. The body is text. It
raises TimeoutError when `timeout` seconds pass, and ConnectionError when the server cannot be reached.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

Transport = Callable[[str, Mapping[str, str], Mapping[str, str], float], tuple[int, Mapping[str, str], str]]


class RecordedTransport:
    """Plays the responses of a file; what was not recorded is not found (404).

    Args:
        path: a file like data/recordings.json.

    Attributes:
        requests: (path, params) of each request so far.
    """

    def __init__(self, path: Path | str) -> None:
        self.requests: list[tuple[str, dict[str, str]]] = []
        self._left = {
            (item["path"], json.dumps(item["params"], sort_keys=True)): list(item["responses"])
            for item in json.loads(Path(path).read_text(encoding="utf-8"))
        }

    def __call__(
        self, path: str, params: Mapping[str, str], headers: Mapping[str, str], timeout: float
    ) -> tuple[int, dict[str, str], str]:
        """The next response of this request; the last one repeats."""
        del headers, timeout  # a recording needs neither
        self.requests.append((path, dict(params)))
        left = self._left.get((path, json.dumps(dict(params), sort_keys=True)))
        if not left:
            return 404, {}, '{"error": "not found"}'
        found = left.pop(0) if len(left) > 1 else left[0]
        return found["status"], dict(found["headers"]), found["body"]
