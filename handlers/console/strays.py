"""Addresses of ours that are none: of an act, opened by hand or from the history, and of what never was."""

from __future__ import annotations

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from handlers.console import showing as console
from handlers.pages import showing as pages


def answer_strays(app: Flask) -> None:
    """Say in Chinese what is not there; the address of an act leads to the page it stood on."""
    app.register_error_handler(NotFound, _stray)
    app.register_error_handler(MethodNotAllowed, _stray)


def _stray(error: HTTPException) -> ResponseReturnValue:
    at_desk = request.path.startswith("/console/")
    if not at_desk and not request.path.startswith("/m/"):
        return error
    if isinstance(error, MethodNotAllowed) and request.method == "GET":
        # After a refusal the address of the act stands in the browser: loaded anew, it was an error in English.
        return redirect(request.path.rpartition("/")[0], 303)
    return console.not_served(error) if at_desk else pages.not_served(error)
