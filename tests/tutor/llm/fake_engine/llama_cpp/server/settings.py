"""The two settings classes that the engine fills in."""

from dataclasses import dataclass


@dataclass
class ModelSettings:
    model: str
    model_alias: str
    n_ctx: int
    n_threads: int
    n_threads_batch: int
    logits_all: bool
    verbose: bool


@dataclass
class ServerSettings:
    host: str
    port: int
    api_key: str
    interrupt_requests: bool
