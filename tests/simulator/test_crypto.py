"""Known-answer vectors of protocol appendix A."""

import pytest

from simulator.state.crypto import CallbackCrypto, CryptoError

SIM = CallbackCrypto("SimToken2024", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "ww1a2b3c4d5e6f7a8b")
PREFIX = b"0123456789abcdef"

ECHO = "Q3stYC6hdFzMh9T8HCvyDGheRPA9rMKfZ92dfndziqLcAgjqmhfiHD/qmSsQPN2Xsk6dUidUlQ9XJjHD59v+kg=="
MESSAGE = (
    "<xml><ToUserName><![CDATA[ww1a2b3c4d5e6f7a8b]]></ToUserName><FromUserName><![CDATA[alice]]></FromUserName>"
    "<CreateTime>1700000001</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好]]></Content>"
    "<MsgId>7000000000000000001</MsgId><AgentID>1000002</AgentID></xml>"
)
ENCRYPTED = (
    "Q3stYC6hdFzMh9T8HCvyDBzTOeT6LZAVRV+KJkF5K1j1orXexfeSALpAVruztXUNF1I2YIqJu7dJdPNAm7jXp6iqUmV1ZtqGPiX9PL7jb42ANiMBIbNF"
    "FbRsmganI4aba49ngxXL0aqSlkFAMNcGdDQFs3ZRZ2yDwTvz/7ambu0JOK3lj1jvqL+Oef/zCfyfBk90ESdEqGoIBj5dz6j5gVGJgztXi/goap/Om2CG"
    "PJ9XTfai9PEBI6CV1hS9oZR0qOtCwH/ze3kp1HYx286oxPpNuQhyBMq49vKyw5b+mT677ixRu9X2DgIB12rkPHYc7fTAzamTHrfB35ce2XeOzsLHVndO"
    "IxE6PTQjSpKcGjWO+Uv25vj2Ah+3v6iiUHwFGuyV02yIB1DhjkN/GRtn/KSI/4cAcjlgcNoMgMFmoJA="
)
OFFICIAL = CallbackCrypto("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
OFFICIAL_ENCRYPTED = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUk"
    "SUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekU"
    "NXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rU"
    "PA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+"
    "qN+E7Q=="
)


@pytest.mark.parametrize(("plain", "sealed"), [("8273645510293847", ECHO), (MESSAGE, ENCRYPTED)])
def test_the_sealed_text_is_the_known_answer(plain: str, sealed: str) -> None:
    assert SIM.encrypt(plain, PREFIX) == sealed
    assert SIM.decrypt(sealed) == plain


def test_the_signatures_are_the_known_answers() -> None:
    assert SIM.sign("1700000000", "995511", ECHO) == "d82bffd858c79facf9d793855cffff609632fed5"
    assert SIM.sign("1700000001", "995512", ENCRYPTED) == "439fa719230420b00bd5667c584cd770e7153a87"
    official = OFFICIAL.sign("1409659813", "1372623149", OFFICIAL_ENCRYPTED)
    assert official == "477715d11cdb4164915debcba66cb864d751f3e6"


def test_the_official_sample_is_opened() -> None:
    plain = OFFICIAL.decrypt(OFFICIAL_ENCRYPTED)
    assert "<Content><![CDATA[hello]]></Content>" in plain
    assert "mycreate" in plain


@pytest.mark.parametrize("length", range(70))
def test_every_length_comes_back_and_is_padded_to_32(length: int) -> None:
    import base64

    sealed = SIM.encrypt("x" * length)
    assert len(base64.b64decode(sealed)) % 32 == 0
    assert SIM.decrypt(sealed) == "x" * length


@pytest.mark.parametrize(
    ("sealed", "code"),
    [("not base64!", -40007), ("AAAA", -40007), ("", -40008), ("A" * 128, -40008), (OFFICIAL_ENCRYPTED, -40008)],
)
def test_what_was_not_sealed_for_this_app_is_refused_with_the_local_code(sealed: str, code: int) -> None:
    with pytest.raises(CryptoError) as refused:
        SIM.decrypt(sealed)
    assert refused.value.code == code


def test_another_company_is_refused() -> None:
    other = CallbackCrypto("SimToken2024", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wwother")
    with pytest.raises(CryptoError, match="another company") as refused:
        SIM.decrypt(other.encrypt("hello"))
    assert refused.value.code == -40005


def test_a_wrong_signature_is_refused() -> None:
    with pytest.raises(CryptoError, match="signature"):
        SIM.check("0" * 40, "1700000000", "995511", ECHO)
