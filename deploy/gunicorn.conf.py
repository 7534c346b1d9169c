"""How gunicorn runs the web processes of an installation with several machines: `gunicorn -c deploy/gunicorn.conf.py`.

Only behind a proxy that buffers requests whole (deploy/nginx/honghui.conf does): a caller that sends a byte a second
would otherwise hold one of these threads.
"""

from pathlib import Path

wsgi_app = "app:wsgi()"
# Wherever it is started: the folder of the start is that of the data.
pythonpath = str(Path(__file__).resolve().parent.parent)
bind = "127.0.0.1:8080"
umask = 0o077

# Each process opens its own doors: threads that take callbacks in, and connections to the database. Neither outlives
# a fork, so nothing is loaded before it. It costs some thirty megabytes a process, and a wrong environment is still
# refused at once: the first process that cannot begin ends all.
preload_app = False
workers = 2
worker_class = "gthread"
threads = 8
backlog = 1024

# A board's picture or a year's Excel take seconds; whoever takes longer than this hangs.
timeout = 60
# What is under way when the service stops is finished; systemd waits longer than this (TimeoutStopSec).
graceful_timeout = 30
# Longer than the proxy keeps an idle connection: it is the proxy that closes it, never we under its next request.
keepalive = 75

# The longest address is that of the sign-in's way back; a callback's query has some 300 characters.
limit_request_line = 4094
limit_request_fields = 50
limit_request_field_size = 8190

# Heartbeats are files; on a slow disk they would be taken for a process that hangs.
worker_tmp_dir = "/dev/shm"  # noqa: S108 — memory of the machine, in a file without a name
# The proxy counts the requests; addresses of callbacks and of the sign-in stand in no log.
accesslog = None
errorlog = "-"
control_socket_disable = True
