"""Where a model is spoken to: an endpoint that runs already, or the tutor's own server."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

from knowledge_base.errors import BadInput, Missing, OutOfTime, WorkFailed

Dialect = Literal["llama.cpp", "llama-cpp-python", "other"]
"""What is known of the server: only ours gets fields that OpenAI's interface does not have."""

NOTHING_ANSWERS = "Nothing answers at {url}."
HOW_TO_MEND = "Start that server, or let the tutor serve a model of its own: tutor model use smollm2-135m"


@dataclass(frozen=True)
class Connection:
    """One server, ready for requests.

    `context` is the tokens that one conversation can hold; `slots` how many it answers at once (0: unknown);
    `log` the file that our own server writes to.
    """

    base_url: str
    api_key: str
    model: str
    dialect: Dialect
    context: int
    slots: int = 0
    log: str = ""


class Endpoint(Protocol):
    """Gives a connection when one is needed."""

    async def connect(self) -> Connection:
        """The connection, made the first time and quick afterwards.

        Raises:
            Missing: there is no model or no server to be had.
            WorkFailed: the server does not start.
        """
        ...

    async def recover(self) -> bool:
        """After a lost connection: whether another try makes sense (the server was started again)."""
        ...


def is_loopback(url: str) -> bool:
    """Whether `url` points at this machine; such requests never go through a proxy."""
    return (urlsplit(url).hostname or "") in {"127.0.0.1", "localhost", "::1"}


class FixedEndpoint:
    """An OpenAI-compatible endpoint that somebody else runs: vLLM, llama-server, Ollama, LM Studio.

    Args:
        base_url: with its /v1.
        api_key: empty when it asks for none.
        model: the name it serves the model under; one that it does not list is replaced by its only model.
        context: tokens to assume where it does not say how many it holds.
        default_model: the name that only means "nothing was chosen".
        connect_seconds: longest wait for it to accept a connection and list its models.
    """

    def __init__(
        self,
        base_url: str,
        *,
        api_key: str = "",
        model: str = "",
        context: int = 4096,
        default_model: str = "smollm2-135m",
        connect_seconds: float = 5.0,
    ) -> None:
        if urlsplit(base_url).scheme not in {"http", "https"}:
            raise BadInput(
                "{url} is not the address of a model server.",
                hint="It begins with http:// or https:// and mostly ends in /v1.",
                url=base_url,
            )
        self.base_url = base_url.rstrip("/")
        self._api_key = api_key
        self._model = model
        self._context = context
        self._default_model = default_model
        self._connect_seconds = connect_seconds
        self._connection: Connection | None = None

    async def connect(self) -> Connection:
        """The connection, after one look at the models it lists."""
        if self._connection is None:
            self._connection = self._chosen(await self._listed())
        return self._connection

    async def recover(self) -> bool:
        """Another try is always allowed: it may have been restarted."""
        return True

    async def models(self) -> list[str]:
        """Names of the models it serves."""
        return [str(row.get("id", "")) for row in await self._listed()]

    async def _listed(self) -> list[dict[str, Any]]:
        import httpx2

        headers = {"Authorization": f"Bearer {self._api_key}"} if self._api_key else {}
        try:
            async with httpx2.AsyncClient(
                timeout=self._connect_seconds, trust_env=not is_loopback(self.base_url)
            ) as client:
                answer = await client.get(f"{self.base_url}/models", headers=headers)
        except httpx2.TimeoutException as error:
            raise OutOfTime(
                "{url} did not answer within {seconds} seconds.",
                hint=HOW_TO_MEND,
                url=self.base_url,
                seconds=self._connect_seconds,
            ) from error
        except httpx2.TransportError as error:
            raise Missing(NOTHING_ANSWERS, hint=HOW_TO_MEND, url=self.base_url) from error
        if answer.status_code in {401, 403}:
            raise refused_key(self.base_url)
        return _rows(answer.status_code, answer.text)

    def _chosen(self, rows: list[dict[str, Any]]) -> Connection:
        names = [str(row.get("id", "")) for row in rows]
        model = self._model
        if names and model not in names:
            if len(names) > 1 and model not in {"", self._default_model}:
                raise unknown_model(self.base_url, model, names)
            model = names[0]
        row = next((row for row in rows if row.get("id") == model), {})
        context = _context_of(row) or self._context
        return Connection(self.base_url, self._api_key, model, "other", context)


def _rows(status: int, text: str) -> list[dict[str, Any]]:
    """Rows of /v1/models; none where the server has no such page or answers otherwise."""
    import json

    if status != 200:
        return []
    try:
        body = json.loads(text)
    except ValueError as error:
        raise WorkFailed(
            "What answers there is no model server: {problem}.",
            hint="Check model.base_url; it mostly ends in /v1.",
            problem=error,
        ) from error
    rows = body.get("data") if isinstance(body, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _context_of(row: dict[str, Any]) -> int:
    """`max_model_len` is vLLM's word, `meta.n_ctx` llama.cpp's."""
    meta = row.get("meta")
    found = row.get("max_model_len") or (meta.get("n_ctx") if isinstance(meta, dict) else 0)
    return found if isinstance(found, int) else 0


def refused_key(url: str) -> BadInput:
    """The error for a key that the endpoint does not take."""
    return BadInput(
        "{url} does not accept the key.",
        hint="Put the right one in TUTOR_MODEL__API_KEY or in model.api_key of config.toml.",
        url=url,
    )


def unknown_model(url: str, model: str, names: list[str]) -> Missing:
    """The error for a model that the endpoint does not serve."""
    return Missing(
        "{url} does not serve a model called {model}; it has {names}.",
        hint="Choose one of them in model.name.",
        url=url,
        model=model,
        names=", ".join(names[:10]) or "none",
    )
