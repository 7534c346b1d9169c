"""Putting the simulator together."""

from flask import Flask, Response, jsonify, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException

from simulator.api import gateway, sign_in_pages
from simulator.bench import control, pages, people, records
from simulator.callbacks.people import CannotDo
from simulator.config import SimulatorConfig
from simulator.reading import WrongValue
from simulator.state.clock import ClockError
from simulator.state.world import World

_LARGEST_REQUEST = 40 * 1024 * 1024
# Pictures of cards and articles lie on the app's own host; everything else comes from here.
_POLICY = "default-src 'self'; img-src 'self' http: https:; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"


class _ReadableJSON(DefaultJSONProvider):
    """Chinese stays Chinese, and fields stay in the order they are told."""

    ensure_ascii = False
    sort_keys = False


def create_simulator(config: SimulatorConfig) -> Flask:
    """Return a Flask application that is one simulated company; serve it with enough threads (see `__main__`)."""
    app = Flask(__name__)
    app.json = _ReadableJSON(app)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_REQUEST
    app.extensions["simulator"] = World(config)
    pages.prepare_templates(app)
    for part in (gateway, sign_in_pages, pages, people, records, control):
        app.register_blueprint(part.blueprint)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(WrongValue, _wrong_value)
    app.register_error_handler(CannotDo, _cannot_do)
    app.register_error_handler(ClockError, _clock_error)
    app.after_request(_guard)
    return app


def _http_error(error: HTTPException) -> tuple[Response, int]:
    """Answer what Flask itself refuses in JSON."""
    return jsonify(error=f"{error.code} {error.name} at {request.path}"), error.code or 400


def _wrong_value(error: WrongValue) -> tuple[Response, int]:
    """Answer a control call that cannot be understood."""
    return jsonify(error=str(error)), 400


def _clock_error(error: ClockError) -> tuple[Response, int]:
    """Answer a move of the clock that failed."""
    return jsonify(error=str(error)), 409


def _cannot_do(error: CannotDo) -> tuple[Response, int]:
    """Answer a control call that asks for something a person could not do."""
    return jsonify(error=str(error)), error.status


def _guard(response: Response) -> Response:
    request.close()
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
    return response
