import pytest

from app.store.reader import Reader
from app.store.writer import Writer


@pytest.fixture
def path(tmp_path):
    return tmp_path / "shop.tsi"


@pytest.fixture
def writer(path):
    writer = Writer(path, installation="here")
    yield writer
    writer.close()


@pytest.fixture
def reader(writer, path):
    reader = Reader(path)
    yield reader
    reader.close()
