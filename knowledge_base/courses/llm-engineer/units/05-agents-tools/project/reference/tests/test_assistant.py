"""Questions and outages, against recorded responses and a scripted model."""

import json
import unittest
from pathlib import Path

from assistant.agent import Assistant, unsupported
from assistant.client import RateClient, Unavailable
from assistant.memory import Memory
from assistant.tools import build_tools, run_tool
from assistant.transport import RecordedTransport

RECORDINGS = Path(__file__).resolve().parents[1] / "data" / "recordings.json"


def recorded_client():
    return RateClient(RecordedTransport(RECORDINGS), sleep=lambda _: None)


class Recorded(unittest.TestCase):
    def test_a_recorded_rate(self):
        self.assertEqual(recorded_client().rate("LUN", "SAL").rate, 18.4731)

    def test_a_limited_api_is_asked_again(self):
        self.assertEqual(recorded_client().rate("LUN", "NIM").rate, 3.25)

    def test_an_outage_has_an_end(self):
        def down(*_):
            raise TimeoutError

        with self.assertRaises(Unavailable):
            RateClient(down, sleep=lambda _: None).rate("LUN", "SAL")

    def test_maintenance_is_an_error_for_the_model(self):
        text = run_tool(build_tools(recorded_client()), "get_rate", '{"base": "TAR", "quote": "LUN"}')
        self.assertIs(json.loads(text)["ok"], False)

    def test_an_invented_figure_does_not_leave(self):
        says = {"role": "assistant", "content": "7.77"}
        run = Assistant(lambda *_: says, recorded_client()).ask("One LUN in SAL?")
        self.assertEqual((run.reason, "7.77" in run.answer), ("unsupported", False))

    def test_rounding_is_no_invention(self):
        self.assertEqual(unsupported("about 18.5", ["18.4731"]), [])

    def test_a_large_turn_leaves_the_window(self):
        memory = Memory(budget=1)
        memory.add([{"role": "user", "content": "hello"}])
        self.assertEqual(memory.window(), [])
