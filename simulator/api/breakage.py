"""How an ordered fault spoils an answer: cut off, cut in half."""

import socket

from flask import Response, request

from simulator.state.faults import Fault

# A gateway that has waited too long: what it asked for was done all the same.
TOO_LATE = 504


def keeps_out(fault: Fault) -> bool:
    """Tell whether the call must not take effect."""
    told_off = fault.status is not None and fault.status != TOO_LATE
    return fault.errcode is not None or fault.html or told_off or fault.break_off == "before"


def gateway_error(status: int) -> Response:
    """Answer as a gateway in front of the platform does, in words nobody can read as JSON."""
    return Response(f"<html><head><title>{status}</title></head><body>nginx</body></html>", status)


def spoiled(answer: Response, fault: Fault) -> Response:
    """Let the answer to a call that did take effect get lost on the way back, or end in the middle."""
    if fault.break_off == "after":
        return hang_up()
    if fault.status == TOO_LATE:
        return gateway_error(TOO_LATE)
    return _half(answer) if fault.half else answer


def hang_up() -> Response:
    """Cut the connection without an answer, under waitress and under werkzeug's server."""
    checker = request.environ.get("waitress.client_disconnected")
    connection = request.environ.get("werkzeug.socket") or getattr(getattr(checker, "__self__", None), "socket", None)
    if connection is not None:
        connection.shutdown(socket.SHUT_RDWR)
    return Response(iter([]), headers={"Content-Length": "1"})


def _half(answer: Response) -> Response:
    """Promise the whole length and send half of it."""
    answer.direct_passthrough = False
    content = answer.get_data()
    headers = {"Content-Type": answer.content_type or "", "Content-Length": str(len(content))}
    return Response(iter([content[: len(content) // 2]]), headers=headers)
