"""Milestones 5 and 6: the learner's own tests, the load test, the image and the runbook."""

import asyncio
import importlib.util
import io
import re
import sys
import time
import unittest
from contextlib import contextmanager

from both_languages import both
from service_checks import ROOT

SECTIONS = {
    "what": ("what it is", "qué es"),
    "update": ("update", "actualizar"),
    "check": ("check", "comprobar"),
    "back": ("go back", "volver atrás"),
    "failures": ("known failures", "fallos conocidos"),
}


def run_own_tests():
    """Run tests/test_*.py of the learner: (how many ran, all held, the first that did not)."""
    suite = unittest.TestSuite()
    for path in sorted((ROOT / "tests").glob("test_*.py")):
        spec = importlib.util.spec_from_file_location(f"own_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        suite.addTests(unittest.defaultTestLoader.loadTestsFromModule(module))
    result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    said = [
        (test.id(), re.findall(r"(?m)^[\w.]+: .*$", text)) for test, text in result.errors + result.failures
    ]
    unheld = [f"{name}: {(lines or [''])[0]}" for name, lines in said]
    return result.testsRun, result.wasSuccessful(), "".join(unheld[:1])


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
        count, held, first = run_own_tests()
        self.assertGreaterEqual(count, 4, both("Escribe al menos 4 pruebas", "Write at least 4 tests"))
        self.assertTrue(
            held, both(f"Una prueba tuya falla con tu servicio: {first}", f"A test of yours fails: {first}")
        )

    def test_your_tests_see_a_broken_service(self):
        from fastapi.responses import JSONResponse

        _, held, first = run_own_tests()
        self.assertTrue(
            held,
            both(f"Primero deben pasar con tu servicio: {first}", f"They must pass on your service: {first}"),
        )

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
        self.assertGreater(
            results[0][1],
            0.07,
            both(
                "La tercera petición sale 0.1 s después de la primera, no con ella",
                "The third request leaves 0.1 s after the first, not with it",
            ),
        )

    def test_the_wait_counts_from_the_hour(self):
        from service.load import load

        async def send():
            time.sleep(0.05)  # the program is busy: the next one leaves late
            return 200

        waits = [wait for _, wait in asyncio.run(load(send, [0.0, 0.01, 0.02]))]
        self.assertGreater(
            waits[2],
            0.12,
            both(
                "La espera cuenta desde leave_at, aunque la petición salga tarde",
                "The wait counts from leave_at, even where the request leaves late",
            ),
        )

    def test_the_report_counts_what_failed(self):
        from service.load import report

        seen = report([(200, 0.25)] * 10 + [(200, 2.0)] * 10 + [(503, 0.0)] * 20, seconds=10, limit=1.0)
        self.assertEqual(
            (seen["answered"], seen["p50"], seen["p95"], seen["goodput"]),
            (0.5, 1.125, 2.0, 1.0),
            both("answered, p50, p95 y goodput", "answered, p50, p95 and goodput"),
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


def sources(name, rest):
    """What a COPY or ADD takes from the learner's folder."""
    words = [word for word in re.sub(r'[\[\]",]', " ", rest).split() if not word.startswith("--")]
    return words[:-1] if name in ("COPY", "ADD") and "--from" not in rest else []


class Image(unittest.TestCase):
    def test_the_image_is_pinned(self):
        stages = instructions()
        self.assertGreaterEqual(len(stages), 2, both("Faltan etapas", "It needs two stages"))
        names = set()
        for stage in stages:
            words = [word for word in stage[0][1].split() if not word.startswith("--")]
            self.assertTrue(
                words[0] in names or re.search("@sha256:[0-9a-f]{64}$", words[0]),
                both(
                    f"La base va con @sha256: y su digest: {words[0]}",
                    f"The base lacks its digest: {words[0]}",
                ),
            )
            names.add(words[-1])
        every = [one for stage in stages for one in stage]
        installs = [rest for _, rest in every if "pip install" in rest]
        self.assertTrue(
            installs and all("--require-hashes" in rest for rest in installs),
            both("pip install va con --require-hashes", "pip install needs --require-hashes"),
        )
        listed = re.sub(r"\\\s*\n\s*", " ", (ROOT / "requirements.txt").read_text(encoding="utf-8"))
        lines = [line for line in listed.splitlines() if re.match(r"\s*[^\s#-]", line)]
        self.assertTrue(
            any(re.match(r"(?i)fastapi(\[.*\])? *==", line) for line in lines),
            both("requirements.txt no fija fastapi", "requirements.txt does not pin fastapi"),
        )
        for line in lines:
            self.assertTrue(
                re.match(r"[\w.,\[\]-]+ *== *\S+.*--hash=sha256:[0-9a-f]{64}", line),
                both(
                    f"Sin versión exacta o sin hash: {line[:60]}", f"No exact version or no hash: {line[:60]}"
                ),
            )

    def test_the_image_is_built_in_order(self):
        stages = instructions()
        for stage in stages:
            installs = [n for n, (_, rest) in enumerate(stage) if "pip install" in rest]
            for n, (name, rest) in enumerate(stage):
                copies_code = any(re.match(r"(\./?|(\./)?service\b.*)$", one) for one in sources(name, rest))
                self.assertFalse(
                    copies_code and any(n < later for later in installs),
                    both(f"Copia el código antes de pip install: {rest}", f"Code before pip install: {rest}"),
                )
        self.assertTrue(
            any(n == "COPY" and "--from=" in rest for n, rest in stages[-1]),
            both("La última etapa copia de otra con COPY --from", "The last stage needs a COPY --from"),
        )

    def test_the_image_holds_no_secret_and_no_model(self):
        for name, rest in (one for stage in instructions() for one in stage):
            if name in ("ENV", "ARG"):
                self.assertFalse(
                    re.search(r"(?i)(key|token|secret|password)", rest),
                    both(f"Un secreto en la imagen: {rest}", f"A secret in the image: {rest}"),
                )
            for one in sources(name, rest):
                self.assertFalse(
                    re.search(r"(^|/)(\.env|store|mlruns|data|\.|\*|model\.json|[^/]*\.db)/?$", one),
                    both(
                        f"{name} {one} puede llevar secretos o pesos: copia por su nombre lo que hace falta",
                        f"{name} {one} may take secrets or weights along: copy what is needed by name",
                    ),
                )

    def test_the_image_starts_well(self):
        last = instructions()[-1]
        users = [rest for name, rest in last if name == "USER"]
        self.assertTrue(
            users and users[-1].split(":")[0] not in ("root", "0"),
            both(
                "La última etapa cambia a un USER sin privilegios", "The last stage has no unprivileged USER"
            ),
        )
        checks = [rest for name, rest in last if name == "HEALTHCHECK"]
        self.assertTrue(
            checks and "/health/" in checks[-1],
            both("HEALTHCHECK debe pedir /health/...", "HEALTHCHECK should ask for /health/..."),
        )
        starts = [rest for name, rest in last if name in ("CMD", "ENTRYPOINT")]
        self.assertTrue(
            starts and all(rest.startswith("[") for rest in starts),
            both('CMD o ENTRYPOINT en forma exec: ["..."]', 'CMD or ENTRYPOINT in exec form: ["..."]'),
        )


class Runbook(unittest.TestCase):
    def test_the_runbook_says_what_to_do(self):
        text = (ROOT / "RUNBOOK.md").read_text(encoding="utf-8")
        self.assertLessEqual(len(text.split()), 700, both("Más de una página", "More than a page"))
        names = "|".join(title for titles in SECTIONS.values() for title in titles)
        parts = re.split(rf"(?im)^#{{1,3}}[ \t]+({names})[ \t]*$", text)
        found = {title.lower(): body for title, body in zip(parts[1::2], parts[2::2], strict=True)}
        needed = {"update": ("register", "promote"), "check": ("/health/ready",), "back": ("promote",)}
        for key, (english, spanish) in SECTIONS.items():
            body = found.get(english) or found.get(spanish) or ""
            self.assertGreaterEqual(
                len(body.split()),
                8,
                both(f"Falta «{spanish}» o dice muy poco", f'"{english}" is missing or says too little'),
            )
            for word in needed.get(key, ()):
                self.assertTrue(
                    word in body, both(f"«{spanish}» no dice {word}", f'"{english}" does not say {word}')
                )
        back = re.sub(r"`[^`]*`", "", found.get("go back") or found["volver atrás"])
        self.assertRegex(
            back,
            r"\d",
            both("Falta la cifra que obliga a volver", "The figure that triggers the way back is missing"),
        )
