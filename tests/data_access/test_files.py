"""Files are kept once, whoever hands them in and when."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from data_access import engine, files
from data_access.errors import NotFound

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def kept(content: bytes) -> int:
    with engine.writing(engine.SERVICE) as session:
        return files.store(session, content, NOW)


def test_the_same_bytes_are_kept_once(database):
    assert kept(b"one") == kept(b"one") != kept(b"two")


def test_the_same_bytes_handed_in_at_once_are_kept_once(database):
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(kept, [b"many" * 10_000] * 16))
    assert len(ids) == 1


def test_a_file_comes_back_as_it_was(database):
    file_id = kept(bytes(range(256)))
    with engine.reading(engine.SERVICE) as session:
        assert files.content(session, file_id) == bytes(range(256))
        found = session.execute(text("select encode(sha256, 'hex'), size from stored_file")).one()
    assert found == (files.sha256(bytes(range(256))), 256)


def test_a_file_that_is_not_there_is_not_found(database):
    with engine.reading(engine.SERVICE) as session, pytest.raises(NotFound):
        files.content(session, 7)
