"""The contract, in process, with a scripted model."""

import unittest

import service.app
from fastapi.testclient import TestClient
from service.settings import Settings


class Model:
    version = "fake/1"

    def __init__(self):
        self.texts = []

    def classify(self, text):
        self.texts.append(text)
        if text == "fail":
            raise RuntimeError(text)
        return "delivery", 0.9


class Contract(unittest.TestCase):
    def post(self, body, key="k"):
        self.model = Model()
        app = service.app.create_app(lambda: self.model, Settings(api_key="k"))
        with TestClient(app, raise_server_exceptions=False) as client:
            return client.post("/v1/labels", json=body, headers={"X-API-Key": key})

    def test_a_good_text(self):
        reply = self.post({"text": "hi"})
        self.assertEqual(reply.json(), {"label": "delivery", "confidence": 0.9, "model_version": "fake/1"})

    def test_a_wrong_key(self):
        self.assertEqual(self.post({"text": "hi"}, "x").status_code, 401)
        self.assertEqual(self.model.texts, [])

    def test_an_empty_text(self):
        self.assertEqual(self.post({"text": ""}).status_code, 422)

    def test_a_failing_model(self):
        self.assertEqual(self.post({"text": "fail"}).status_code, 500)
