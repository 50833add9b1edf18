import gzip
import hashlib
import io
import tarfile
import zlib

import numpy as np
import pytest

from course_lib.data import cifar, load_cifar10
from course_lib.errors import DataError

NAMES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
BATCHES = [*(f"data_batch_{i}.bin" for i in range(1, 6)), "test_batch.bin"]
COUNTS = (3, 5, 2, 4, 7, 6)  # all different, so that no batch can stand for another


def members():
    """The files of the binary version, made by its published description, a byte at a time."""
    rng = np.random.default_rng(3)
    files, pictures = {}, []
    for name, count in zip(BATCHES, COUNTS, strict=True):
        x, y = rng.integers(256, size=(count, 3, 32, 32)), rng.integers(10, size=count)
        records = [bytes([y[i]]) + bytes(x[i].ravel().tolist()) for i in range(count)]
        files[name] = b"".join(records)
        pictures.append((x, y))
    files["batches.meta.txt"] = "".join(f"{name}\n" for name in NAMES).encode() + b"\n"
    return files, pictures


def tar_gz(files):
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for name, data in sorted(files.items(), reverse=True):
            entry = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return content.getvalue()


def load(server, folder, content):
    server.content = content
    checksum = f"md5:{hashlib.md5(content).hexdigest()}"
    return load_cifar10(url=server.url, checksum=checksum, folder=folder)


def test_pictures_and_labels_are_those_written(server, tmp_path):
    files, pictures = members()
    train, test = load(server, tmp_path, tar_gz(files))
    for images, parts in ((train, pictures[:5]), (test, pictures[5:])):
        np.testing.assert_array_equal(images.x, np.concatenate([x for x, _ in parts]))
        np.testing.assert_array_equal(images.y, np.concatenate([y for _, y in parts]))
        assert images.class_names == tuple(NAMES)
        assert images.top == 255
    assert train.name != test.name


def test_the_second_call_asks_nobody_and_nothing_is_unpacked(server, tmp_path):
    content = tar_gz(members()[0])
    for _ in range(2):
        load(server, tmp_path, content)
    assert len(server.asked) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["cifar-10-binary.tar.gz"]


def without(name):
    return {key: data for key, data in members()[0].items() if key != name}


FRONT = gzip.decompress(tar_gz(members()[0]))[:40_000]


def begun_well():
    """FRONT compressed and flushed, so that what comes next begins a block."""
    writer = zlib.compressobj(wbits=31)
    return writer.compress(FRONT) + writer.flush(zlib.Z_FULL_FLUSH)


WRONG = {
    "not an archive": b"<html>cats</html>",
    "empty": b"",
    "a gzip of something else": gzip.compress(b"cats " * 5000),
    "a gzip's first bytes": gzip.compress(b"cats " * 5000)[:3],
    "a block of no known kind": begun_well() + b"\xff" * 9,
    "a stream that ends in junk": gzip.compress(FRONT) + b"junk",
    "a folder for a file": tar_gz(without("test_batch.bin") | {"test_batch.bin/0": b""}),
    "cut short": tar_gz(members()[0])[:-20_000],
    "a batch missing": tar_gz(without("data_batch_4.bin")),
    "the names missing": tar_gz(without("batches.meta.txt")),
    "half a picture": tar_gz(members()[0] | {"test_batch.bin": bytes(3073 + 1536)}),
    "a label of 10": tar_gz(members()[0] | {"test_batch.bin": bytes([10] + 3072 * [0])}),
    "names in no alphabet": tar_gz(members()[0] | {"batches.meta.txt": b"\xff\xfe"}),
}


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG.keys())
def test_wrong_contents_are_one_clear_error(server, tmp_path, content, own_messages):
    with pytest.raises(DataError) as caught:
        load(server, tmp_path, content)
    assert "CIFAR-10" in caught.value.what
    assert str(tmp_path) in caught.value.how


def test_the_archive_is_the_one_published():
    assert cifar.URL == "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
    assert cifar.CHECKSUM == "md5:c32a1d4ab5d03f1284b67883e8d87530"
