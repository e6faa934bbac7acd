import operator
from typing import Annotated, TypedDict

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph
from langgraph.types import Command, interrupt


class State(TypedDict):
    amount: int
    accepted: int
    total: Annotated[int, operator.add]
    entries: Annotated[list[str], operator.add]


def run_threads(events, limit):
    def check(state):
        amount = state["amount"]
        needs_answer = amount > limit
        approved = interrupt({"amount": amount, "total": state["total"]}) if needs_answer else True
        return {"accepted": amount if approved else 0}

    def book(state):
        verb = "booked" if state["accepted"] else "rejected"
        return {"total": state["accepted"], "entries": [f"{verb} {state['amount']}"]}

    builder = StateGraph(State).add_sequence([check, book]).add_edge(START, "check")
    graph = builder.compile(checkpointer=InMemorySaver())
    waiting = {}
    for kind, thread, value in events:
        given = Command(resume=value) if kind == "answer" else {"amount": value}
        waiting[thread] = None
        for update in graph.stream(given, {"configurable": {"thread_id": thread}}):
            if "__interrupt__" in update:
                waiting[thread] = update["__interrupt__"][0].value
    reports = {}
    for thread, question in waiting.items():
        newest, *older = graph.get_state_history({"configurable": {"thread_id": thread}})
        reports[thread] = {
            "total": newest.values["total"],
            "entries": newest.values["entries"],
            "next": [*newest.next],
            "waiting": question,
            "history": [state.values["total"] for state in reversed([newest, *older])],
        }
    return reports
