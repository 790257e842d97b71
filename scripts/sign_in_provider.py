"""A small provider of OpenID Connect on loopback, for tests and for trying sign-in out.

``python -m scripts.sign_in_provider`` prints what goes into ``.streamlit/secrets.toml``.
"""

import json
import re
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

_START_S = 60.0
_LISTENS = re.compile(rb"running on http://127\.0\.0\.1:(\d+)")


@contextmanager
def running_provider(users: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Run a provider that lets everyone in as any of its users, until the block ends.

    Parameters
    ----------
    users : sequence of dict
        Claims of each: ``sub``, ``email``, ``email_verified``, ``name``.

    Yields
    ------
    str
        Its address, which is its issuer.

    Raises
    ------
    RuntimeError
        If it does not start; with what it printed.
    """
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", "0"]
    for user in users:
        command += ["--user-claims", json.dumps(user)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None  # noqa: S101 - it was asked for
    # What it prints later is read away, or it would wait for a reader.
    drain = threading.Thread(target=process.stderr.read)
    overdue = threading.Timer(_START_S, process.kill)
    overdue.start()
    try:
        told = b""
        for line in process.stderr:
            told += line
            if found := _LISTENS.search(line):
                break
        else:
            raise RuntimeError(f"The provider did not start:\n{told.decode(errors='replace')}")
        overdue.cancel()
        drain.start()
        yield f"http://localhost:{int(found[1])}"
    finally:
        overdue.cancel()
        process.terminate()
        process.wait(timeout=20)
        if drain.ident is not None:
            drain.join()
        process.stderr.close()


def secrets_toml(issuer: str, cookie_secret: str, address: str = "http://localhost:{port}") -> str:
    """Return the section ``[auth]`` for a dashboard whose people sign in there.

    Parameters
    ----------
    issuer : str
        As :func:`running_provider` gives it.
    cookie_secret : str
    address : str
        Of the dashboard as browsers see it, with its path; Streamlit fills in ``{port}``.
    """
    return (
        "[auth]\n"
        f'redirect_uri = "{address}/oauth2callback"\n'
        f'cookie_secret = "{cookie_secret}"\n'
        'client_id = "salient"\n'
        'client_secret = "any"\n'
        f'server_metadata_url = "{issuer}/.well-known/openid-configuration"\n'
    )


if __name__ == "__main__":
    people = [
        {"sub": name, "email": f"{name}@desk.example", "email_verified": True,
         "name": name.capitalize()}
        for name in ("ada", "abe", "vic")
    ]  # fmt: skip
    with running_provider(people) as started:
        print(secrets_toml(started, secrets.token_hex(32)))
        print("# Press Enter to end the provider.")
        sys.stdin.readline()
