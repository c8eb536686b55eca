"""The product's settings, with secrets and a data folder that live as long as this run.

The environment is filled in here, before the product's settings read it; what the environment
already says is kept, so that `tests.engines` can point the same suite at other servers.
"""

import atexit
import base64
import os
import secrets
import shutil
import tempfile

if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="alliance-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
elif worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # One queue and one mail folder for each worker; the folder around them is the first process's.
    os.environ["DATA_DIR"] = os.path.join(os.environ["DATA_DIR"], worker)  # noqa: PTH118

os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(48))
os.environ.setdefault("MASTER_KEY", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
os.environ.setdefault("STATIC_FROM_SOURCE", "1")
os.environ.setdefault("STATIC_ROOT", "")  # nothing is collected

from config.settings import *  # noqa: F403

# The real one takes a third of a second for each sign-in, by design.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The same for the passphrase of process notes; `tests/sessions/test_sealing.py` holds the real one.
PROCESS_NOTE_COST = (1024, 1, 1)
# A static file is looked for when it is asked for: to list them all took a tenth of the suite, once
# for each person in it.
WHITENOISE_AUTOREFRESH = True
