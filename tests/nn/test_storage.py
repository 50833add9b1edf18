import io
import os
import pickle
import zipfile

import numpy as np
import pytest
from nn_laws import arrays_of, assert_refused, assert_same, noisy_net

import course_lib.nn as nn
from course_lib.errors import CourseError, DataError, DtypeError, RangeError, ShapeError


@pytest.fixture
def net(rng):
    net = noisy_net(rng)
    net.forward(rng.normal(size=(9, 5)).astype(np.float32), train=True, rng=rng)
    return net


def test_what_was_saved_is_loaded_bit_for_bit(net, tmp_path):
    nn.save(net, tmp_path / "net.npz")
    other = noisy_net(np.random.default_rng(7))
    nn.load(other, tmp_path / "net.npz")
    assert_same(other.arrays, net.arrays)
    assert {p.name for p in tmp_path.iterdir()} == {"net.npz"}


def test_the_file_is_one_that_numpy_reads_without_unpickling(net, tmp_path):
    nn.save(net, str(tmp_path / "net"))
    with np.load(tmp_path / "net", allow_pickle=False) as arrays:
        assert_same(dict(arrays), net.arrays)


def test_the_same_net_gives_the_same_bytes(net, tmp_path):
    nn.save(net, tmp_path / "one.npz")
    nn.save(net.copy(), tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_weights_of_another_precision_are_taken_in_the_nets_own(net, tmp_path):
    double = noisy_net(np.random.default_rng(1), dtype=np.float64)
    nn.save(double, tmp_path / "double.npz")
    nn.load(net, tmp_path / "double.npz")
    assert {a.dtype for a in net.arrays.values()} == {np.dtype(np.float32)}
    np.testing.assert_allclose(net.params["affine1.w"], double.params["affine1.w"], rtol=1e-6)


def test_weights_of_a_framework_are_loaded_the_same_way(torch, rng, tmp_path):
    theirs = torch.nn.Sequential(torch.nn.Linear(5, 4), torch.nn.ReLU(), torch.nn.Linear(4, 3))
    state = {name: p.detach().numpy() for name, p in theirs.state_dict().items()}
    arrays = {
        f"{ours}.{key}": state[f"{place}.{word}"].T.copy()
        for ours, place in (("affine1", 0), ("affine2", 2))
        for key, word in (("w", "weight"), ("b", "bias"))
    }
    nn.save_arrays(arrays, tmp_path / "theirs.npz")
    ours = nn.mlp((5, 4, 3), rng=rng)
    nn.load(ours, tmp_path / "theirs.npz")
    x = rng.normal(size=(6, 5)).astype(np.float32)
    want = theirs(torch.tensor(x)).detach().numpy()
    np.testing.assert_allclose(ours.scores(x), want, rtol=1e-5, atol=1e-6)


@pytest.mark.usefixtures("own_messages")
def test_arrays_that_do_not_fit_are_refused_by_name_and_nothing_is_changed(net, tmp_path):
    good, before = arrays_of(net), arrays_of(net)
    file = tmp_path / "net.npz"
    for error, word, arrays in [
        (ShapeError, "norm.var", {n: a for n, a in good.items() if n != "norm.var"}),
        (ShapeError, "extra.w", good | {"extra.w": good["affine1.w"]}),
        (ShapeError, "affine2.w", good | {"affine2.w": np.ones((7, 4), "f")}),
        (DtypeError, "affine2.b", good | {"affine2.b": np.ones(3, int)}),
        (RangeError, "affine2.b", good | {"affine2.b": np.full(3, np.inf, "f")}),
    ]:
        nn.save_arrays(arrays, file)
        told = assert_refused(error, nn.load, net, file)
        assert word in told.what
        assert file.name in "".join(told.__notes__)
        assert_same(net.arrays, before)


class Trap:
    """What a pickle may do when it is read: anything."""

    def __reduce__(self):
        return (os.mkdir, ("trap-was-sprung",))


def pickled_npz(tmp_path):
    file = tmp_path / "trap.npz"
    np.savez(file, **{"affine1.w": np.array([Trap()], dtype=object)})
    return file


def raw(tmp_path, content):
    file = tmp_path / "raw.npz"
    file.write_bytes(content)
    return file


def zip_of(name, content):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    "make",
    [
        pickled_npz,
        lambda tmp: raw(tmp, pickle.dumps(Trap())),
        lambda tmp: raw(tmp, b""),
        lambda tmp: raw(tmp, b"PK\x03\x04 and nothing more"),
        lambda tmp: raw(tmp, b"weights = 3"),
        lambda tmp: raw(tmp, zip_of("a.npy", b"\x93NUMPY\x01\x00\x10\x00{'descr': 'x'}")),
        lambda tmp: raw(tmp, zip_of("a.npy", b"not an array")),
        lambda tmp: tmp / "missing.npz",
        lambda tmp: tmp,
    ],
)
def test_what_is_no_npz_of_numbers_is_refused_and_runs_nothing(make, net, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = arrays_of(net)
    assert_refused(DataError, nn.load, net, make(tmp_path))
    assert_same(net.arrays, before)
    assert not (tmp_path / "trap-was-sprung").exists()


@pytest.mark.usefixtures("own_messages")
def test_every_truncation_of_a_file_is_refused(net, tmp_path):
    nn.save(net, tmp_path / "net.npz")
    whole = (tmp_path / "net.npz").read_bytes()
    before = arrays_of(net)
    for length in range(0, len(whole), 97):
        assert_refused(DataError, nn.load, net, raw(tmp_path, whole[:length]))
    assert_same(net.arrays, before)


@pytest.mark.usefixtures("own_messages")
def test_a_damaged_byte_is_noticed(net, tmp_path):
    nn.save(net, tmp_path / "net.npz")
    whole = bytearray((tmp_path / "net.npz").read_bytes())
    at = whole.index(net.params["affine1.w"].tobytes()[:16])
    whole[at] ^= 1
    assert_refused(DataError, nn.load, net, raw(tmp_path, bytes(whole)))


@pytest.mark.usefixtures("own_messages")
def test_a_save_that_fails_leaves_the_old_file_and_nothing_else(net, tmp_path):
    file = tmp_path / "net.npz"
    nn.save(net, file)
    was = file.read_bytes()
    mixed = net.arrays | {"z.w": np.array([Trap()], dtype=object)}
    assert_refused(DtypeError, nn.save_arrays, mixed, file)
    assert_refused(DtypeError, nn.save_arrays, {"z.w": [1.0]}, file)
    assert_refused(DataError, nn.save, net, tmp_path / "no such folder" / "net.npz")
    (tmp_path / "folder.npz").mkdir()
    assert_refused(DataError, nn.save, net, tmp_path / "folder.npz")
    assert file.read_bytes() == was
    assert {p.name for p in tmp_path.iterdir()} == {"net.npz", "folder.npz"}


def test_a_write_that_breaks_off_leaves_the_old_file(net, tmp_path, monkeypatch):
    file = tmp_path / "net.npz"
    nn.save(net, file)
    was = file.read_bytes()

    def full_disk(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(CourseError, match="No space left"):
        nn.save(net, file)
    assert file.read_bytes() == was
    assert {p.name for p in tmp_path.iterdir()} == {"net.npz"}
