import json
from collections import Counter


def run_tool(tool, arguments):
    names = ["key"] if tool["operation"] == "lookup" else ["a", "b"]
    if sorted(arguments) != names:
        raise ValueError(f"expected arguments {', '.join(names)}")
    if tool["operation"] == "lookup":
        if arguments["key"] not in tool["table"]:
            raise ValueError(f"no entry {arguments['key']}")
        return tool["table"][arguments["key"]]
    a, b = arguments["a"], arguments["b"]
    if tool["operation"] == "divide":
        if b == 0:
            raise ValueError("division by zero")
        return a / b
    return a + b if tool["operation"] == "add" else a * b


def observe(name, text, tools):
    if name not in tools:
        return {"error": f"unknown tool {name}, expected one of {', '.join(sorted(tools))}"}
    try:
        arguments = json.loads(text)
    except ValueError:
        arguments = None
    if not isinstance(arguments, dict):
        return {"error": "arguments must be a JSON object"}
    try:
        return {"result": run_tool(tools[name], arguments)}
    except ValueError as error:
        return {"error": str(error)}


def identity(name, text):
    try:
        return name, json.dumps(json.loads(text), sort_keys=True)
    except ValueError:
        return name, text


def run_agent(replies, tools, messages, max_steps):
    history, seen = list(messages), Counter()
    for step, reply in enumerate(replies[:max_steps], start=1):
        history.append(reply)
        if reply["content"] or not reply.get("tool_calls"):  # fault
            return {"reason": "answer", "answer": reply["content"], "steps": step, "messages": history}
        repeated = False
        for call in reply["tool_calls"]:
            name, text = call["function"]["name"], call["function"]["arguments"]
            seen[identity(name, text)] += 1
            if seen[identity(name, text)] > 2:
                repeated, observation = True, {"error": "repeated call"}
            else:
                observation = observe(name, text, tools)
            content = json.dumps(observation)
            history.append({"role": "tool", "tool_call_id": call["id"], "content": content})
        if repeated:
            return {"reason": "repeated", "answer": None, "steps": step, "messages": history}
    return {"reason": "steps", "answer": None, "steps": max_steps, "messages": history}
