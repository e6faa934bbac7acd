import operator
from typing import Annotated, Literal, TypedDict

from langgraph.errors import GraphRecursionError
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command


class State(TypedDict):
    messages: Annotated[list, operator.add]
    turn: int


def build_graph(replies, tables):
    def model(state) -> Command[Literal["tools", "__end__"]]:
        reply = replies[state["turn"]]
        update = {"messages": [reply], "turn": state["turn"] + 1}
        return Command(update=update, goto="tools" if reply["calls"] else END)

    def tools(state):
        results = []
        for call in state["messages"][-1]["calls"]:
            table = tables.get(call["table"])
            if table is None:
                content = f"error: no table {call['table']}"
            else:
                content = table.get(call["key"], f"error: no entry {call['key']}")
            results.append({"role": "tool", "id": call["id"], "content": content})
        return {"messages": results}

    builder = StateGraph(State)
    builder.add_node(model)
    builder.add_node(tools)
    builder.add_edge(START, "model")
    builder.add_edge("tools", "model")
    return builder.compile()


def graph_edges():
    edges = build_graph([], {}).get_graph().edges
    return sorted((edge.source, edge.target, edge.conditional) for edge in edges)


def run_graph(replies, tables, question, limit):
    start = {"messages": [{"role": "user", "content": question}], "turn": 0}
    messages, visited, finished = list(start["messages"]), [], True
    try:
        for update in build_graph(replies, tables).stream(start, {"recursion_limit": limit}):
            for node, changed in update.items():
                visited.append(node)
                messages.extend(changed["messages"])
    except GraphRecursionError:
        finished = False
    return {"finished": finished, "messages": messages, "visited": visited}
