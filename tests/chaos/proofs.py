"""The promises, with how often each is tried and the faults that have to turn it red."""

from tests.chaos.brokers import brokers
from tests.chaos.clocks import clocks
from tests.chaos.proof import Proof
from tests.chaos.retries import retried
from tests.chaos.scanners import scanners
from tests.chaos.submissions import malformed
from tests.chaos.workers import workers

PROOFS = [
    Proof(
        "malformed",
        "malformed check-ins cause no server error, and nothing is taken by half",
        malformed,
        full=10_000,
        quick=120,
        faults={
            "any-number-is-taken": "server errors",
            "without-a-transaction": "check-ins taken by half, or holding what nobody can answer",
        },
    ),
    Proof(
        "retried",
        "valid check-ins over a breaking line, tried again, are neither lost nor doubled",
        retried,
        full=10_000,
        quick=40,
        faults={
            "the-key-is-forgotten": "doubled, or taken by half",
            "thanks-before-it-is-written": "acknowledged and lost, or not as they were given",
        },
    ),
    Proof(
        "scanners",
        "links opened by scanners stay unused, and work afterwards",
        scanners,
        full=1_000,
        quick=12,
        faults={"opening-uses-it-up": "consumed, begun or changed"},
    ),
    Proof(
        "workers",
        "invitations survive a worker's death, and a duplicate has the same Message-ID",
        workers,
        full=1_000,
        quick=20,
        faults={
            "another-message-id": "duplicates under another Message-ID",
            "settled-before-it-is-sent": "lost",
        },
    ),
    Proof(
        "brokers",
        "without Redis no page fails, nothing is lost, and the backlog goes out in two minutes",
        brokers,
        full=300,
        quick=6,
        faults={
            "the-broker-is-needed": "pages that failed",
            "nobody-sweeps": "letters lost",
        },
    ),
    Proof(
        "clocks",
        "no invitation is skipped or doubled when the clock changes, or on 29 February",
        clocks,
        full=1_000,
        quick=30,
        faults={
            "hours-of-the-wall-clock": "at another time than 24 hours before, as they pass",
            "an-hour-that-comes-twice": "doubled: more than one",
            "an-hour-that-is-left-out": "skipped: no invitation",
        },
    ),
]
