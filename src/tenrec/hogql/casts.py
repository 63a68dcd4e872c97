"""The types that CAST knows: a closed grammar, so a type can be printed as it stands."""

from tenrec.hogql.reader import Reader

_NAMES = """
    Int8 Int16 Int32 Int64 Int128 Int256 UInt8 UInt16 UInt32 UInt64 UInt128 UInt256 Float32
    Float64 String Date Date32 DateTime Bool UUID IPv4 IPv6 JSON
"""
_PLAIN = {name.lower(): name for name in _NAMES.split()} | {
    "int": "Int64",
    "integer": "Int64",
    "bigint": "Int64",
    "smallint": "Int16",
    "tinyint": "Int8",
    "float": "Float64",
    "double": "Float64",
    "real": "Float64",
    "boolean": "Bool",
    "text": "String",
    "varchar": "String",
    "char": "String",
    "timestamp": "DateTime64(6)",
    "datetime64": "DateTime64(6)",
    "numeric": "Decimal(38, 10)",
    "decimal": "Decimal(38, 10)",
}
_WRAPPERS = {"nullable": "Nullable", "array": "Array", "tuple": "Tuple", "map": "Map"}
_NUMBERED = {"datetime64": "DateTime64", "decimal": "Decimal", "fixedstring": "FixedString"}


def cast_type(reader: Reader, level: int = 0) -> str:
    """Reads a type and gives it in ClickHouse's spelling."""
    token = reader.token
    if token.kind != "word" or level > 8:
        raise reader.unexpected("expected a type")
    word = token.text.lower()
    reader.advance()
    has_arguments = reader.is_op("(")
    if has_arguments and word in _WRAPPERS:
        return f"{_WRAPPERS[word]}({', '.join(_types(reader, level))})"
    if has_arguments and word in _NUMBERED:
        return f"{_NUMBERED[word]}({', '.join(_numbers(reader))})"
    if has_arguments or word not in _PLAIN:
        reader.index -= 1
        raise reader.unexpected("this is not a known type")
    return _PLAIN[word]


def _types(reader: Reader, level: int) -> list[str]:
    reader.advance()
    found = [cast_type(reader, level + 1)]
    while reader.accept_op(","):
        found.append(cast_type(reader, level + 1))
    reader.expect_op(")")
    return found


def _numbers(reader: Reader) -> list[str]:
    reader.advance()
    found = []
    while reader.token.kind == "number" and reader.token.text.isdecimal():
        found.append(str(int(reader.advance().text)))
        reader.accept_op(",")
    reader.expect_op(")")
    return found
