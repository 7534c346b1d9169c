"""What every control call reads from its request."""

from flask import request

from simulator.api.call import decimal, parse_body
from simulator.codes import ApiError
from simulator.reading import Fields, WrongValue

LONGEST_WAIT_SECONDS = 60


def read_fields() -> Fields:
    """Return the JSON object of the body, an empty one when there is no body."""
    try:
        return Fields.of(parse_body(request.get_data()), "body")
    except ApiError as error:
        raise WrongValue(f"the body must be a JSON object in UTF-8 ({error.detail or error.code})") from error


def after_number() -> int:
    """Return the number given as ?after=, 0 without one."""
    return _number("after")


def wait_seconds() -> int:
    """Return the real seconds given as ?wait=, 0 without one."""
    seconds = _number("wait")
    if seconds > LONGEST_WAIT_SECONDS:
        raise WrongValue(f"wait must be at most {LONGEST_WAIT_SECONDS} seconds, not {seconds}")
    return seconds


def _number(name: str) -> int:
    text = request.args.get(name, "0")
    number = decimal(text)
    if number is None:
        raise WrongValue(f"{name} must be a whole number, not {text!r}")
    return number
