from itertools import chain


def divide(a, b):
    if b == 0:
        raise ValueError("cannot divide by 0")
    return a / b


TOOLS = {
    "value": lambda value: value,
    "add": lambda a, b: a + b,
    "multiply": lambda a, b: a * b,
    "divide": divide,
    "sum": sum,
    "join": ", ".join,
}


def is_reference(value):
    return isinstance(value, str) and value.startswith("$")


def references(value):
    if isinstance(value, list):
        return [name for item in value for name in references(item)]
    return [value[1:]] if is_reference(value) else []


def filled(value, results):
    if isinstance(value, list):
        return [filled(item, results) for item in value]
    return str(results[value[1:]]) if is_reference(value) else value  # fault


def needs(step):
    return list(dict.fromkeys(references(step["args"]) + step.get("after", [])))


def plan_batches(steps):
    batches, placed = [], set()
    for _ in steps:
        waiting = [step for step in steps if step["id"] not in placed]
        batch = [step["id"] for step in waiting if placed.issuperset(needs(step))]
        if not batch:
            break
        batches.append(batch)
        placed.update(batch)
    return {"batches": batches, "blocked": [step["id"] for step in steps if step["id"] not in placed]}


def run(step, results):
    if step["tool"] not in TOOLS:
        raise ValueError(f"unknown tool {step['tool']}")
    return TOOLS[step["tool"]](*filled(step["args"], results))


def execute_plan(steps):
    by_id = {step["id"]: step for step in steps}
    plan = plan_batches(steps)
    results, status, errors = {}, {}, {}
    for name in [*chain(*plan["batches"]), *plan["blocked"]]:
        missing = [need for need in needs(by_id[name]) if need not in results]
        if missing:
            status[name], errors[name] = "skipped", f"needs {', '.join(missing)}"
            continue
        try:
            results[name] = run(by_id[name], results)
            status[name] = "done"
        except ValueError as error:
            status[name], errors[name] = "failed", str(error)
    return {"results": results, "status": status, "errors": errors}
