def tool_schema(function):
    # function: {"name", "docstring", "parameters"} -> {"type": "function", "function": {...}}
    raise NotImplementedError


def argument_errors(tool, text):
    # tool: what tool_schema returns, text: str -> list of str
    raise NotImplementedError
