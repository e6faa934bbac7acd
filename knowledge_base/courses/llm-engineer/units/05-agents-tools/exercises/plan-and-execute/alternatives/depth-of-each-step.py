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
NEVER = float("inf")


def walk(value, visit):
    if isinstance(value, list):
        return [walk(item, visit) for item in value]
    if isinstance(value, str) and value[:1] == "$":
        return visit(value[1:])
    return value


def needs(step):
    found = []
    walk(step["args"], found.append)
    unique = []
    for name in found + step.get("after", []):
        if name not in unique:
            unique.append(name)
    return unique


def depths(steps):
    by_id, known = {step["id"]: step for step in steps}, {}

    def depth(name):
        if name not in by_id:
            return NEVER
        if name not in known:
            known[name] = NEVER
            known[name] = 1 + max((depth(need) for need in needs(by_id[name])), default=-1)
        return known[name]

    for step in steps:
        depth(step["id"])
    return known


def plan_batches(steps):
    known = depths(steps)
    finite = sorted({depth for depth in known.values() if depth < NEVER})
    order = [step["id"] for step in steps]
    return {
        "batches": [[name for name in order if known[name] == depth] for depth in finite],
        "blocked": [name for name in order if known[name] == NEVER],
    }


def execute_plan(steps):
    known = depths(steps)
    results, status, errors = {}, {}, {}
    for step in sorted(steps, key=lambda step: known[step["id"]]):
        name = step["id"]
        absent = [need for need in needs(step) if status.get(need) != "done"]
        if absent:
            status[name] = "skipped"
            errors[name] = "needs " + ", ".join(absent)
        elif step["tool"] not in TOOLS:
            status[name] = "failed"
            errors[name] = f"unknown tool {step['tool']}"
        else:
            try:
                results[name] = TOOLS[step["tool"]](*walk(step["args"], results.get))
                status[name] = "done"
            except ValueError as error:
                status[name], errors[name] = "failed", str(error)
    return {"results": results, "status": status, "errors": errors}
