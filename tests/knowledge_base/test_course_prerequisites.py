"""Graphs of prerequisites: a cycle is found when there is one, and the order of study keeps all of them."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.prerequisites import find_cycles, study_order

Graph = dict[str, list[str]]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Any directed graph of up to eight skills."""
    ids = [f"s{n}" for n in range(draw(st.integers(1, 8)))]
    return {id_: draw(st.lists(st.sampled_from(ids), unique=True, max_size=3)) for id_ in ids}


@st.composite
def acyclic_graphs(draw: st.DrawFn) -> Graph:
    """A graph whose edges follow a hidden order, listed in another."""
    hidden = draw(st.permutations([f"s{n}" for n in range(draw(st.integers(1, 10)))]))
    graph = {
        id_: draw(st.lists(st.sampled_from(hidden[:place]), unique=True)) if place else []
        for place, id_ in enumerate(hidden)
    }
    return {id_: graph[id_] for id_ in draw(st.permutations(sorted(graph)))}


def reaches_itself(graph: Graph) -> bool:
    """Whether some skill is among its own prerequisites' prerequisites, by closing the relation."""
    reach = {id_: set(needs) for id_, needs in graph.items()}
    for _ in graph:
        for needs in reach.values():
            for need in list(needs):
                needs |= reach[need]
    return any(id_ in needs for id_, needs in reach.items())


@given(graphs())
def test_a_cycle_is_found_exactly_when_there_is_one(graph: Graph) -> None:
    assert bool(find_cycles(graph)) == reaches_itself(graph)


@given(graphs())
def test_a_cycle_is_named_along_real_prerequisites(graph: Graph) -> None:
    for cycle in find_cycles(graph):
        assert cycle[0] == cycle[-1]
        assert all(before in graph[after] for before, after in pairwise(cycle))


@given(acyclic_graphs())
def test_every_skill_is_studied_once_and_after_its_prerequisites(graph: Graph) -> None:
    order = study_order(graph)
    assert sorted(order) == sorted(graph)
    assert all(order.index(need) < order.index(id_) for id_, needs in graph.items() for need in needs)


@given(acyclic_graphs())
def test_of_the_skills_that_are_ready_the_earliest_comes_first(graph: Graph) -> None:
    place = {id_: index for index, id_ in enumerate(graph)}
    done: set[str] = set()
    for id_ in study_order(graph):
        ready = [other for other in graph if other not in done and set(graph[other]) <= done]
        assert place[id_] == min(place[other] for other in ready)
        done.add(id_)


@given(acyclic_graphs())
def test_an_order_that_already_holds_is_kept(graph: Graph) -> None:
    order = study_order(graph)
    assert study_order({id_: graph[id_] for id_ in order}) == order


def test_a_cycle_has_no_order() -> None:
    with pytest.raises(ValueError, match="cycle"):
        study_order({"a": ["b"], "b": ["a"]})


def test_two_separate_cycles_are_both_named() -> None:
    graph = {"a": ["b"], "b": ["a"], "c": ["c"], "d": ["a", "unknown"]}
    assert sorted(len(cycle) for cycle in find_cycles(graph)) == [2, 3]


def test_the_shipped_course_is_studied_unit_by_unit() -> None:
    from knowledge_base.course_loader import default_course_folder, load_course

    folder: Path = default_course_folder()
    course = load_course(folder)
    order = [course.unit_of_skill(skill.id).id for skill in course.study_order()]
    assert order == sorted(order)
