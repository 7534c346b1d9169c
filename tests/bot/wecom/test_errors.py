"""The table of return codes, and what an error lets its reader decide."""

import pytest

from bot.wecom_errors import NO_ANSWER, VERDICTS, WeComError, verdict


@pytest.mark.parametrize(
    ("errcode", "action"),
    [
        (-1, "retry"),
        (None, "retry"),
        (45009, "pause"),
        (45033, "pause"),
        (40001, "alarm"),
        (50003, "alarm"),
        (60020, "alarm"),
        (81013, "addressee_refused"),
        (60111, "addressee_refused"),
        (93000, "addressee_refused"),
        (40058, "give_up"),
        (42030, "give_up"),
        (999999, "give_up"),
    ],
)
def test_every_return_code_says_what_to_do(errcode: int | None, action: str) -> None:
    assert verdict(errcode).action == action


@pytest.mark.parametrize("errcode", [42014, 60140])
def test_what_works_once_and_is_used_has_arrived_only_when_it_had_been_tried_before(errcode: int) -> None:
    assert verdict(errcode).action == "give_up"
    assert verdict(errcode, repeated=True).action == "arrived"


def test_no_other_code_changes_its_meaning_on_a_repeat() -> None:
    assert all(
        verdict(code, repeated=True) == judged for code, judged in VERDICTS.items() if code not in (42014, 60140)
    )


def test_the_table_cannot_be_changed_by_mistake() -> None:
    with pytest.raises(TypeError):
        VERDICTS[0] = NO_ANSWER  # type: ignore[index]


@pytest.mark.parametrize(
    ("errcode", "retryable", "pause"),
    [
        (-1, True, 0),
        (45009, True, 60),
        (40013, True, 5),
        (81013, False, 0),
        (44004, False, 0),
        (123456, False, 0),
    ],
)
def test_an_error_says_whether_and_when_to_try_again(errcode: int, retryable: bool, pause: float) -> None:
    error = WeComError("message/send: no", "refused", verdict(errcode), errcode)
    assert (error.retryable, error.pause_seconds) == (retryable, pause)


def test_the_same_failure_can_be_told_to_another_thread() -> None:
    error = WeComError("gettoken: no", "unknown", NO_ANSWER, None, repeated=True)
    other = error.again()
    assert other is not error
    assert (str(other), vars(other)) == (str(error), vars(error))
