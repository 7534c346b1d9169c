"""The app's menu as WeCom has it: kept by the bot at the local WeCom, over HTTP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import Honghui
from bot.menu_keeper import MenuKeeper
from bot.schema import prepare
from handlers.menu import menu
from simulator import SimulatorConfig, create_simulator
from tests.simulator.company import AES_KEY, AGENT, COMPANY, CORP_ID, SECRET, TOKEN, Company, serving


@pytest.fixture
def company() -> Company:
    found = Company(create_simulator(SimulatorConfig.from_json(COMPANY)))
    found.sign_on()
    return found


@pytest.fixture
def bot(company: Company, tmp_path: Path) -> Iterator[Honghui]:
    """A bot of its own on an empty database, which knows the local WeCom by its address alone."""
    with serving(company.app) as address:
        made = Honghui(
            {
                "DATABASE_URL": f"sqlite:///{tmp_path / 'honghui.db'}",
                "WECOM_CORP_ID": CORP_ID,
                "WECOM_AGENT_ID": str(AGENT),
                "WECOM_SECRET": SECRET,
                "WECOM_TOKEN": TOKEN,
                "WECOM_AES_KEY": AES_KEY,
                "WECOM_API_BASE": f"{address}/cgi-bin/",
            }
        )
        prepare(made.db)
        yield made
        made.db.engine.dispose()


def shown(company: Company) -> Any:
    """Give the menu as `menu/get` does."""
    return company.call("menu/get", agentid=AGENT)


def test_after_the_keeper_ran_wecom_has_the_menu_that_is_declared(bot: Honghui, company: Company) -> None:
    assert shown(company)["errcode"] == 46003
    bot.menu_keeper.keep()
    assert shown(company)["button"] == menu()


def test_a_menu_somebody_has_changed_by_hand_is_put_right_by_the_next_process(bot: Honghui, company: Company) -> None:
    bot.menu_keeper.keep()
    company.call("menu/create", {"button": [{"type": "click", "name": "旧的", "key": "旧的"}]}, agentid=AGENT)
    bot.menu_keeper.keep()
    assert shown(company)["button"][0]["name"] == "旧的", "looked at once a day"
    MenuKeeper(bot.wecom, bot.clock, menu).keep()
    assert shown(company)["button"] == menu()
