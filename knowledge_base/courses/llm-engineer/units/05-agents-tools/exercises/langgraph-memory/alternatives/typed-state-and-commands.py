from typing import Literal

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt
from pydantic import BaseModel


class State(BaseModel):
    amount: int = 0
    approved: bool = False
    total: int = 0
    entries: list[str] = []


class Ledger:
    def __init__(self, limit):
        self.limit = limit
        builder = StateGraph(State)
        builder.add_node("check", self.check)
        builder.add_node("book", self.book)
        builder.add_edge(START, "check")
        self.graph = builder.compile(checkpointer=InMemorySaver())

    def check(self, state: State) -> Command[Literal["book"]]:
        approved = state.amount <= self.limit
        if not approved:
            approved = interrupt({"amount": state.amount, "total": state.total})
        return Command(update={"approved": approved}, goto="book")

    def book(self, state: State) -> Command[Literal["__end__"]]:
        entry = f"{'booked' if state.approved else 'rejected'} {state.amount}"
        total = state.total + state.amount * state.approved
        return Command(update={"entries": [*state.entries, entry], "total": total}, goto=END)

    def report(self, thread):
        config = {"configurable": {"thread_id": thread}}
        states = list(self.graph.get_state_history(config))
        past = [State(**state.values) for state in states]
        questions = [item.value for task in states[0].tasks for item in task.interrupts]
        return {
            "total": past[0].total,
            "entries": past[0].entries,
            "next": [task.name for task in states[0].tasks],
            "waiting": questions[0] if questions else None,
            "history": [state.total for state in past[::-1]],
        }


def run_threads(events, limit):
    ledger = Ledger(limit)
    for kind, thread, value in events:
        config = {"configurable": {"thread_id": thread}}
        match kind:
            case "spend":
                ledger.graph.invoke({"amount": value}, config)
            case "answer":
                ledger.graph.invoke(Command(resume=value), config)
    return {thread: ledger.report(thread) for thread in dict.fromkeys(thread for _, thread, _ in events)}
