"""Milestones 5 and 6: the learner's own tests, the load test, the image and the runbook."""

import asyncio
import importlib.util
import io
import re
import unittest
from contextlib import contextmanager

from both_languages import both
from service_checks import KEY, ROOT

SECTIONS = {
    "what": ("what it is", "qué es"),
    "update": ("update", "actualizar"),
    "check": ("check", "comprobar"),
    "back": ("go back", "volver atrás"),
    "failures": ("known failures", "fallos conocidos"),
}


def run_own_tests():
    """Run tests/test_*.py of the learner: (how many ran, all held)."""
    suite = unittest.TestSuite()
    for path in sorted((ROOT / "tests").glob("test_*.py")):
        spec = importlib.util.spec_from_file_location(f"own_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        suite.addTests(unittest.defaultTestLoader.loadTestsFromModule(module))
    result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    return result.testsRun, result.wasSuccessful()


@contextmanager
def broken(change):
    """The learner's service with something broken in front of it."""
    import service.app

    real = service.app.create_app

    def create_app(*args, **kwargs):
        app = real(*args, **kwargs)

        @app.middleware("http")
        async def damage(request, call_next):
            return await change(request, call_next)

        return app

    service.app.create_app = create_app
    try:
        yield
    finally:
        service.app.create_app = real


class OwnTests(unittest.TestCase):
    def test_your_tests_pass(self):
        count, held = run_own_tests()
        self.assertGreaterEqual(count, 4, both("Escribe al menos 4 pruebas", "Write at least 4 tests"))
        self.assertTrue(held, both("Tus pruebas fallan con tu servicio", "Your tests fail on your service"))

    def test_your_tests_see_a_broken_service(self):
        from fastapi.responses import JSONResponse

        self.assertTrue(run_own_tests()[1], "they must pass on the service as it is")

        def turn(status):
            async def change(request, call_next):
                reply = await call_next(request)
                answer = {"label": "refund", "confidence": 0.5, "model_version": "x"}
                return JSONResponse(answer) if reply.status_code == status else reply

            return change

        async def another_version(request, call_next):
            reply = await call_next(request)
            if request.url.path != "/v1/labels" or reply.status_code != 200:
                return reply
            return JSONResponse({"label": "refund", "confidence": 0.5, "model_version": "another"})

        for change, what in ((turn(401), "401"), (turn(422), "422"), (another_version, "model_version")):
            with broken(change):
                self.assertFalse(
                    run_own_tests()[1],
                    both(f"Ninguna prueba nota que falla: {what}", f"No test notices: {what}"),
                )


class Load(unittest.TestCase):
    def test_the_load_is_an_open_loop(self):
        from service.load import load

        async def main():
            inside, together = [], asyncio.Event()

            async def send():
                inside.append(1)
                if len(inside) == 3:
                    together.set()
                try:
                    await asyncio.wait_for(together.wait(), 2)
                except TimeoutError:
                    return 504
                return 200

            return await load(send, [0.0, 0.02, 0.1])

        results = asyncio.run(main())
        self.assertEqual(
            [status for status, _ in results],
            [200, 200, 200],
            both("Cada petición sale a su hora, sin esperar a las otras", "Each request leaves at its hour"),
        )
        self.assertGreater(results[0][1], 0.07)

    def test_the_report_counts_what_failed(self):
        from service.load import report

        seen = report([(200, 0.25)] * 10 + [(200, 2.0)] * 10 + [(503, 0.0)] * 20, seconds=10, limit=1.0)
        self.assertEqual(
            (seen["answered"], seen["p50"], seen["p95"], seen["goodput"]), (0.5, 1.125, 2.0, 1.0)
        )
        none = report([(503, 0.0)], seconds=10, limit=1.0)
        self.assertEqual(
            (none["answered"], none["p50"], none["p95"], none["goodput"]), (0.0, None, None, 0.0)
        )


def instructions():
    """(name, rest) of each instruction, by stage."""
    text = re.sub(r"(?m)^\s*#.*\n?", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    found = []
    for line in re.sub(r"\\\s*\n\s*", " ", text).splitlines():
        name, _, rest = line.strip().partition(" ")
        if name.upper() == "FROM":
            found.append([])
        if name and found:
            found[-1].append((name.upper(), rest.strip()))
    return found


class Image(unittest.TestCase):
    def test_the_image_is_pinned(self):
        stages = instructions()
        self.assertGreaterEqual(len(stages), 2, both("Faltan etapas", "It needs two stages"))
        names = set()
        for stage in stages:
            words = [word for word in stage[0][1].split() if not word.startswith("--")]
            self.assertTrue(words[0] in names or re.search("@sha256:[0-9a-f]{64}$", words[0]), stage[0][1])
            names.add(words[-1])
        every = [one for stage in stages for one in stage]
        installs = [rest for _, rest in every if "pip install" in rest]
        self.assertTrue(installs and all("--require-hashes" in rest for rest in installs), "--require-hashes")
        listed = re.sub(r"\\\s*\n\s*", " ", (ROOT / "requirements.txt").read_text(encoding="utf-8"))
        lines = [line for line in listed.splitlines() if line.strip() and not line.strip().startswith("#")]
        self.assertTrue(any(line.lower().startswith("fastapi==") for line in lines), "fastapi")
        for line in lines:
            self.assertRegex(line, r"^[\w.\[\]-]+==\S+.*--hash=sha256:[0-9a-f]{64}", line[:60])

    def test_the_image_is_built_in_order(self):
        stages = instructions()
        for stage in stages:
            names = [f"{name} {rest}" for name, rest in stage]
            installs = [n for n, text in enumerate(names) if "pip install" in text]
            for n, text in enumerate(names):
                early = text.startswith(("COPY", "ADD")) and re.search(r"\s(\.|\./|service/?)\s", text + " ")
                copies_code = early and "--from" not in text and "requirements" not in text
                self.assertFalse(copies_code and any(n < later for later in installs), text)
        self.assertTrue(any(n == "COPY" and "--from=" in rest for n, rest in stages[-1]), "COPY --from")

    def test_the_image_holds_no_secret_and_no_model(self):
        for name, rest in (one for stage in instructions() for one in stage):
            if name in ("ENV", "ARG"):
                self.assertIsNone(re.search(r"(?i)\w*(key|token|secret|password)\w*", rest), rest)
            if name in ("COPY", "ADD") and "--from" not in rest:
                self.assertIsNone(
                    re.search(r"(^|[\s/])(\.env|store|mlruns|data|\.|\S*model\.json|\S*\.db)/?\s", rest), rest
                )

    def test_the_image_starts_well(self):
        last = instructions()[-1]
        users = [rest for name, rest in last if name == "USER"]
        self.assertTrue(users and users[-1].split(":")[0] not in ("root", "0"), "USER")
        checks = [rest for name, rest in last if name == "HEALTHCHECK"]
        self.assertTrue(checks and "/health/" in checks[-1], "HEALTHCHECK")
        starts = [rest for name, rest in last if name in ("CMD", "ENTRYPOINT")]
        self.assertTrue(starts and all(rest.startswith("[") for rest in starts), "CMD")


class Runbook(unittest.TestCase):
    def test_the_runbook_says_what_to_do(self):
        text = (ROOT / "RUNBOOK.md").read_text(encoding="utf-8")
        self.assertLessEqual(len(text.split()), 700, both("Más de una página", "More than a page"))
        parts = re.split(r"(?m)^#{1,3}[ \t]+(.+?)[ \t]*$", text)
        found = {title.lower(): body for title, body in zip(parts[1::2], parts[2::2], strict=True)}
        for key, titles in SECTIONS.items():
            body = next((found[title] for title in titles if title in found), "")
            self.assertGreaterEqual(len(body.split()), 8, titles[0])
            if key == "update":
                self.assertIn("register", body)
            if key in ("update", "back"):
                self.assertIn("promote", body, titles[0])
            if key == "check":
                self.assertIn("/health/ready", body)
            if key == "back":
                self.assertRegex(
                    body, r"\d", both("Falta la cifra que obliga a volver", "The figure that triggers it")
                )
        self.assertNotIn(KEY["X-API-Key"], text)
