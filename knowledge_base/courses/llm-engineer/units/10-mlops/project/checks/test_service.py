"""Milestones 3 and 4: the contract of the service, its limits, stream, health and metrics."""

import asyncio
import threading
import unittest

from both_languages import both
from service_checks import KEY, Scripted, app_of, client, events


def fails(text):
    raise RuntimeError(f"cannot classify {text}")


class Contract(unittest.TestCase):
    def test_an_answer_names_its_version(self):
        with client(Scripted(lambda text: (text, 0.75))) as http:
            reply = http.post("/v1/labels", json={"text": " where is it "}, headers=KEY)
        self.assertEqual(reply.status_code, 200, reply.text)
        self.assertEqual(
            reply.json(), {"label": "where is it", "confidence": 0.75, "model_version": "scripted/7"}
        )

    def test_wrong_input_never_reaches_the_model(self):
        model = Scripted()
        with client(model) as http:
            for body in (
                {},
                {"text": ""},
                {"text": "  \n"},
                {"text": 5},
                {"text": "a" * 501},
                {"text": "a", "tone": 1},
            ):
                self.assertEqual(
                    http.post("/v1/labels", json=body, headers=KEY).status_code, 422, str(body)[:60]
                )
            for texts in ([], ["a"] * 21, ["a", " "], "abc"):
                reply = http.post("/v1/labels/stream", json={"texts": texts}, headers=KEY)
                self.assertEqual(reply.status_code, 422, str(texts)[:60])
        self.assertEqual(model.texts, [])

    def test_the_key_comes_first(self):
        model = Scripted()
        with client(model) as http:
            for headers in ({}, {"X-API-Key": ""}, {"X-API-Key": "key"}, {b"X-API-Key": b"\xe9"}):
                for path, body in (
                    ("labels", {"text": "a"}),
                    ("labels", {}),
                    ("labels/stream", {"texts": ["a"]}),
                ):
                    reply = http.post(f"/v1/{path}", json=body, headers=headers)
                    self.assertEqual(reply.status_code, 401, f"{path} {body} {headers}")
            broken = {"Content-Type": "application/json"}
            self.assertEqual(
                http.post("/v1/labels", content=b"{no JSON", headers=broken).status_code,
                401,
                both(
                    "Un JSON roto sin clave: comprueba la clave antes de leerlo, como en un middleware",
                    "Broken JSON without a key: check the key before reading it, as in a middleware",
                ),
            )
        self.assertEqual(model.texts, [])

    def test_a_large_body_is_refused(self):
        with client() as http:
            reply = http.post("/v1/labels", json={"text": "a" * 140_000}, headers=KEY)
            self.assertEqual(
                reply.status_code,
                413,
                both("Un cuerpo de más de 131072 bytes es 413", "A body of more than 131072 bytes is 413"),
            )
            reply = http.post("/v1/labels/stream", json={"texts": ["🙂" * 500] * 20}, headers=KEY)
            self.assertEqual(reply.status_code, 200)
            escaped = '{"texts": [' + ", ".join(['"' + "\\ud83d\\ude42" * 500 + '"'] * 20) + "]}"
            headers = {**KEY, "Content-Type": "application/json"}
            reply = http.post("/v1/labels/stream", content=escaped.encode(), headers=headers)
            self.assertEqual(
                reply.status_code,
                200,
                both("El límite rechaza 20 textos válidos", "The limit refuses 20 valid texts"),
            )

    def test_a_failing_model_tells_nothing(self):
        with client(Scripted(fails), places=1) as http:
            for _ in range(3):
                reply = http.post("/v1/labels", json={"text": "my secret"}, headers=KEY)
                self.assertEqual(
                    reply.status_code,
                    500,
                    both("Tras un fallo el lugar queda libre", "After a failure the place is free again"),
                )
                self.assertNotIn(
                    "secret",
                    reply.text,
                    both(
                        "La respuesta muestra el texto o la excepción", "It shows the text or the exception"
                    ),
                )


class Limits(unittest.TestCase):
    def setUp(self):
        self.gate, self.late = threading.Event(), []

    def wait(self, text):
        if text == "wait" and not self.gate.wait(4):
            self.late.append(text)
        return "refund", 0.5

    def run_with(self, play, **changes):
        import httpx2

        async def main():
            app = app_of(Scripted(self.wait), **changes)
            transport = httpx2.ASGITransport(app=app)
            async with (
                app.router.lifespan_context(app),
                httpx2.AsyncClient(transport=transport, base_url="http://test", headers=KEY) as http,
            ):
                try:
                    return await play(http)
                finally:
                    self.gate.set()

        return asyncio.run(main())

    def test_a_slow_model_blocks_nobody(self):
        async def play(http):
            slow = asyncio.create_task(http.post("/v1/labels", json={"text": "wait"}))
            await asyncio.sleep(0.1)
            live = (await http.get("/health/live")).status_code
            quick = (await http.post("/v1/labels", json={"text": "quick"})).status_code
            self.gate.set()
            return live, quick, (await slow).status_code

        self.assertEqual(self.run_with(play, limit_seconds=20.0), (200, 200, 200))
        self.assertEqual(
            self.late, [], both("El modelo bloqueó el ciclo de eventos", "The model blocked the event loop")
        )

    def test_a_full_service_refuses_at_once(self):
        async def play(http):
            slow = [asyncio.create_task(http.post("/v1/labels", json={"text": "wait"})) for _ in range(2)]
            await asyncio.sleep(0.2)
            refused = [
                await http.post("/v1/labels", json={"text": "wait"}),
                await http.post("/v1/labels/stream", json={"texts": ["wait"]}),
            ]
            self.gate.set()
            done = [(await task).status_code for task in slow]
            after = (await http.post("/v1/labels", json={"text": "quick"})).status_code
            return [(r.status_code, "retry-after" in r.headers) for r in refused], done, after

        refused, done, after = self.run_with(play, places=2, limit_seconds=20.0)
        self.assertEqual(
            refused,
            [(503, True), (503, True)],
            both(
                "Sin lugar libre, label y stream dan 503 con Retry-After, sin esperar",
                "With no free place, label and stream give 503 with Retry-After, without waiting",
            ),
        )
        self.assertEqual(
            (done, after, self.late),
            ([200, 200], 200, []),
            both("Los que ya estaban terminan y su lugar vuelve", "Those inside end and their places return"),
        )

    def test_a_stream_keeps_its_place(self):
        async def play(http):
            slow = asyncio.create_task(http.post("/v1/labels/stream", json={"texts": ["quick", "wait"]}))
            await asyncio.sleep(0.2)
            during = (await http.post("/v1/labels", json={"text": "quick"})).status_code
            self.gate.set()
            names = [name for name, _ in events((await slow).text)]
            return during, names, (await http.post("/v1/labels", json={"text": "quick"})).status_code

        during, names, after = self.run_with(play, places=1, limit_seconds=20.0)
        self.assertEqual(
            during,
            503,
            both("El stream ocupa su lugar hasta que termina", "The stream keeps its place until its end"),
        )
        self.assertEqual((names, after, self.late), (["label", "label", "done"], 200, []))

    def test_waiting_has_an_end(self):
        async def play(http):
            late = (await http.post("/v1/labels", json={"text": "wait"})).status_code
            stream = events(
                (await http.post("/v1/labels/stream", json={"texts": ["quick", "wait", "quick"]})).text
            )
            self.gate.set()
            for _ in range(40):
                await asyncio.sleep(0.05)
                after = (await http.post("/v1/labels", json={"text": "quick"})).status_code
                if after == 200:
                    break
            return late, [name for name, _ in stream], after

        late, names, after = self.run_with(play, places=2, limit_seconds=0.3)
        self.assertEqual(
            late,
            504,
            both("Pasado limit_seconds la respuesta es 504", "Past limit_seconds the answer is 504"),
        )
        self.assertEqual(
            names,
            ["label", "error"],
            both(
                "En el stream, un evento error y nada más", "In the stream, an event error and nothing after"
            ),
        )
        self.assertEqual(
            after,
            200,
            both(
                "Terminado el trabajo del modelo, los lugares de las peticiones tardías vuelven",
                "Once the model has ended, the places of the late requests come back",
            ),
        )


class Operation(unittest.TestCase):
    def test_the_stream_ends_with_done(self):
        with client(Scripted(lambda text: (text.upper(), 0.5))) as http:
            reply = http.post("/v1/labels/stream", json={"texts": ["b", "a"]}, headers=KEY)
        self.assertTrue(
            reply.headers["content-type"].startswith("text/event-stream"), reply.headers["content-type"]
        )
        version = {"model_version": "scripted/7"}
        self.assertEqual(
            events(reply.text),
            [("label", {"label": x, "confidence": 0.5} | version) for x in "BA"] + [("done", version)],
        )

    def test_the_stream_tells_a_failure(self):
        with client(
            Scripted(lambda text: fails(text) if text == "secret" else ("refund", 0.5)), places=1
        ) as http:
            for _ in range(2):
                reply = http.post("/v1/labels/stream", json={"texts": ["a", "secret", "b"]}, headers=KEY)
                self.assertEqual(
                    [name for name, _ in events(reply.text)],
                    ["label", "error"],
                    both(
                        "Tras el fallo, un evento error y nada más",
                        "After the failure, one error and no more",
                    ),
                )
                self.assertNotIn("secret", reply.text)

    def test_the_model_is_loaded_once_at_start(self):
        from fastapi.testclient import TestClient
        from service.app import create_app
        from service.settings import Settings

        loads = []
        app = create_app(lambda: loads.append(1) or Scripted(), Settings(api_key=KEY["X-API-Key"]))
        before = TestClient(app, raise_server_exceptions=False)
        self.assertEqual(
            loads,
            [],
            both("Nada se carga antes del lifespan", "Nothing is loaded before the lifespan"),
        )
        self.assertEqual(before.get("/health/live").status_code, 200)
        self.assertEqual(before.get("/health/ready").status_code, 503)
        self.assertEqual(before.post("/v1/labels", json={"text": "a"}, headers=KEY).status_code, 503)
        with TestClient(app) as http:
            ready = http.get("/health/ready")
            self.assertEqual((ready.status_code, ready.json().get("model_version")), (200, "scripted/7"))
            for _ in range(2):
                http.post("/v1/labels", json={"text": "a"}, headers=KEY)
        self.assertEqual(loads, [1])

    def test_health_does_not_ask_the_model(self):
        model = Scripted(fails)
        with client(model) as http:
            self.assertEqual([http.get(f"/health/{x}").status_code for x in ("live", "ready")], [200, 200])
        self.assertEqual(model.texts, [])

    def test_the_metrics_count_everything(self):
        answer = lambda text: fails(text) if text == "bad" else ("account", 0.5)  # noqa: E731
        with client(Scripted(answer)) as http:
            for text in ("hello", "again", "", "bad"):
                http.post("/v1/labels", json={"text": text}, headers=KEY)
            http.post("/v1/labels", json={"text": "hello"})
            reply = http.get("/metrics")
        self.assertTrue(reply.headers["content-type"].startswith("text/plain"))
        lines = reply.text.splitlines()
        for status, count in ((200, 2), (401, 1), (422, 1), (500, 1)):
            self.assertIn(f'requests_total{{path="/v1/labels",status="{status}"}} {count}', lines)
        self.assertIn('labels_total{label="account"} 2', lines)
        self.assertIn('model_info{version="scripted/7"} 1', lines)
        total = [line for line in lines if line.startswith('request_seconds_sum{path="/v1/labels"} ')]
        self.assertEqual(len(total), 1)
        self.assertGreater(float(total[0].split()[-1]), 0)

    def test_the_metrics_stay_small_and_private(self):
        with client() as http:
            http.post("/v1/labels", json={"text": "my secret"}, headers=KEY)
            for n in range(5):
                http.get(f"/nothing/{n}")
            text = http.get("/metrics").text
        self.assertIn('requests_total{path="other",status="404"} 5', text.splitlines())
        for word in ("nothing", "secret", KEY["X-API-Key"]):
            self.assertNotIn(word, text)

    def test_settings_fail_at_the_start(self):
        from service.settings import read_settings

        good = {"SERVICE_API_KEY": "k-123", "SERVICE_STORE": "/store", "SERVICE_PLACES": "3"}
        settings = read_settings(good)
        self.assertEqual((settings.api_key, str(settings.store)), ("k-123", "/store"))
        self.assertEqual((settings.places, settings.limit_seconds), (3, 2.0))
        self.assertNotIn("k-123", repr(settings))
        with self.assertRaises(
            SystemExit,
            msg=both("Sin SERVICE_API_KEY no arranca", "Without SERVICE_API_KEY it does not start"),
        ) as stop:
            read_settings({"SERVICE_STORE": "/store"})
        self.assertIn("SERVICE_API_KEY", str(stop.exception))
        for wrong in ("0", "-1", "many"):
            with self.assertRaises(SystemExit) as stop:
                read_settings(
                    {"SERVICE_API_KEY": "k-123", "SERVICE_PLACES": wrong, "SERVICE_LIMIT_SECONDS": "nan"}
                )
            said = str(stop.exception)
            for name in ("SERVICE_STORE", "SERVICE_PLACES", "SERVICE_LIMIT_SECONDS"):
                self.assertIn(
                    name,
                    said,
                    both(
                        "Nombra todas las variables que faltan o están mal", "Name every missing or wrong one"
                    ),
                )
            self.assertNotIn("SERVICE_API_KEY", said)
            self.assertNotIn("k-123", said)
