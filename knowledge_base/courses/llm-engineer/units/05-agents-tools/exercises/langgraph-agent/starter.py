from langgraph.graph import END, START, StateGraph


def graph_edges():
    # -> list of (source, target, conditional), sorted
    raise NotImplementedError


def run_graph(replies, tables, question, limit):
    # replies: list of dict, tables: dict of dict, question: str, limit: int
    # -> {"finished": bool, "messages": list, "visited": list}
    raise NotImplementedError
