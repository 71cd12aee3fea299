"""Sparse features against scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from assistant.nlu.sparse import Tfidf, hashed, matrix

DOCUMENTS = ["가 나 다 가", "나 다 라", "가 라 라 라 마", "바", "나 나 나", ""]
TERMS = st.lists(st.sampled_from("가나다라마바사"), max_size=30)


@given(TERMS)
def test_tfidf_is_scikit_learns(document: list[str]) -> None:
    documents = [text.split() for text in DOCUMENTS]
    theirs = TfidfVectorizer(analyzer=lambda terms: terms, sublinear_tf=True, min_df=2).fit(documents)
    ours = Tfidf(tuple(theirs.get_feature_names_out()), theirs.idf_.astype(np.float32))
    assert len(ours) == 4
    row = matrix([[ours.row(document)]], [len(ours)])
    np.testing.assert_allclose(row.toarray(), theirs.transform([document]).toarray(), rtol=1e-5)


@given(TERMS, st.integers(1, 64))
def test_hashed_rows_have_length_one_and_no_order(features: list[str], size: int) -> None:
    row = hashed(features, size)
    assert all(0 <= column < size for column in row)
    assert sum(value * value for value in row.values()) == pytest.approx(1.0 if features else 0.0)
    assert hashed(reversed(features), size) == pytest.approx(row)


def test_blocks_lie_side_by_side() -> None:
    made = matrix([[{0: 1.0}, {1: 2.0}], [{}, {}], [{2: 3.0}, {}]], [3, 2])
    np.testing.assert_array_equal(made.toarray(), [[1, 0, 0, 0, 2], [0] * 5, [0, 0, 3, 0, 0]])
    assert made.dtype == np.float32


def test_hashes_do_not_change_between_processes() -> None:
    assert hashed(["ㄱㅏ"], 2**13) == {2916: 1.0}
