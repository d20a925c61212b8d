"""How the web server runs in the image: everything to standard output, nothing written but the heartbeat."""

import os

bind = "0.0.0.0:8000"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = 4
worker_tmp_dir = "/dev/shm"
control_socket_disable = True
max_requests = 5000
max_requests_jitter = 500
