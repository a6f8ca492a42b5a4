"""One person's record as an encrypted file: out of one unit and into another, field by field."""

import hashlib
from datetime import date

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.errors import EnvironmentRefused, Rejected, UserError
from desktop.domain.mentoring import MentoringKind, MentoringReview
from desktop.domain.organisation import Department, Post, Unit
from desktop.domain.record import RECORDS
from desktop.domain.rights import Rights
from desktop.domain.staff import Appointment, EmploymentStatus, Placement, StaffMember
from desktop.domain.system import OwnField, Role
from desktop.services import attachments, person_package, records
from desktop.services.workspace import Workspace
from desktop.storage import contents
from desktop.storage.history import operations
from desktop.storage.mapping import TABLES
from desktop.storage.package import Packed, PackedRecord, read_package, write_package
from tests.storage.making import Maker
from tests.units import fresh_unit

TODAY = date(2026, 11, 22)
PASSWORD = "mot-hai-ba-bon"
KINDS = sorted(person_package.personal_kinds())
PAPER = b"%PDF-1.4 scan"


def whole_person(session):
    """Somebody with one record of every kind that belongs to a person, every field filled."""
    maker = Maker()
    member = maker.record(StaffMember)
    session.add(member)
    made = {"StaffMember": member}
    waiting = [name for name in KINDS if name != "StaffMember"]
    while waiting:
        name = waiting.pop(0)
        owners = {n: f for n, f in RECORDS[name].references().items() if f.owned}
        if any(f.to not in made for f in owners.values()):
            waiting.append(name)
            continue
        given = {n: made[f.to] for n, f in owners.items()}
        if name == "Attachment":
            given |= {"sha256": contents.put(session, PAPER), "size": len(PAPER)}
        made[name] = maker.record(RECORDS[name], **given)
        if name == "MentoringAssignment":
            made[name].kind = MentoringKind.PRACTICE
        session.add(made[name])
    session.flush()
    return member.uid


@pytest.fixture(scope="module")
def units(tmp_path_factory):
    """The sending unit with its person and an empty copy made before the person came, and a unit that knows neither."""
    folder = tmp_path_factory.mktemp("package")
    sender = fresh_unit(folder / "sender.canbo", today=TODAY)
    with sender.database.write("Đơn vị") as session:
        session.add(Unit(code="BV", name="Bệnh viện Cũ"))
    with sender.database.write("Người") as session:
        uid = whole_person(session)
    # The twin knows the departments, posts and mentors, and not the person.
    sender.database.backup(folder / "twin.canbo")
    twin = Workspace.open(folder / "twin.canbo", None, today=TODAY)
    with twin.database.write("Xóa") as session:
        session.remove(records.get(session, StaffMember, uid))
    sent = person_package.send_out(sender, uid, folder / "x.canbo-nguoi", PASSWORD)
    yield sender, twin, uid, sent
    for workspace in (sender, twin):
        workspace.close()


@pytest.fixture
def stranger(tmp_path):
    workspace = fresh_unit(tmp_path / "stranger.canbo", today=TODAY)
    with workspace.database.write("Đơn vị") as session:
        session.add(Unit(code="BM", name="Bệnh viện Mới"))
    yield workspace
    workspace.close()


def everything(workspace, *kinds):
    """Every live record of these kinds, by kind and uid, as text."""
    with workspace.database.read() as session:
        return {
            (name, row.uid): records.as_text(workspace, session, row)
            for name in kinds
            for row in session.query(RECORDS[name])
        }


def test_every_kind_that_belongs_to_a_person_is_in_the_package(units):
    sender, _twin, _uid, sent = units

    package = person_package.look(sent.path, PASSWORD)

    assert {item.entity.__name__ for item in package.items} == {*KINDS, "Decision"}
    assert {"FollowUp", "NationalEntry", "StaffAct"}.isdisjoint(KINDS)
    owned = {
        k.__name__ for k in RECORDS.values() if any(f.owned and f.to == "StaffMember" for f in k.references().values())
    }
    assert owned - set(KINDS) == person_package.LEFT_BEHIND
    assert package.unit == "Bệnh viện Cũ"
    told = [one.title for one in operations(sender.database, limit=1)]
    assert told == [f"Xuất gói hồ sơ của {package.name} ra x.canbo-nguoi"]


def test_back_in_its_own_unit_every_field_of_every_kind_is_the_same(units):
    sender, twin, uid, sent = units
    package = person_package.look(sent.path, PASSWORD)
    assert everything(twin, "SalaryStep", "Placement", "Attachment") == {}

    taken = person_package.take_in(twin, package)

    assert (taken.staff_uid, taken.as_text) == (uid, ())
    here, there = everything(sender, *KINDS, "Decision"), everything(twin, *KINDS, "Decision")
    assert {key for key in here if key[0] in KINDS} <= set(there)
    assert {key: there[key] for key in here} == here
    with twin.database.read() as session:
        assert contents.get(session, hashlib.sha256(PAPER).hexdigest()) == PAPER
    assert twin.database.undo() is not None
    assert (
        everything(twin, "StaffMember", "SalaryStep", "Placement", "Attachment")
        .keys()
        .isdisjoint({("StaffMember", uid)})
    )


def test_elsewhere_what_is_of_the_old_unit_becomes_service_and_text(units, stranger):
    sender, _twin, uid, sent = units
    package = person_package.look(sent.path, PASSWORD)
    told = person_package.preview(stranger, package)
    assert everything(stranger, "StaffMember") == {}

    taken = person_package.take_in(stranger, package)

    assert taken.as_text == told.as_text != ()
    assert dict(taken.records) == dict(told.records)
    as_service = {"EmploymentStatus", "Placement", "Appointment"}
    not_known = {"MentoringAssignment", "MentoringReview", "TechniqueTransfer", "SuccessionEntry"}
    pointing = {
        (name, field)
        for name in KINDS
        for field, one in RECORDS[name].references().items()
        if not one.owned and one.to != "Decision"
    }
    with sender.database.read() as session:
        member = records.get(session, StaffMember, uid)
        mine = {(type(record).__name__, record.uid) for record in person_package.tree(member)}
    here, there = everything(sender, *KINDS), everything(stranger, *KINDS)
    for name, record_uid in mine & here.keys():
        if name not in as_service | not_known:
            same = {f: text for f, text in here[name, record_uid].items() if (name, f) not in pointing}
            assert {f: there[name, record_uid][f] for f in same} == same
    assert not any(name in as_service | not_known for name, _uid in there)
    service = [row for (name, _uid), row in there.items() if name == "WorkHistory"]
    assert sum("Bệnh viện Cũ" in row["organisation"] for row in service) == 3
    (paper,) = [p for p in attachments.papers(stranger, taken.staff_uid) if p.file_name == "ho-so-don-vi-cu.txt"]
    _name, data = attachments.content(stranger, paper.uid)
    assert all(line in data.decode("utf-8-sig") for line in taken.as_text)


def simple(workspace, code="VC0001", **values):
    """Somebody at work in a department, with a status of leave before."""
    with workspace.database.write("Người") as session:
        member = StaffMember(staff_code=code, full_name="Nguyễn Văn An", **values)
        session.add(member)
        department = Department(name=f"Khoa Nội {code}")
        EmploymentStatus(staff=member, status="KHONG_LUONG", starts_on=PartialDate("2019"), ends_on=PartialDate("2020"))
        Placement(staff=member, department=department, job="Điều trị", starts_on=PartialDate("2012-03-01"))
        session.flush()
        return str(member.uid)


@pytest.fixture
def sender(tmp_path):
    workspace = fresh_unit(tmp_path / "sender.canbo", today=TODAY)
    with workspace.database.write("Đơn vị") as session:
        session.add(Unit(code="BV", name="Bệnh viện Cũ"))
    yield workspace
    workspace.close()


def test_as_at_any_day_before_joining_the_person_is_not_of_the_new_unit(sender, stranger, tmp_path):
    sent = person_package.send_out(sender, simple(sender), tmp_path / "a.canbo-nguoi")

    taken = person_package.take_in(stranger, person_package.look(sent.path, sent.password))

    with stranger.database.read() as session:
        member = records.get(session, StaffMember, taken.staff_uid)
        assert (member.statuses, member.placements) == ([], [])
        assert sorted((row.organisation, row.position, row.starts_on.iso) for row in member.work_history) == [
            ("Bệnh viện Cũ", "Nghỉ không lương", "2019"),
            ("Khoa Nội VC0001, Bệnh viện Cũ", "Điều trị", "2012-03-01"),
        ]


def test_a_taken_code_is_replaced_by_the_next_of_this_unit(sender, stranger, tmp_path):
    sent = person_package.send_out(sender, simple(sender), tmp_path / "a.canbo-nguoi", PASSWORD)
    simple(stranger)
    package = person_package.look(sent.path, PASSWORD)

    assert person_package.preview(stranger, package).staff_code == "VC0002"
    taken = person_package.take_in(stranger, package)
    again = person_package.preview(stranger, package)

    with stranger.database.read() as session:
        assert records.get(session, StaffMember, taken.staff_uid).staff_code == "VC0002"
    assert (again.same.uid, again.same.why) == (taken.staff_uid, "Cùng mã hồ sơ")


def test_taken_in_twice_nothing_is_doubled(sender, stranger, tmp_path):
    sent = person_package.send_out(sender, simple(sender), tmp_path / "a.canbo-nguoi", PASSWORD)
    package = person_package.look(sent.path, PASSWORD)
    person_package.take_in(stranger, package)
    once = everything(stranger, *KINDS)

    person_package.take_in(stranger, package)

    assert everything(stranger, *KINDS) == once


def test_somebody_known_by_the_citizen_number_is_only_joined_to_on_demand(sender, stranger, tmp_path):
    number = "040085000011"
    sent = person_package.send_out(
        sender, simple(sender, citizen_id=number, phone="0912345678"), tmp_path / "a.canbo-nguoi", PASSWORD
    )
    here = simple(stranger, "VC0077", citizen_id=number)
    package = person_package.look(sent.path, PASSWORD)

    told = person_package.preview(stranger, package)
    with pytest.raises(Rejected) as refused:
        person_package.take_in(stranger, package)
    taken = person_package.take_in(stranger, package, into=here)

    assert (told.same.uid, [p.code for p in told.problems]) == (here, ["package.known"])
    assert [p.code for p in refused.value.problems] == ["package.known"]
    assert taken.staff_uid == here
    with stranger.database.read() as session:
        member = records.get(session, StaffMember, here)
        assert (member.staff_code, member.phone, len(member.work_history)) == ("VC0077", "0912345678", 2)


def test_a_wrong_password_a_damaged_file_and_a_strange_one_are_told_in_one_sentence(sender, tmp_path):
    path = tmp_path / "a.canbo-nguoi"
    person_package.send_out(sender, simple(sender), path, PASSWORD)
    data = path.read_bytes()
    (tmp_path / "hole.canbo-nguoi").write_bytes(data[:5000] + bytes(200) + data[5200:])
    (tmp_path / "cut.canbo-nguoi").write_bytes(data[:6000])
    told = {}
    for name, password in (("a", "sai-mat-khau"), ("hole", PASSWORD), ("cut", PASSWORD), ("missing", PASSWORD)):
        with pytest.raises(EnvironmentRefused) as refused:
            person_package.look(tmp_path / f"{name}.canbo-nguoi", password)
        told[name] = str(refused.value)
    with pytest.raises(EnvironmentRefused):
        Workspace.open(path, PASSWORD, today=TODAY)
    with pytest.raises(EnvironmentRefused):
        person_package.look(sender.database.file.path, PASSWORD)

    words = {"a": "Mật khẩu", "hole": "hỏng", "cut": "hỏng", "missing": "Không tìm thấy"}
    assert {name: word for name, word in words.items() if word not in told[name]} == {}
    assert b"SQLite" not in data
    assert "Nguyễn".encode() not in data
    assert path.read_bytes() == data


def test_a_file_that_is_there_is_not_written_over(sender, tmp_path):
    uid, path = simple(sender), tmp_path / "a.canbo-nguoi"
    path.write_bytes(b"x")

    with pytest.raises(EnvironmentRefused):
        person_package.send_out(sender, uid, path)
    with pytest.raises(UserError):
        person_package.send_out(sender, uid, tmp_path / "b.canbo-nguoi", "ngắn")

    assert path.read_bytes() == b"x"
    assert [p.name for p in tmp_path.glob("*nguoi*")] == ["a.canbo-nguoi"]


def test_the_words_of_a_mentor_on_the_way_into_the_party_never_leave(sender, tmp_path):
    maker = Maker()
    with sender.database.write("Người") as session:
        member = maker.record(StaffMember)
        help_given = maker.record(RECORDS["MentoringAssignment"], mentee=member)
        help_given.kind = MentoringKind.SYMPATHISER
        session.add(maker.record(MentoringReview, assignment=help_given))
        session.flush()
        uid = str(member.uid)

    path = person_package.send_out(sender, uid, tmp_path / "a.canbo-nguoi", PASSWORD).path

    (review,) = [i for i in person_package.look(path, PASSWORD).items if i.entity is MentoringReview]
    assert set(review.values) == {"period", "review_on", "is_signed"}


def test_a_post_in_the_party_is_no_line_of_the_work_history_that_all_may_read(sender, stranger, tmp_path):
    uid = simple(sender)
    with sender.database.write("Chức vụ") as session:
        member = records.get(session, StaffMember, uid)
        Appointment(staff=member, post=Post(name="Bí thư chi bộ", is_party=True), starts_on=PartialDate("2020"))
        Appointment(staff=member, post=Post(name="Tổ trưởng"), starts_on=PartialDate("2021"))
    sent = person_package.send_out(sender, uid, tmp_path / "a.canbo-nguoi", PASSWORD)

    taken = person_package.take_in(stranger, person_package.look(sent.path, PASSWORD))

    with stranger.database.read() as session:
        held = [row.position for row in records.get(session, StaffMember, taken.staff_uid).work_history]
    assert "Tổ trưởng" in held
    assert "Bí thư chi bộ" not in held
    assert not any("Bí thư" in line for line in taken.as_text)


def test_a_field_of_ones_own_goes_where_the_next_unit_has_it_too(sender, stranger, tmp_path):
    for workspace, labels in ((sender, ("Cỡ áo", "Biển số xe")), (stranger, ("Cỡ áo",))):
        with workspace.database.write("Trường riêng") as session:
            for label in labels:
                session.add(OwnField(entity="StaffMember", key=f"k{len(label)}", label=label, kind="text"))
    uid = simple(sender)
    records.save(sender, StaffMember, uid, {"k5": "L", "k10": "29A-12345"})
    sent = person_package.send_out(sender, uid, tmp_path / "a.canbo-nguoi", PASSWORD)

    taken = person_package.take_in(stranger, person_package.look(sent.path, PASSWORD))

    assert records.load(stranger, StaffMember, taken.staff_uid)["k5"] == "L"
    assert taken.as_text == ("hồ sơ: Biển số xe: 29A-12345",)


def test_who_does_not_work_for_the_party_sends_nothing_of_it(sender, tmp_path):
    with sender.database.write("Người") as session:
        uid = whole_person(session)
    clerk = Workspace.on(sender.database.file, today=TODAY, user="lan", rights=Rights.of(Role.HR_CLERK))

    sent = person_package.send_out(clerk, uid, tmp_path / "a.canbo-nguoi", PASSWORD)

    kinds = {item.entity.__name__ for item in person_package.look(sent.path, PASSWORD).items}
    assert kinds == {*KINDS, "Decision"} - {"PartyMembership", "PartyCase"}
    leader = Workspace.on(sender.database.file, today=TODAY, user="xem", rights=Rights.of(Role.LEADER))
    with pytest.raises(UserError):
        person_package.send_out(leader, uid, tmp_path / "b.canbo-nguoi", PASSWORD)
    with pytest.raises(UserError):
        person_package.take_in(leader, person_package.look(sent.path, PASSWORD))


def test_a_package_cannot_bring_a_user_or_touch_somebody_else(sender, stranger, tmp_path):
    sent = person_package.send_out(sender, simple(sender), tmp_path / "a.canbo-nguoi", PASSWORD)
    packed = read_package(sent.path, PASSWORD)
    user = PackedRecord("User", "0197-0", '{"values": {"name": "x"}, "points_at": {}, "own": []}')
    write_package(tmp_path / "user.canbo-nguoi", PASSWORD, Packed(packed.header, (*packed.records, user), {}))
    with pytest.raises(EnvironmentRefused):
        person_package.look(tmp_path / "user.canbo-nguoi", PASSWORD)

    other = simple(stranger, "VC0050")
    uid = "01970000-0000-7000-8000-000000000001"
    row = f'{{"values": {{"kind": "PCUDN"}}, "points_at": {{"staff": ["{other}", "x"]}}, "own": []}}'
    odd = Packed(packed.header, (*packed.records, PackedRecord("Allowance", uid, row)), {})
    write_package(tmp_path / "odd.canbo-nguoi", PASSWORD, odd)
    person_package.take_in(stranger, person_package.look(tmp_path / "odd.canbo-nguoi", PASSWORD))

    with stranger.database.read() as session:
        assert records.get(session, StaffMember, other).allowances == []
        assert session.query(Post).count() == 0
        assert session.connection().exec_driver_sql(f"SELECT count(*) FROM {TABLES['User'].name}").scalar() == 0
