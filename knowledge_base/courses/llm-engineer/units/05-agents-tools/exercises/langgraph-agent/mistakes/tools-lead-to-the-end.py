import operator
from typing import Annotated, TypedDict

from langgraph.errors import GraphRecursionError
from langgraph.graph import END, START, StateGraph


class State(TypedDict):
    messages: Annotated[list, operator.add]
    visited: Annotated[list, operator.add]


def looked_up(call, tables):
    if call["table"] not in tables:
        return f"error: no table {call['table']}"
    if call["key"] not in tables[call["table"]]:
        return f"error: no entry {call['key']}"
    return tables[call["table"]][call["key"]]


def route(state):
    return "tools" if state["messages"][-1]["calls"] else END


def build_graph(replies, tables):
    def model(state):
        said = [message for message in state["messages"] if message["role"] == "assistant"]
        return {"messages": [replies[len(said)]], "visited": ["model"]}

    def tools(state):
        results = [
            {"role": "tool", "id": call["id"], "content": looked_up(call, tables)}
            for call in state["messages"][-1]["calls"]
        ]
        return {"messages": results, "visited": ["tools"]}

    builder = StateGraph(State)
    builder.add_node("model", model)
    builder.add_node("tools", tools)
    builder.add_edge(START, "model")
    builder.add_conditional_edges("model", route, ["tools", END])
    builder.add_edge("tools", END)  # fault
    return builder.compile()


def graph_edges():
    drawn = build_graph([], {}).get_graph()
    return sorted((edge.source, edge.target, edge.conditional) for edge in drawn.edges)


def run_graph(replies, tables, question, limit):
    state = {"messages": [{"role": "user", "content": question}], "visited": []}
    config = {"recursion_limit": limit}
    try:
        for latest in build_graph(replies, tables).stream(state, config, stream_mode="values"):
            state = latest
    except GraphRecursionError:
        return {"finished": False, **state}
    return {"finished": True, **state}
