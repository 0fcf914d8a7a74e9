import pytest

from meetups.management.commands.demo import PASSWORD
from tests.browser.house import open_house
from tests.browser.visitor import PHONE, Visitor, a_browser


@pytest.fixture(scope="module")
def browser():
    with a_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A site in which the forty of the demonstration live."""
    with open_house(tmp_path_factory.mktemp("town"), demo=True) as house:
        yield house


@pytest.fixture
def come(town, browser):
    """Makes one of the forty, signed in, by the first name; without a name somebody from outside.

    What else is wished for is the browser's: see Visitor.
    """
    visitors = []

    def come(name=None, device=PHONE, **wishes):
        visitor = Visitor(browser, town.address, device, locale="en-GB", **wishes)
        visitors.append(visitor)
        if name:
            visitor.opens("/accounts/login/")
            visitor.writes("Email", f"{name}@example.org")
            visitor.writes("Password", PASSWORD)
            visitor.presses("Sign in")
        return visitor

    yield come
    for visitor in visitors:
        visitor.leaves()
