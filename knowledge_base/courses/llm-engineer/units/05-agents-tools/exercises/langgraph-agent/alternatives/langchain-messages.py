import operator
from typing import Annotated

from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.errors import GraphRecursionError
from langgraph.graph import END, START, MessagesState, StateGraph


class State(MessagesState):
    visited: Annotated[list[str], operator.add]


def to_langchain(reply):
    calls = [
        {"id": call["id"], "name": call["table"], "args": {"key": call["key"]}} for call in reply["calls"]
    ]
    return AIMessage(reply["content"], tool_calls=calls)


def to_plain(message):
    if isinstance(message, HumanMessage):
        return {"role": "user", "content": message.content}
    if isinstance(message, ToolMessage):
        return {"role": "tool", "id": message.tool_call_id, "content": message.content}
    calls = [
        {"id": call["id"], "table": call["name"], "key": call["args"]["key"]} for call in message.tool_calls
    ]
    return {"role": "assistant", "content": message.content, "calls": calls}


def build_graph(replies, tables):
    def model(state):
        said = sum(isinstance(message, AIMessage) for message in state["messages"])
        return {"messages": [to_langchain(replies[said])], "visited": ["model"]}

    def result_of(call):
        name, key = call["name"], call["args"]["key"]
        if name not in tables:
            return ToolMessage(f"error: no table {name}", tool_call_id=call["id"])
        return ToolMessage(tables[name].get(key, f"error: no entry {key}"), tool_call_id=call["id"])

    def tools(state):
        calls = state["messages"][-1].tool_calls
        return {"messages": [result_of(call) for call in calls], "visited": ["tools"]}

    builder = StateGraph(State)
    builder.add_node("model", model).add_node("tools", tools)
    builder.add_edge(START, "model").add_edge("tools", "model")
    paths = {True: "tools", False: END}
    builder.add_conditional_edges("model", lambda state: bool(state["messages"][-1].tool_calls), paths)
    return builder.compile(checkpointer=InMemorySaver())


def graph_edges():
    drawn = build_graph([], {}).get_graph()
    return sorted((edge.source, edge.target, edge.conditional) for edge in drawn.edges)


def run_graph(replies, tables, question, limit):
    graph = build_graph(replies, tables)
    config = {"configurable": {"thread_id": "only"}, "recursion_limit": limit}
    try:
        graph.invoke({"messages": [HumanMessage(question)], "visited": []}, config)
        finished = True
    except GraphRecursionError:
        finished = False
    values = graph.get_state(config).values
    messages = [to_plain(message) for message in values["messages"]]
    return {"finished": finished, "messages": messages, "visited": values["visited"]}
