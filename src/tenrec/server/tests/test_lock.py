"""One server a data folder."""

import os
from pathlib import Path

import pytest

from tenrec.core.errors import DataFolderTaken, SettingRefused
from tenrec.server.lock import data_folder, holder


def test_data_folder__held__is_refused_to_a_second_one(tmp_path: Path) -> None:
    with data_folder(tmp_path):
        assert holder(tmp_path) == os.getpid()
        with pytest.raises(DataFolderTaken, match=f"process {os.getpid()}"), data_folder(tmp_path):
            pass
    assert holder(tmp_path) is None


def test_data_folder__let_go__can_be_taken_again(tmp_path: Path) -> None:
    for _ in range(2):
        with data_folder(tmp_path / "new"):
            assert (tmp_path / "new" / "lock").exists()


def test_data_folder__made__opens_for_its_owner_only(tmp_path: Path) -> None:
    with data_folder(tmp_path / "new"):
        assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_data_folder__no_folder_possible__names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingRefused, match="TENREC_DATA_DIR"), data_folder(tmp_path / "file"):
        pass
