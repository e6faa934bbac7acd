import operator
from typing import Annotated, TypedDict

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt


class State(TypedDict):
    amount: int
    approved: bool
    total: int
    entries: Annotated[list[str], operator.add]


def build_graph(limit):
    def check(state):
        if state["amount"] <= limit:
            return {"approved": True}
        question = {"amount": state["amount"], "total": state.get("total", 0)}
        return {"approved": interrupt(question)}

    def book(state):
        amount, total = state["amount"], state.get("total", 0)
        if not state["approved"]:
            return {"entries": [f"rejected {amount}"]}
        return {"entries": [f"booked {amount}"], "total": total + amount}

    builder = StateGraph(State)
    builder.add_node("check", check)
    builder.add_node("book", book)
    builder.add_edge(START, "check")
    builder.add_edge("check", "book")
    builder.add_edge("book", END)
    return builder.compile(checkpointer=InMemorySaver())


def config_of(thread):
    return {"configurable": {"thread_id": thread}}


def report(graph, thread):
    state = graph.get_state(config_of(thread))
    history = [past.values.get("total", 0) for past in graph.get_state_history(config_of(thread))]
    return {
        "total": state.values.get("total", 0),
        "entries": state.values.get("entries", []),
        "next": list(state.next),
        "waiting": state.interrupts[0].value if state.interrupts else None,
        "history": history[::-1],
    }


def run_threads(events, limit):
    graph = build_graph(limit)
    for kind, thread, value in events:
        given = {"amount": value} if kind == "spend" else None  # fault
        graph.invoke(given, config_of(thread))
    return {thread: report(graph, thread) for _, thread, _ in events}
