"""media/upload, media/get and webhook/upload_media (protocol sections 7 and 8)."""

import io
import mimetypes
import re
from collections.abc import Callable
from typing import Any

from flask import Response, request, send_file

from simulator.api.call import Call, Endpoint
from simulator.codes import ApiError
from simulator.state.media import MediaFile
from simulator.state.world import World

_MB = 1024 * 1024
_LARGEST = {"image": 10 * _MB, "voice": 2 * _MB, "video": 10 * _MB, "file": 20 * _MB}
_SMALLEST = 6
_WHOLE_DOWNLOAD = 20 * _MB
_LARGEST_PICTURE = 2 * _MB
_BREAKS_A_HEADER = re.compile(r'["\\\r\n]')


def upload(world: World, call: Call) -> dict[str, Any]:
    """Keep a file for three days, for every app of the company."""
    return _store(world, call, kinds=tuple(_LARGEST))


def upload_for_robot(world: World, call: Call) -> dict[str, Any]:
    """Keep a file for three days, for one robot."""
    key = call.args.get("key", "")
    if all(webhook.key != key for webhook in world.config.webhooks):
        raise ApiError(93000)
    return _store(world, call, kinds=("file", "voice"), owner=key)


def upload_picture(world: World, call: Call) -> dict[str, Any]:
    """Keep a picture for messages inside WeCom, and return its address; the field may have any name."""
    picture = next(iter(call.files.values()), None)
    if picture is None:
        raise ApiError(44001, "no multipart field with a picture")
    content = picture.read()
    if len(content) < _SMALLEST:
        raise ApiError(40006)
    if len(content) > _LARGEST_PICTURE:
        raise ApiError(45001)
    filename = _safe_name(picture.filename or "picture")
    file = world.media.store("image", filename, content, _image(content, filename), call.now, owner="picture")
    return {"errcode": 0, "errmsg": "", "url": f"{request.host_url}sim/media/{file.media_id}"}


def get(world: World, call: Call) -> Response:
    """Return the bytes of a file; Range is honoured with 206."""
    media_id = call.args.get("media_id", "")
    if not media_id:
        raise ApiError(41006)
    file = world.media.valid(media_id, call.now)
    if file is None:
        raise ApiError(40007)
    if len(file.content) > _WHOLE_DOWNLOAD and not request.range:
        raise ApiError(830002)
    return as_download(file, attachment=True)


def as_download(file: MediaFile, attachment: bool) -> Response:
    """Return a stored file as an HTTP answer, whole or the range asked for."""
    response = send_file(
        io.BytesIO(file.content),
        mimetype=file.content_type,
        as_attachment=attachment,
        download_name=file.filename,
        conditional=True,
        etag=False,
        max_age=0,
    )
    response.headers["Accept-Ranges"] = "bytes"
    if attachment:
        response.headers["Content-Disposition"] = f'attachment; filename="{_in_header(file.filename)}"'
    return response


def _in_header(filename: str) -> str:
    """Write a name as the platform does: its bytes of UTF-8 as they are, which HTTP takes for Latin-1."""
    return _BREAKS_A_HEADER.sub("_", filename).encode().decode("latin-1")


def image_type(content: bytes) -> str:
    """Return image/png or image/jpeg by the first bytes, empty for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    return "image/jpeg" if content.startswith(b"\xff\xd8\xff") else ""


def _store(world: World, call: Call, kinds: tuple[str, ...], owner: str = "") -> dict[str, Any]:
    kind = call.args.get("type", "")
    if kind not in kinds:
        raise ApiError(40005)
    upload_ = call.files.get("media")
    if upload_ is None:
        raise ApiError(44001, "no multipart field named media")
    content = upload_.read()
    if not content:
        raise ApiError(44001)
    if len(content) < _SMALLEST:
        raise ApiError(40006)
    if len(content) > _LARGEST[kind]:
        raise ApiError(45001)
    filename = _safe_name(upload_.filename or "media")
    content_type = _CHECKS[kind](content, filename)
    file = world.media.store(kind, filename, content, content_type, call.now, owner)
    created = str(int(call.now.timestamp()))
    return {"errcode": 0, "errmsg": "", "type": kind, "media_id": file.media_id, "created_at": created}


def _safe_name(filename: str) -> str:
    name = filename.replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in name if char.isprintable()) or "media"


def _image(content: bytes, _filename: str) -> str:
    found = image_type(content)
    if not found:
        raise ApiError(40004, "images are JPG or PNG")
    return found


def _voice(content: bytes, _filename: str) -> str:
    if not content.startswith(b"#!AMR"):
        raise ApiError(301017)
    return "audio/amr"


def _video(content: bytes, _filename: str) -> str:
    if content[4:8] != b"ftyp":
        raise ApiError(40004, "videos are MP4")
    return "video/mp4"


def _file(_content: bytes, filename: str) -> str:
    return mimetypes.guess_type(filename)[0] or "application/octet-stream"


_CHECKS: dict[str, Callable[[bytes, str], str]] = {"image": _image, "voice": _voice, "video": _video, "file": _file}

ENDPOINTS = {
    "media/upload": Endpoint("POST", upload, upload=True),
    "media/uploadimg": Endpoint("POST", upload_picture, upload=True),
    "media/get": Endpoint("GET", get),
    "webhook/upload_media": Endpoint("POST", upload_for_robot, needs_token=False, checks_ip=False, upload=True),
}
