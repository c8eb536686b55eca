#!/usr/bin/env python
"""Django's command line for the practice."""

import base64
import os
import secrets
import sys
import tempfile

from django.core.management import execute_from_command_line

# What works on files and knows no installation: it needs no secret that outlives it.
WITHOUT_INSTALLATION = {"readings"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if WITHOUT_INSTALLATION.isdisjoint(sys.argv[1:2]):
        execute_from_command_line(sys.argv)
    else:
        with tempfile.TemporaryDirectory() as folder:
            for name in ("SECRET_KEY", "MASTER_KEY"):
                key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
                os.environ.setdefault(name, key)
            os.environ["DATA_DIR"] = folder
            execute_from_command_line(sys.argv)
