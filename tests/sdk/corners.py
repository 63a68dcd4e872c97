"""A hook of schemathesis: of all corners of an operation, which are many thousands, some.

Which ones is always the same, and another choice for each operation, so that those which take the
same body are not tried with the same part of it.
"""

import os
import zlib
from collections import Counter

import schemathesis
from schemathesis.generation.meta import CoveragePhaseData

STEP = 1 if os.environ.get("TENREC_TEST_CORNERS") == "all" else 12
_SEEN: Counter[str] = Counter()


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case) -> bool:
    if case.meta is None or not isinstance(case.meta.phase.data, CoveragePhaseData):
        return True
    operation = case.operation.label
    count = _SEEN[operation]
    _SEEN[operation] += 1
    return count == 0 or (count + zlib.crc32(operation.encode())) % STEP == 0
