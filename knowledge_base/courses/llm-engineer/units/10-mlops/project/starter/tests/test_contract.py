"""The contract, in process, with a scripted model. Call service.app.create_app inside the tests."""

import unittest


class Contract(unittest.TestCase):
    def test_a_wrong_key(self):
        self.fail("write this test and at least three more")
