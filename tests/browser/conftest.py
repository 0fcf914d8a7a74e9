import pytest

from tests.browser.house import open_house
from tests.browser.visitor import a_browser


@pytest.fixture(scope="module")
def browser():
    with a_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A site in which the forty of the demonstration live."""
    with open_house(tmp_path_factory.mktemp("town"), demo=True) as house:
        yield house
