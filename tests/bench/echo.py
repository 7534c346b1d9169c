"""The baseline: the least a wechatpy callback can be. It verifies, decrypts, parses, answers 200, and keeps nothing."""

from __future__ import annotations

from flask import Flask, request
from wechatpy.enterprise import parse_message
from wechatpy.enterprise.crypto import WeChatCrypto

from tests.bench.installation import APP

app = Flask("echo")
crypto = WeChatCrypto(APP["WECOM_TOKEN"], APP["WECOM_AES_KEY"], APP["WECOM_CORP_ID"])


@app.get("/healthz")
def healthz() -> str:
    return "ok"


@app.post("/wecom/callback")
def take() -> str:
    signed = (request.args["msg_signature"], request.args["timestamp"], request.args["nonce"])
    parse_message(crypto.decrypt_message(request.get_data(), *signed))
    return ""
