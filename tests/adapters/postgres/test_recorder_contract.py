"""The library's own contract tests for recorders, run against ours."""

import sys
from collections.abc import Sequence
from typing import Any
from unittest import TestCase
from uuid import UUID

import eventsourcing.cryptography
import pytest
from eventsourcing.persistence import StoredEvent

from adapters.postgres.datastore import Datastore
from adapters.postgres.recorder import PostgresLedgerRecorder

# The contract tests import a cipher from a package that we don't have; this one is its equal.
sys.modules.setdefault("eventsourcing.cipher", eventsourcing.cryptography)

from eventsourcing.tests.persistence import (  # noqa: E402
    AggregateRecorderTestCase,
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
)


class WithRecorder(TestCase):
    """Gives a test case a recorder on a database of its own."""

    datastore: Datastore

    @pytest.fixture(autouse=True)
    def _open(self, datastore: Datastore) -> None:
        self.datastore = datastore

    def create_recorder(self) -> PostgresLedgerRecorder:
        recorder = PostgresLedgerRecorder(self.datastore)
        self.addCleanup(recorder.close)
        return recorder


class WithoutPositions(PostgresLedgerRecorder):
    """Answers like a recorder of streams alone, which knows of no positions."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:  # noqa: ANN401
        super().insert_events(stored_events, **kwargs)

    def select_events(self, originator_id: UUID | str, **kwargs: Any) -> Any:  # noqa: ANN401
        return [
            StoredEvent(each.originator_id, each.originator_version, each.topic, each.state)
            for each in super().select_events(originator_id, **kwargs)
        ]


class TestAsAggregateRecorder(WithRecorder, AggregateRecorderTestCase):
    def create_recorder(self) -> PostgresLedgerRecorder:
        recorder = WithoutPositions(self.datastore)
        self.addCleanup(recorder.close)
        return recorder


class TestAsApplicationRecorder(WithRecorder, ApplicationRecorderTestCase[PostgresLedgerRecorder]):
    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestPositionsDoNotInterleave(WithRecorder, NonInterleavingNotificationIDsBaseCase):
    pass


del AggregateRecorderTestCase, ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase
