"""Takes out of Markdown and MDX what a reader never sees: tags, comments, link targets, imports, emphasis."""

import html
import re

from knowledge_base.fences import alternate, fence_spans

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|\{/\*.*?\*/\}", re.DOTALL)
_UNREAD = re.compile(r"<(script|style|svg|iframe|video|audio|noscript|canvas)(?=[\s>/])", re.IGNORECASE)
_MODULE = re.compile(
    r"^(?:import[ \t]+(?:[\w*{][^;'\"]{0,600}?\sfrom\s+)?['\"][^'\"\n]+['\"];?[ \t]*"
    r"|export[ \t]+(?:default|const|let|var|function|async|\{)[^\n]*(?:\n(?![ \t]*\n|[ \t]*#)[^\n]+)*)$",
    re.MULTILINE,
)
_DIRECTIVE = re.compile(
    r"^[ \t]*\[\[[^\[\]\n]+\]\][^\n]*$|^[ \t>]*>[ \t]*\[!\w+\][ \t]*$|^[ \t]*\{[#:/@]\w+[^}\n]*\}[ \t]*$",
    re.MULTILINE,
)
# How the Hub's documentation names a class: [`~package.module.Class`].
_REFERENCE = re.compile(r"\[`(?:~(?:\w+\.)*)?([\w.]+)`\](?![(\[])")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]^\n][^\]\n]*\]:[ \t]+\S[^\n]*$", re.MULTILINE)

_BRACKETS = r"\[((?:[^\[\]]|\[[^\[\]]*\]){0,600})\]"
_TARGET = r"(?:\((?:[^()\n]|\([^()\n]*\)){0,2000}\)|\[[^\[\]\n]{0,80}\])"
_IMAGE = re.compile(rf"!{_BRACKETS}{_TARGET}(?:\{{[^}}\n]*\}})?[ \t]?")
_LINK = re.compile(rf"(?<![\\!\w\])]){_BRACKETS}{_TARGET}")
# With an address behind it there is no doubt that it is a link, whatever stands before it.
_SURE_LINK = re.compile(
    rf"(?<![\\!]){_BRACKETS}\((?:https?:|mailto:|[./#])(?:[^()\n]|\([^()\n]*\)){{0,2000}}\)"
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")

_STRONG = re.compile(
    r"(?<![\w*\\])(\*\*\*|\*\*)(?=[^\s*])((?:[^*\n]|\n(?!\s*\n)|\*(?!\*)){1,600}?)(?<=[^\s*])\1(?!\*)"
)
_EMPHASIS = re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,400}?)(?<=[^\s*])\*(?![\w*])")
_UNDERLINED = re.compile(r"(?<![\w_\\])(__|_)(?=[^\s_])([^_\n]{1,400}?)(?<=[^\s_])\1(?![\w_])")
_ESCAPED = re.compile(r"\\([_*\[\]<>`~|&$!{}])")

_CODE = re.compile(r"(?<!`)(`+)(?!`)((?:[^\n]|\n(?!\s*\n))+?)(?<!`)\1(?!`)")
_MATHS = re.compile(
    r"\$\$.{1,3000}?\$\$|\\\\?\(.{1,600}?\\\\?\)|\\\\?\[.{1,1500}?\\\\?\]"
    r"|(?<![\\$\w])\$(?=[^\s$])[^$\n]{1,300}?(?<=[^\s$\\])\$(?![\w$])",
    re.DOTALL,
)
_KEPT = re.compile("\x02(\\d+)\x03")

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*(?:[.-][A-Za-z0-9]+)*)(?=[\s/>])")
# A row of an HTML table, which may be written over many lines and is read in one.
_ROW = re.compile(r"<tr\b(?:(?!<tr\b).){0,4000}?</tr\s*>", re.DOTALL | re.IGNORECASE)
_TAG_LIMIT = 20_000  # characters
_PATIENCE = 100  # tags without an end, after which the text is no markup but made to be slow
_INLINE = """a abbr b big cite del dfn em font i ins kbd label mark q samp small span strike strong sub
    sup time tt u var"""
_BLOCK = """article aside blockquote body button caption center col colgroup dd details div dl dt fieldset
    figcaption figure footer form frameworkcontent head header hfoption hfoptions hr html iframe img
    inferencesnippet input jax link main meta nav ol option p picture pre pt section select source summary svg
    table tbody tf tfoot thead tr ul video"""
_INLINE_NAMES, _BLOCK_NAMES = frozenset(_INLINE.split()), frozenset(_BLOCK.split())
_OWN = {"br": " ", "li": "\n- ", "td": " | ", "th": " | ", "code": "`"}


def strip_markup(text: str, *, mdx: bool = False) -> str:
    """Markdown without the markup that carries no meaning; code fences stay as they are.

    Args:
        text: Markdown, or MDX.
        mdx: whether import and export lines are statements.
    """
    parts = []
    for fenced, start, end in alternate(0, len(text), fence_spans(text)):
        part = text[start:end]
        parts.append(part if fenced else _strip_prose(part, mdx=mdx))
    return "".join(parts)


def _strip_prose(text: str, *, mdx: bool) -> str:
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\x02{len(kept) - 1}\x03"

    text = _COMMENT.sub("", text)
    text = _REFERENCE.sub(r"`\1`", text)
    text = _CODE.sub(keep, text)
    text = _strip_unread(text)
    if mdx:
        text = _MODULE.sub("", text)
    text = _strip_tags(_ROW.sub(lambda row: " ".join(row[0].split()), text))
    text = _MATHS.sub(keep, _DIRECTIVE.sub("", text))
    text = _strip_links(text)
    text = _strip_emphasis(text)
    text = html.unescape(_ESCAPED.sub(r"\1", text))
    return _restore(text, kept)


def _restore(text: str, kept: list[str]) -> str:
    while _KEPT.search(text):
        text = _KEPT.sub(lambda found: _single_backslash(kept[int(found[1])]), text)
    return text


def _single_backslash(span: str) -> str:
    # Jekyll and the Hub's builder want \\( x \\); everyone else writes and reads \( x \).
    if span.startswith(("\\\\(", "\\\\[")):
        return span[1:-3] + span[-2:] if span[-3:-1] == "\\\\" else span[1:]
    return span


def _strip_links(text: str) -> str:
    text = _AUTOLINK.sub(r"\1", _DEFINITION.sub("", text))
    text = _IMAGE.sub("", text)
    return _LINK.sub(r"\1", _SURE_LINK.sub(r"\1", text))


def _strip_emphasis(text: str) -> str:
    text = _STRONG.sub(r"\2", text)
    return _UNDERLINED.sub(r"\2", _EMPHASIS.sub(r"\1", text))


def _strip_unread(text: str) -> str:
    """Without scripts, drawings and players and their insides; one that is never closed is a mere tag."""
    parts, at = [], 0
    unclosed: set[str] = set()
    for tag in _UNREAD.finditer(text):
        name = tag[1].lower()
        opened = text.find(">", tag.end())
        if tag.start() < at or opened < 0 or name in unclosed or text[opened - 1] == "/":
            continue
        closed = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, opened)
        if closed:
            parts.append(text[at : tag.start()])
            at = closed.end()
        else:
            unclosed.add(name)
    return "".join([*parts, text[at:]])


def _strip_tags(text: str) -> str:
    parts, at, unended = [], 0, 0
    for tag in _TAG.finditer(text):
        if tag.start() < at or unended > _PATIENCE:
            continue
        instead = _instead(tag[2], closing=bool(tag[1]))
        if instead is None:
            continue
        end = _tag_end(text, tag.end())
        if end is None:
            unended += 1
            continue
        parts += [text[at : tag.start()], instead]
        at = end
    return "".join([*parts, text[at:]])


def _instead(name: str, *, closing: bool) -> str | None:
    """What stands in place of a tag; None where it is no tag but text, such as `<s>` or `<MASK>`."""
    lower = name.lower()
    if lower in _OWN:
        return ("`" if lower == "code" else "" if lower != "li" else "\n") if closing else _OWN[lower]
    if lower in _INLINE_NAMES:
        return ""
    if re.fullmatch(r"h[1-6]", lower):
        return "\n\n" if closing else f"\n\n{'#' * int(lower[1])} "
    component = name[0].isupper() and not (name.isupper() and len(name) > 1)
    return "\n" if lower in _BLOCK_NAMES or component else None


def _tag_end(text: str, at: int) -> int | None:
    """Where a tag ends whose attributes begin at `at`, past quotes and braces; None if it never does."""
    depth, quote = 0, ""
    for position in range(at, min(len(text), at + _TAG_LIMIT)):
        char = text[position]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'" and (depth or text[position - 1] in "= \n"):
            quote = char
        elif char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
        elif depth <= 0 and char == ">":
            return position + 1
        elif depth <= 0 and char == "<":
            return None
    return None
