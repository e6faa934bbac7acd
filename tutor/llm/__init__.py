"""Models: which there are, how they are fetched and served, and the client that talks to them.

What the rest of the project calls (everything else in this folder is behind these):

`tutor.llm.choose`
    open_chat(model: ModelSettings, home: Path, *, say=quiet) -> ChatModel | None
        The one place that turns settings into a provider; None for `model.name = "none"`. Costs nothing: the
        server starts with the first request. `say(text)` hears about anything slow (a first start).

`tutor.llm.models`
    list_models(home, model: ModelSettings) -> list[ModelInfo]
        name, kind ("packaged" | "file" | "endpoint" | "scripted" | "none"), path, bytes, licence, context,
        quantisation, chosen, present.
    use_model(home, name, *, model_on_endpoint="") -> ModelInfo
        `name` as in the list, the path of a GGUF file, or the URL of an endpoint (then `model_on_endpoint` is
        the name it serves the model under; empty takes what it lists first). Writes config.toml.
    recommend(memory_bytes: int) -> list[Suggestion]
        name, source (what `pull` takes), bytes, licence, memory_bytes (needed), languages, fits, best.
    machine_memory() -> int

`tutor.llm.pull`
    pull(source, home, *, progress=None, hub="", token="") -> Pulled
        `source`: "owner/repo:file.gguf", "owner/repo:Q4_K_M", "owner/repo" or a URL. Resumes what was
        interrupted. `progress(done_bytes, total_bytes)`; total 0 when unknown. Pulled: name (give it to
        `use_model`), path, bytes, sha256, checked (by the hub's checksum), licence, source, resumed_bytes.

`tutor.llm.servers`
    serve(model: ModelSettings, home, *, say=quiet) -> ServerStatus
        Starts it, or finds it running.
    stop(home) -> ServerStatus
        The status it had; running=False when there was none.
    status(home) -> ServerStatus
        running, healthy, pid, port, url, engine, model, path, context, parallel, threads, idle_minutes,
        started (ISO), rss_bytes, busy (conversations being answered), log.

`tutor.llm.bench`
    async bench(model: ModelSettings, home, *, say=quiet) -> BenchResult
        model, machine, engine, prompt_tokens_per_second, generation_tokens_per_second, first_token_cold_ms,
        first_token_warm_ms, prompt_tokens, one_at_once (tokens per second), four_at_once, rss_bytes, measured
        (ISO). Kept in TUTOR_HOME/models/speeds.json, where `ChatModel.speed` finds it.

`tutor.llm.scripted`
    ScriptedChat(replies, ...): the scripted model, for tests and the demo; `scripted.yaml` in TUTOR_HOME.

All are plain functions (synchronous but `bench`), take what they need as arguments, return frozen dataclasses
(`dataclasses.asdict` is the JSON) and raise leaves of `knowledge_base.errors.TutorError`.
"""
