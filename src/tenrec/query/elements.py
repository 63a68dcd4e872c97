"""What can be asked of the elements that autocapture saw: a chain, see tenrec.query.selectors."""

from collections.abc import Callable

from tenrec.hogql.tree import Call, Constant, Lambda, Name, Node

_VALUE = r'(?::|")%s="((?:\\.|[^"\\])*)"'


def chain_matches(regex: str) -> Node:
    """Whether the elements of the event are as the expression says."""
    return Call("match", [Name(("elements_chain",)), Constant(regex)])


def any_text(condition: Callable[[Node], Node]) -> Node:
    """Whether the text of the clicked element, or of one around it, meets the condition."""
    texts = Call("extractAll", [Name(("elements_chain",)), Constant(_VALUE % "text")])
    return Call("arrayExists", [Lambda(["text"], condition(_unescaped(Name(("text",))))), texts])


def nearest_href() -> Node:
    """The address of the link that was clicked, or NULL."""
    found = Call("extract", [Name(("elements_chain",)), Constant(_VALUE % "href")])
    return Call("nullIf", [_unescaped(found), Constant("")])


def _unescaped(value: Node) -> Node:
    return Call("replaceAll", [value, Constant('\\"'), Constant('"')])
