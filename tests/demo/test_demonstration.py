"""`flask demo` before anything is started."""

from __future__ import annotations

import socket

import pytest

from app import create_app


@pytest.mark.parametrize("option", ["--port", "--bot-port"])
def test_a_port_in_use_is_named_with_the_option_that_chooses_another(option: str) -> None:
    with socket.socket() as taken, socket.socket() as free:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        free.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        other = "--bot-port" if option == "--port" else "--port"
        words = ["demo", option, str(port), other, str(free.getsockname()[1])]
        told = create_app({}).test_cli_runner().invoke(args=words)
    assert told.exit_code == 1
    assert f"Port {port} is in use" in told.output
    assert option in told.output
