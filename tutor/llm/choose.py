"""From settings to a provider: the one place that decides."""

from functools import partial
from pathlib import Path

from tutor.llm.chat import ChatModel
from tutor.llm.client import Limits, OpenAIChat
from tutor.llm.endpoint import FixedEndpoint
from tutor.llm.local_server import LocalServer
from tutor.llm.models import locate
from tutor.llm.packaged import Say, quiet
from tutor.llm.scripted import scripted_from
from tutor.llm.servers import ManagedEndpoint, default_threads, spec_for
from tutor.llm.speeds import SpeedStore, remembered_speed
from tutor.settings import ModelSettings


def open_chat(model: ModelSettings, home: Path, *, say: Say = quiet) -> ChatModel | None:
    """The model that the settings name; None for `none`. Nothing is started until it is asked something.

    Args:
        model: the settings.
        home: TUTOR_HOME.
        say: hears what takes a while, such as a first start.

    Raises:
        BadInput: model.base_url is no address, or scripted.yaml is no script.
    """
    if model.name == "none":
        return None
    if model.name == "scripted":
        return scripted_from(home / "scripted.yaml")
    return open_served(model, home, say=say)


def open_served(model: ModelSettings, home: Path, *, say: Say = quiet) -> OpenAIChat:
    """The model behind an endpoint, somebody's or our own; see `open_chat`."""
    endpoint: FixedEndpoint | ManagedEndpoint
    if model.base_url:
        endpoint = FixedEndpoint(
            model.base_url, api_key=model.api_key, model=model.name, context=model.context
        )
        served_by = model.base_url
    else:
        server = LocalServer(home, say=say)
        endpoint = ManagedEndpoint(server, lambda: spec_for(model, locate(model.name, home, say=say)))
        served_by = f"{model.engine}, {model.threads or default_threads()} threads"
    return OpenAIChat(
        endpoint,
        name=model.name,
        measure=partial(remembered_speed, store=SpeedStore(home), served_by=served_by),
        temperature=model.temperature,
        limits=Limits(first_token=model.timeout_seconds / 2, whole=model.timeout_seconds),
    )
