"""The doctor's checks of the tutor's own parts: settings, course, library, record, model, server."""

import sqlite3
import sys
from contextlib import closing
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from knowledge_base.errors import TutorError
from knowledge_base.sqlite_errors import explained
from tutor.backup import RECORD
from tutor.diagnosis import Check, Patient, gigabytes
from tutor.learner.copies import FOLDER, copies, newest_good, problem_of
from tutor.llm.endpoint import FixedEndpoint
from tutor.llm.models import list_models
from tutor.llm.servers import status as server_status
from tutor.messages import explain, text
from tutor.settings import load_settings

_WITHOUT_COPY = 8  # days of use without an automatic copy that are worth a warning
_ENGINES = {"llama.cpp": "xllamacpp", "llama-cpp-python": "llama_cpp"}


def check_config(patient: Patient) -> Check:
    """config.toml and the TUTOR_ variables."""
    load_settings(patient.home)
    path = patient.home / "config.toml"
    return patient.found("config", "ok", "config" if path.exists() else "config.none", path=path)


def check_record(patient: Patient) -> Check:
    """learner.db is sound, and says when the learner studies."""
    with explained(patient.home / RECORD):
        if problem := problem_of(patient.home / RECORD):
            return _damaged(patient, problem)
    kept, before = patient.profile(), patient.settings.learner
    start, days = (kept.start, kept.days) if kept else (before.start, before.days)
    if not start:
        return patient.found("record", "warn", "record.unknown", "record.setup")
    listed = ", ".join(text(f"cli.day.{day}", patient.language) for day in days)
    return patient.found("record", "ok", "record", start=start, days=listed)


def _damaged(patient: Patient, problem: str) -> Check:
    values = {"path": patient.home / RECORD, "problem": problem}
    if (good := newest_good(patient.home)) is None:
        return patient.found("record", "fail", "record.damaged", "record.export", **values)
    values |= {"day": good.day.isoformat(), "command": good.command}
    return patient.found("record", "fail", "record.damaged", "record.import", **values)


def check_course(patient: Patient) -> Check:
    """The course pack."""
    from knowledge_base.course_check import check_course as check_pack

    report = check_pack(patient.course_folder)
    if report.problems:
        problem = explain(report.problems[0], patient.language)[1]
        values = {"count": len(report.problems), "problem": problem}
        return patient.found("course", "fail", "course.wrong", "course", **values)
    counts = report.counts
    lessons = sum(counts["lessons"].values())
    values = {"units": counts["units"], "skills": counts["skills"], "lessons": lessons}
    return patient.found("course", "ok", "course", **values)


def check_encoder(patient: Patient) -> Check:
    """The encoder is there, loads, and embeds."""
    embedder = patient.make_embedder()
    dimension = len(embedder.embed_query("hola", "es"))
    return patient.found("encoder", "ok", "encoder", name=embedder.name, dimension=dimension)


def check_library(patient: Patient) -> Check:
    """library.db opens, and the encoder is the one it was made with."""
    from knowledge_base.store import LibraryStore

    path = patient.home / "library.db"
    if not path.exists():
        return patient.found("library", "ok", "library.later")
    store = LibraryStore(path)
    try:
        values = {"documents": len(store.documents()), "passages": store.count()}
        made_by, missing = store.encoder, len(store.passages_without_vector())
    finally:
        store.close()
    embedder = patient.make_embedder()
    if made_by is not None and made_by != (embedder.name, embedder.dimension):
        return patient.found("library", "fail", "library.encoder", "library.rebuild", **values)
    if missing:
        return patient.found(
            "library", "warn", "library.missing", "library.rebuild", **values, missing=missing
        )
    return patient.found("library", "ok", "library", **values)


def check_vectors(patient: Patient) -> Check:
    """Who owns Chroma now."""
    from filelock import FileLock, Timeout

    if find_spec("chromadb") is None:
        return patient.found("vectors", "fail", "vectors.absent", "vectors", python=sys.executable)
    lock = patient.home / "vectors.lock"
    if not lock.exists():
        return patient.found("vectors", "ok", "vectors.later")
    try:
        with FileLock(lock, timeout=0):
            return patient.found("vectors", "ok", "vectors.free")
    except Timeout:
        return patient.found("vectors", "ok", "vectors.owned")


def check_copies(patient: Patient) -> Check:
    """How large the record is, and how old its newest automatic copy."""
    path = patient.home / RECORD
    if not path.exists():
        return patient.found("copies", "ok", "copies.later")
    made = [copy.day.isoformat() for copy in copies(patient.home)]
    values = {"size": f"{path.stat().st_size / 1e6:.1f} MB", "day": made[0] if made else ""}
    if _days_without_copy(path, *made[:1]) > _WITHOUT_COPY:
        folder = patient.home / FOLDER
        return patient.found("copies", "warn", "copies.old", "copies", **values, folder=folder)
    return patient.found("copies", "ok", "copies" if made else "copies.none", **values)


def _days_without_copy(record: Path, newest: str = "") -> int:
    """From the newest copy, or else the first event, to the latest event; 0 where none can be read."""
    try:
        with closing(sqlite3.connect(record)) as connection:
            first, last = connection.execute("select min(at), max(at) from events").fetchone()
    except sqlite3.Error:  # `check_record` says why
        return 0
    return (date.fromisoformat(last[:10]) - date.fromisoformat(newest or first[:10])).days if last else 0


def check_model(patient: Patient) -> Check:
    """The chosen model is there."""
    model = patient.settings.model
    chosen = next((info for info in list_models(patient.home, model) if info.chosen), None)
    if chosen is None:
        return patient.found("model", "fail", "model.unknown", "model.list", name=model.name)
    if chosen.kind in ("none", "scripted"):
        return patient.found("model", "ok", f"model.{chosen.kind}")
    if chosen.kind == "endpoint":
        return _endpoint(patient)
    values = {"name": chosen.name, "path": chosen.path, "size": gigabytes(chosen.bytes)}
    if chosen.problem:
        return Check("model", "fail", chosen.problem, text("doctor.fix.model.list", patient.language))
    if not chosen.present:
        return patient.found("model", "warn", "model.absent", "model.serve", **values)
    return patient.found("model", "ok", "model.file", **values)


def _endpoint(patient: Patient) -> Check:
    import asyncio

    model = patient.settings.model
    endpoint = FixedEndpoint(model.base_url, api_key=model.api_key, model=model.name, connect_seconds=3)
    key = text("doctor.key.set" if model.api_key else "doctor.key.none", patient.language)
    try:
        served = asyncio.run(endpoint.connect()).model
    except TutorError as error:
        return patient.error("model", error, "warn")  # answers are quotes until it is back
    return patient.found("model", "ok", "model.endpoint", name=served, url=model.base_url, with_key=key)


def check_server(patient: Patient) -> Check:
    """The engine is installed, and whether the server runs."""
    model = patient.settings.model
    if model.base_url or model.name in ("none", "scripted"):
        return patient.found("server", "ok", "server.unused")
    if find_spec(_ENGINES[model.engine]) is None:
        values = {"engine": model.engine, "python": sys.executable}
        return patient.found("server", "fail", "server.absent", f"server.{model.engine}", **values)
    status = server_status(patient.home)
    if not status.running:
        return patient.found("server", "ok", "server.idle", engine=model.engine)
    values = {"model": status.model, "url": status.url, "memory": gigabytes(status.rss_bytes)}
    if not status.healthy:
        return patient.found("server", "warn", "server.ill", "server.restart", **values)
    return patient.found("server", "ok", "server.running", **values)
