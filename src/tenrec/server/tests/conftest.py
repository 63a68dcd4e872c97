"""The cast, for the tests of what the server tells the data plane."""

from tenrec.accounts.tests.cast import (  # noqa: F401  pytest finds them here
    _fresh_counters,
    alice,
    bob,
    charlie,
    charlies_project,
    desert,
    garden,
    project,
    second_project,
    with_key,
    with_session,
)
