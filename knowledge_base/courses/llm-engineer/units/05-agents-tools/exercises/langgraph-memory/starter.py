from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt


def run_threads(events, limit):
    # events: list of (kind, thread, value), limit: int -> dict of dict, by thread
    raise NotImplementedError
