"""As in production, Django finds nothing to warn of."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_deploy_check_is_clean(tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    production = kept | {
        "GENERATE_SECRETS": "1",
        "DATA_DIR": str(tmp_path),
        "PUBLIC_URL": "https://practice.example",
        "ALLOWED_HOSTS": "practice.example",
        "BEHIND_PROXY": "1",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(
        command, cwd=ROOT, env=production, check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert done.stdout.strip() == "System check identified no issues (0 silenced)."
