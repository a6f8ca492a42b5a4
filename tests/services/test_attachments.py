"""Papers and photo of a person live inside the data file: once each, undone with their record, told when damaged."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from desktop.domain.biography import Attachment
from desktop.domain.errors import EnvironmentRefused, Rejected, UserError
from desktop.domain.rights import Rights
from desktop.domain.staff import StaffMember
from desktop.domain.system import Role
from desktop.services import attachments
from desktop.services.workspace import Workspace
from desktop.storage import contents
from desktop.storage.copying import copy_file
from desktop.storage.database import Database

PDF = b"%PDF-1.4 " + bytes(range(256)) * 40


@pytest.fixture
def who(workspace):
    with workspace.database.write("Thêm") as session:
        for number in (1, 2):
            session.add(StaffMember(staff_code=f"VC000{number}", full_name="Đỗ Thị Ánh"))
    with workspace.database.read() as session:
        return list(session.scalars(select(StaffMember.uid).order_by(StaffMember.staff_code)))


def stored(workspace) -> list[str]:
    with workspace.database.read() as session:
        return list(session.connection().scalars(select(contents.TABLE.c.sha256)))


def attach(workspace, uid, data=PDF, name="bang.pdf", **texts):
    return attachments.add(workspace, uid, name, data, {"kind": "Văn bằng, chứng chỉ", **texts})


def test_a_paper_is_kept_with_its_number_and_days_and_comes_back_byte_by_byte(workspace, who):
    uid = attach(workspace, who[0], title="Bằng bác sĩ", number="B 123", issued_on="7/2012", expires_on="1/1/2026")

    (paper,) = attachments.papers(workspace, who[0])
    assert (paper.kind, paper.title, paper.number, paper.issued_on) == (
        "Văn bằng, chứng chỉ",
        "Bằng bác sĩ",
        "B 123",
        "07/2012",
    )
    assert paper.is_expired
    assert paper.size == len(PDF)
    assert attachments.content(workspace, uid) == ("bang.pdf", PDF)


def test_one_paper_of_two_people_stands_in_the_file_once(workspace, who):
    attach(workspace, who[0])
    attach(workspace, who[1], name="cung-ban-do.pdf")
    assert len(stored(workspace)) == 1


def test_undo_and_redo_of_adding_and_of_removing_a_paper(workspace, who):
    uid = attach(workspace, who[0])
    assert workspace.database.undo() == "Đính kèm bang.pdf"
    assert attachments.papers(workspace, who[0]) == []
    workspace.database.redo()
    assert attachments.content(workspace, uid)[1] == PDF

    attachments.remove(workspace, uid)
    assert attachments.papers(workspace, who[0]) == []
    workspace.database.undo()
    assert attachments.content(workspace, uid)[1] == PDF


def test_what_cannot_come_back_is_dropped_when_the_day_turns(workspace, who):
    attach(workspace, who[0])
    workspace.database.undo()
    workspace.database.today += timedelta(days=1)
    workspace.database.keep_current()
    assert len(stored(workspace)) == 1  # redo may still bring it back

    attach(workspace, who[0], data=b"%PDF other", name="khac.pdf")
    workspace.database.today += timedelta(days=1)
    workspace.database.keep_current()
    assert [attachments.content(workspace, p.uid)[1] for p in attachments.papers(workspace, who[0])] == [b"%PDF other"]
    assert len(stored(workspace)) == 1


def test_the_content_of_a_removed_paper_goes_with_the_old_values_of_the_log(workspace, who):
    attachments.remove(workspace, attach(workspace, who[0]))
    assert len(stored(workspace)) == 1
    workspace.database.drop_old_values(datetime.now(UTC) + timedelta(minutes=1))
    assert stored(workspace) == []


def test_the_log_tells_of_the_paper_and_holds_none_of_its_bytes(workspace, who):
    before = workspace.database.file.path.stat().st_size
    data = bytes(range(256)) * 8000
    attach(workspace, who[0], data=data)
    with workspace.database.read() as session:
        longest = session.connection().exec_driver_sql("SELECT max(length(coalesce(after, ''))) FROM change").scalar()
    assert longest < 2000
    assert workspace.database.file.path.stat().st_size < before + len(data) * 1.3


@pytest.mark.parametrize(
    ("name", "size", "told"),
    [
        ("quet.pdf", 5 * 1024 * 1024 + 1, "quá 5,0 MB"),
        ("quet.exe", 10, "chỉ nhận PDF"),
        ("quet.pdf", 0, "rỗng"),
        ("Ly-lich-dang-vien.pdf", 10, "Giấy tờ về Đảng"),
        ("Phieu-KNĐ.pdf", 10, "Giấy tờ về Đảng"),
    ],
)
def test_what_is_too_large_or_no_paper_or_of_the_party_is_refused_in_one_sentence(workspace, who, name, size, told):
    with pytest.raises(UserError, match=told):
        attachments.add(workspace, who[0], name, b"x" * size)
    assert stored(workspace) == []


def test_a_word_that_only_begins_like_one_of_the_party_is_no_reason(workspace, who):
    attach(workspace, who[0], name="chi boi duong.pdf")
    assert len(attachments.papers(workspace, who[0])) == 1


def test_a_paper_of_exactly_the_limit_is_taken(workspace, who):
    attach(workspace, who[0], data=b"x" * attachments.MOST)
    assert attachments.papers(workspace, who[0])[0].size == attachments.MOST


def test_a_wrong_day_is_refused_at_its_field_and_nothing_is_kept(workspace, who):
    with pytest.raises(Rejected) as refused:
        attach(workspace, who[0], issued_on="32/13/2020")
    assert [p.field for p in refused.value.problems] == ["issued_on"]
    assert stored(workspace) == []


def test_a_new_photo_takes_the_place_of_the_old_one_in_one_step(workspace, who):
    attachments.set_photo(workspace, who[0], b"\xff\xd8 first")
    attachments.set_photo(workspace, who[0], b"\xff\xd8 second")
    assert attachments.photo(workspace, who[0]) == b"\xff\xd8 second"
    assert len(attachments.papers(workspace, who[0])) == 1
    workspace.database.undo()
    assert attachments.photo(workspace, who[0]) == b"\xff\xd8 first"
    assert attachments.photo(workspace, who[1]) is None
    with pytest.raises(UserError, match="300 KB"):
        attachments.set_photo(workspace, who[0], b"x" * (attachments.PHOTO_MOST + 1))


def test_damage_is_one_sentence_and_verify_counts_it(workspace, who):
    uid = attach(workspace, who[0])
    assert workspace.database.verify().ok
    with workspace.database.file.opened() as connection:
        connection.execute("UPDATE attachment_content SET bytes = x'00'")

    with pytest.raises(EnvironmentRefused, match="đã bị hỏng trong tệp dữ liệu"):
        attachments.content(workspace, uid)
    verdict = workspace.database.verify()
    assert (verdict.damaged_papers, verdict.ok) == (1, False)


def test_papers_that_came_as_a_list_alone_say_so(workspace, who):
    uid = attach(workspace, who[0])
    with workspace.database.file.opened() as connection:
        connection.execute("DELETE FROM attachment_content")
    with pytest.raises(UserError, match="chưa có nội dung"):
        attachments.content(workspace, uid)


def test_a_copy_of_the_file_has_the_papers_and_its_key(encrypted, tmp_path):
    workspace = Workspace(encrypted)
    with encrypted.write("Thêm") as session:
        member = StaffMember(staff_code="VC0001", full_name="Đỗ Thị Ánh")
        session.add(member)
        session.flush()
        uid = member.uid
    paper = attach(workspace, uid, data=b"%PDF needle in the file")
    copy = copy_file(encrypted.file, tmp_path / "copy.canbo")
    assert b"needle" not in copy.path.read_bytes()

    other = Workspace(Database.on(copy, today=encrypted.today))
    assert attachments.content(other, paper)[1] == b"%PDF needle in the file"
    other.close()


def test_a_paper_is_saved_elsewhere_and_the_log_knows(workspace, who, tmp_path):
    uid = attach(workspace, who[0])
    attachments.save_as(workspace, uid, tmp_path / "ra.pdf")
    assert (tmp_path / "ra.pdf").read_bytes() == PDF
    with workspace.database.read() as session:
        kinds = (
            session.connection().exec_driver_sql("SELECT title FROM operation WHERE kind = 'export'").scalars().all()
        )
    assert kinds == ["Lưu giấy tờ bang.pdf ra tệp"]
    with pytest.raises(EnvironmentRefused):
        attachments.save_as(workspace, uid, tmp_path / "no-such-folder" / "ra.pdf")


@pytest.mark.parametrize("name", ["../../etc/khac.pdf", "..", r"C:\Windows\khac.pdf"])
def test_a_name_that_came_in_with_a_file_never_leads_out_of_the_folder(workspace, who, tmp_path, monkeypatch, name):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    uid = attach(workspace, who[0])
    with workspace.database.write("Nhập") as session:
        session.scalars(select(Attachment).where(Attachment.uid == uid)).one().file_name = name
    path = attachments.open_copy(workspace, uid)
    assert path.parent.parent == tmp_path
    assert path.read_bytes() == PDF
    [paper] = attachments.papers(workspace, who[0])
    assert paper.file_name == path.name
    assert not set(paper.file_name) & set(r"/\:")


def test_a_copy_to_look_at_has_a_harmless_name_and_goes_away(workspace, who, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    uid = attach(workspace, who[0], name="bằng: đại học?.pdf")
    path = attachments.open_copy(workspace, uid)
    assert path.read_bytes() == PDF
    assert path.name == "bằng_ đại học_.pdf"
    others, stale = tmp_path / "canbo-giay-to-1-x", tmp_path / "canbo-giay-to-2-y"
    for folder in (others, stale):
        folder.mkdir()
        (folder / "a.pdf").write_bytes(PDF)
    os.utime(stale, (0, 0))
    attachments.forget_copies()
    assert not path.exists()
    assert not path.parent.exists()
    assert not stale.exists()  # a session that broke off
    assert others.exists()  # another program that is at work


def test_the_weight_of_all_papers_is_told_before_it_hurts(workspace, who, monkeypatch):
    attach(workspace, who[0], data=b"x" * 3_500_000)
    assert attachments.weight_told(workspace) == ("3,3 MB", "")
    monkeypatch.setattr(attachments, "HEAVY", 1_000_000)
    assert "sao lưu sẽ chậm" in attachments.weight_told(workspace)[1]


def test_who_may_not_see_people_reads_no_papers(workspace, who):
    attach(workspace, who[0])
    admin = Workspace(Database.on(workspace.database.file, today=workspace.today, rights=Rights.of(Role.ADMIN)))
    with admin.database.read() as session:
        assert session.connection().scalars(select(contents.TABLE.c.sha256)).all() == []
    admin.close()
