"""The shipped instruments, one fixture each."""

import pytest

from measures.catalogue import instrument
from measures.definition import Instrument


@pytest.fixture
def alliance_client() -> Instrument:
    return instrument("alliance-client")


@pytest.fixture
def alliance_therapist() -> Instrument:
    return instrument("alliance-therapist")


@pytest.fixture
def wellbeing() -> Instrument:
    return instrument("wellbeing")


@pytest.fixture
def phq_9() -> Instrument:
    return instrument("phq-9")


@pytest.fixture
def gad_7() -> Instrument:
    return instrument("gad-7")
