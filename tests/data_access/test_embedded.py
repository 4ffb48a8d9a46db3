"""The embedded server says what stands in its way."""

import pytest

from dashboard.explain import explain
from data_access import embedded
from data_access.errors import NoEmbeddedServer


@pytest.mark.parametrize(
    ("name", "reason", "words"),
    [
        ("hai từ", "path-with-space", "dấu cách"),
        ("tệp/bên-trong", "not-writable", "TIENDO_DATA_DIR"),
    ],
)
def test_a_folder_that_cannot_be_used_is_named_with_the_reason(tmp_path, name, reason, words):
    (tmp_path / "tệp").write_text("một tệp, không phải thư mục", "utf-8")
    with pytest.raises(NoEmbeddedServer) as caught:
        embedded.start(tmp_path / name)
    assert caught.value.reason == reason
    assert words in explain(caught.value)
    assert str(tmp_path / name) in explain(caught.value)
