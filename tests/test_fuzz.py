"""A moment of what `make fuzz` does for as long as asked."""

import pytest
from fuzz import PROPERTIES

EXAMPLES = {"files": 40, "records": 4, "articles": 10}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PROPERTIES))
def test_a_few_examples_of_each_property(name: str) -> None:
    PROPERTIES[name].try_out(EXAMPLES[name], with_seed=1)
