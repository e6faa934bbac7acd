"""The graph of prerequisites: its cycles, and an order to study in."""

import heapq
from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

Graph = Mapping[str, Sequence[str]]


def find_cycles(graph: Graph) -> list[list[str]]:
    """Cycles that share no skill, enough of them that breaking each leaves none of these.

    Args:
        graph: for each skill its prerequisites; those that are no key are left out.

    Returns:
        Each cycle as ids, each one needed by the next, the first repeated at the end.
    """
    graph, cycles = _closed(graph), []
    while cycle := _cycle(graph):
        cycles.append(cycle)
        graph = _closed({id_: needs for id_, needs in graph.items() if id_ not in cycle})
    return cycles


def study_order(graph: Graph) -> list[str]:
    """Every skill after its prerequisites, and otherwise in the graph's own order.

    Kahn's algorithm (Communications of the ACM 5(11), 1962), taking the earliest skill that is ready.

    Raises:
        ValueError: the graph has a cycle.
    """
    ids = list(graph)
    place = {id_: index for index, id_ in enumerate(ids)}
    sorter = TopologicalSorter(_closed(graph))
    sorter.prepare()
    ready: list[int] = []
    order: list[str] = []
    while sorter.is_active():
        for id_ in sorter.get_ready():
            heapq.heappush(ready, place[id_])
        order.append(ids[heapq.heappop(ready)])
        sorter.done(order[-1])
    return order


def _closed(graph: Graph) -> dict[str, list[str]]:
    return {id_: [need for need in needs if need in graph] for id_, needs in graph.items()}


def _cycle(graph: Graph) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []
