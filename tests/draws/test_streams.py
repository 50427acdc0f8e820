"""Luck by name: the words of a stream are published ones, and nobody's depend on anybody else's."""

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.draws.philox import block, uniform, word
from model.draws.streams import key_of, uniforms

replications = st.integers(0, 2**40)
rounds = st.integers(0, 10_000)
names = st.text(max_size=20)


def as_words(key):
    return np.uint64(key[0]), np.uint64(key[1])


def test_the_published_vectors():
    # Random123, kat_vectors, philox4x64-10; a block of ours begins at counter 1, so -1 stands for 0.
    assert [int(w) for w in block(np.uint64(0), np.uint64(0), -1, 0)] == [
        0x16554D9ECA36314C,
        0xDB20FE9D672D0FDC,
        0xD7E772CEE186176B,
        0x7E68B68AEC7BA23B,
    ]


@settings(deadline=None)  # the first one compiles
@given(key=st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1)), number=replications, round=rounds)
def test_numpy_makes_the_same_words_a_column_at_a_time(key, number, round):
    numpys = np.random.Philox(key=np.array(key, dtype=np.uint64), counter=[number, 0, round, 0])
    ours = [word(*as_words(key), 4 * number + place, round) for place in range(12)]
    assert numpys.random_raw(12).tolist() == [int(w) for w in ours]


def test_the_key_is_a_digest_of_seed_and_name():
    digest = hashlib.blake2b("7\0cầu/Dinh".encode(), digest_size=16).digest()
    assert key_of(7, "cầu/Dinh") == tuple(np.frombuffer(digest, "<u8").tolist())


def test_seed_and_name_cannot_be_confused():
    assert len({key_of(1, "2a"), key_of(12, "a"), key_of(1, "2\0a"), key_of(12, "\0a")}) == 4


def test_these_numbers_never_change():
    assert uniforms(2020, "bridge/clearance", 0, 2).tolist() == [0.1322574787394627, 0.3023280547723425]


def test_a_uniform_is_the_middle_of_one_of_2_to_the_52_cells():
    bits = int(word(*as_words(key_of(2020, "bridge/clearance")), 5, 3))
    assert uniforms(2020, "bridge/clearance", 5, 1, round=3)[0] == ((bits >> 12) + 0.5) / 2**52
    assert uniform(np.uint64(0)) == 2.0**-53
    assert uniform(np.uint64(2**64 - 1)) == 1.0 - 2.0**-53


@given(first=st.integers(0, 300), count=st.integers(0, 50), round=st.integers(0, 5))
def test_any_piece_is_a_piece_of_the_whole(first, count, round):
    whole = uniforms(3, "a", 0, 350, round)
    assert uniforms(3, "a", first, count, round).tolist() == whole[first : first + count].tolist()


@pytest.mark.parametrize("other", [{"seed": 4}, {"name": "b"}, {"round": 1}, {"first": 100}])
def test_seed_name_round_and_replication_each_give_other_luck(other):
    luck = {"seed": 3, "name": "a", "first": 0, "count": 100, "round": 0}
    assert not set(uniforms(**luck)) & set(uniforms(**{**luck, **other}))


def test_uniforms_are_uniform_and_streams_unrelated():
    n = 200_000
    a, b, later = uniforms(1, "a", 0, n), uniforms(1, "b", 0, n), uniforms(1, "a", 0, n, round=1)
    assert 0.0 < a.min() < a.max() < 1.0
    counts = np.bincount((a * 100).astype(int), minlength=100)
    assert ((counts - n / 100) ** 2 / (n / 100)).sum() < 160  # chi-square, 99 degrees of freedom
    for one, other in ((a, b), (a, later), (a[1:], a[:-1])):
        assert abs(np.corrcoef(one, other)[0, 1]) < 5 / np.sqrt(n)
