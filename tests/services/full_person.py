"""One invented person whose every table of the record form is filled, and one about whom hardly anything is known."""

from datetime import date
from decimal import Decimal

from desktop.domain.biography import (
    FamilyMember,
    FamilySide,
    ForeignRelation,
    ForeignTrip,
    Household,
    OldRegimeService,
)
from desktop.domain.dates import PartialDate
from desktop.domain.merits import Appraisal, Award, Discipline, DisciplineSphere
from desktop.domain.organisation import Department, PartyCell, Post
from desktop.domain.party import PartyMembership, PartyStage
from desktop.domain.schooling import Certificate, CertificateKind, Qualification, WorkHistory
from desktop.domain.staff import (
    Allowance,
    Appointment,
    AppointmentKind,
    Contract,
    EmploymentStatus,
    JobHolding,
    PayBasis,
    Placement,
    SalaryStep,
    Sex,
    StaffMember,
    TitleHolding,
)
from desktop.domain.succession import SuccessionEntry


def p(text):
    return PartialDate(text)


def full_person(session, code="VC0100", name="Đặng Thị Ngọc Ánh"):
    """Somebody with all there is on paper."""
    inner = Department(name=f"Khoa Nội tổng hợp {code}", order_no=1)
    head = Post(name=f"Trưởng khoa {code}", level=3, is_manager=True)
    deputy = Post(name=f"Phó trưởng khoa {code}", level=4, is_manager=True)
    union = Post(name=f"Chủ tịch Công đoàn cơ sở {code}", level=5)
    cell_head = Post(name=f"Bí thư chi bộ {code}", is_party=True)
    committee = Post(name=f"Đảng ủy viên {code}", is_party=True)
    cell = PartyCell(name=f"Chi bộ Nội {code}")
    session.add_all([inner, head, deputy, union, cell_head, committee, cell])
    member = StaffMember(
        staff_code=code,
        staff_no="01.02.0345",
        full_name=name,
        sex=Sex.FEMALE,
        other_names="Đặng Ngọc Ánh",
        birth_date=p("1979-04-12"),
        birth_place="Xã Đông Hưng, huyện Đông Hưng, tỉnh Thái Bình",
        home_town="Xã Nguyên Xá, huyện Đông Hưng, tỉnh Thái Bình",
        ethnic_group="01",
        religion="00",
        citizen_id="034179001234",
        citizen_id_issued_on=date(2021, 5, 10),
        citizen_id_issuer="Cục Cảnh sát quản lý hành chính về trật tự xã hội",
        phone="0912345678",
        social_insurance_no="3402000123",
        health_insurance_card_no="DN4340200012345",
        current_address="Số 12, ngõ 45, đường Trần Hưng Đạo, phường Trần Lãm, tỉnh Hưng Yên",
        permanent_address="Số 7, tổ 3, phường Kỳ Bá, thành phố Thái Bình, tỉnh Thái Bình",
        family_class_origin="Bần nông",
        occupation_before_recruitment="Sinh viên",
        first_recruited_on=p("2003-09-01"),
        first_recruiting_agency="Sở Y tế tỉnh Thái Bình",
        joined_unit_on=p("2005-03"),
        first_mass_org_joined_on=p("1994-03-26"),
        union_joined_on=p("1994-03-26"),
        military_enlisted_on=p("1997-02"),
        military_discharged_on=p("1998-12"),
        highest_military_rank="Hạ sĩ",
        policy_beneficiary="Con thương binh hạng 3/4",
        war_invalid_class="4/4",
        policy_family="Con thương binh",
        general_education_level="12/12",
        academic_rank="PGS",
        state_title="Thầy thuốc Ưu tú",
        main_duty="Quản lý, điều hành khoa Nội tổng hợp; khám và điều trị người bệnh nội khoa",
        strengths="Khám, điều trị bệnh nội khoa; đào tạo nhân lực y tế",
        health_status="Loại I",
        height_cm=158,
        weight_kg=Decimal("52.5"),
        blood_group="O",
        specialised_training="Siêu âm tim mạch nâng cao",
        personal_history="Không bị bắt, bị tù.\nĐã khai báo đầy đủ trong hồ sơ năm 2003.",
        relatives_abroad="Em gái Đặng Thị Hồng Hạnh, kế toán, cư trú tại Osaka, Nhật Bản",
        self_comment="Bản thân chấp hành tốt chủ trương của Đảng, pháp luật của Nhà nước.",
        unit_comment="Phẩm chất đạo đức tốt, chuyên môn vững, hoàn thành xuất sắc nhiệm vụ được giao.",
    )
    session.add(member)
    _work(member, inner, head, deputy, union, cell_head, committee)
    PartyMembership(
        staff=member, stage=PartyStage.PROBATIONARY, cell=cell, starts_on=p("2008-05-19"), ends_on=p("2009-05-18")
    )
    PartyMembership(
        staff=member,
        stage=PartyStage.OFFICIAL,
        cell=cell,
        starts_on=p("2009-05-19"),
        position="Phó Bí thư Đảng ủy",
    )
    SuccessionEntry(
        staff=member,
        planned_post=Post(name=f"Phó Giám đốc {code}", level=2, is_manager=True),
        term="2025-2030",
        decision_on=date(2024, 6, 1),
    )
    _pay(member)
    _schooling(member)
    _life(member)
    _merits(member)
    _family(member)
    return member


def _work(member, inner, head, deputy, union, cell_head, committee):
    EmploymentStatus(staff=member, status="DANG_LAM", starts_on=p("2005-03-01"))
    Placement(staff=member, department=inner, starts_on=p("2005-03-01"), job="Điều trị")
    Contract(staff=member, kind="HDLV_KXDTH", starts_on=p("2005-03-01"))
    Appointment(staff=member, post=deputy, starts_on=p("2012-04-01"), ends_on=p("2019-03-31"), allowance=Decimal("0.4"))
    Appointment(
        staff=member,
        post=head,
        starts_on=p("2019-04-01"),
        reappointed_on=p("2024-04-01"),
        term_ends_on=date(2029, 3, 31),
        allowance=Decimal("0.50"),
    )
    Appointment(
        staff=member,
        post=union,
        kind=AppointmentKind.CONCURRENT,
        starts_on=p("2023-01-15"),
        allowance=Decimal("0.20"),
    )
    Appointment(staff=member, post=cell_head, starts_on=p("2020-02-01"))
    Appointment(staff=member, post=committee, kind=AppointmentKind.CONCURRENT, starts_on=p("2020-06-01"))
    TitleHolding(staff=member, title="V.08.01.03", starts_on=p("2005-03-01"), ends_on=p("2018-11-30"))
    TitleHolding(staff=member, title="V.08.01.02", starts_on=p("2018-12-01"))
    JobHolding(staff=member, position="II.081", level=4, starts_on=p("2026-08-01"))
    WorkHistory(
        staff=member,
        organisation="Trung tâm Y tế huyện Đông Hưng, tỉnh Thái Bình",
        position="Bác sĩ",
        starts_on=p("2003-09"),
        ends_on=p("2005-02"),
    )
    WorkHistory(
        staff=member,
        organisation="Bệnh viện Đa khoa khu vực Bình Minh",
        position="Bác sĩ khoa Nội",
        starts_on=p("2005-03"),
        ends_on=p("2012-03"),
    )
    WorkHistory(
        staff=member,
        organisation="Bệnh viện Đa khoa khu vực Bình Minh",
        position="Phó trưởng khoa, rồi Trưởng khoa Nội tổng hợp",
        starts_on=p("2012-04"),
    )


def _pay(member):
    steps = (("2005-03-01", 1, "2.34"), ("2008-03-01", 2, "2.67"), ("2011-03-01", 3, "3.00"), ("2014-03-01", 4, "3.33"))
    later = (("2017-03-01", 5, "3.66"), ("2018-12-01", 1, "4.40"), ("2021-12-01", 2, "4.74"), ("2024-12-01", 3, "5.08"))
    found = [*steps, *later]
    for (start, step, coefficient), after in zip(found, [*found[1:], None], strict=True):
        SalaryStep(
            staff=member,
            salary_table="A1" if start < "2018-12-01" else "A2.1",
            step=step,
            coefficient=Decimal(coefficient),
            percent=Decimal("100"),
            basis=PayBasis.TITLE,
            starts_on=p(start),
            ends_on=p(f"{after[0][:4]}-{int(after[0][5:7]) - 1:02d}") if after else None,
            over_frame_percent=Decimal("5") if after is None else None,
            over_frame_from=p("2025-12-01") if after is None else None,
        )
    SalaryStep(
        staff=member,
        step=4,
        amount=18_500_000,
        basis=PayBasis.POSITION,
        percent=Decimal("85"),
        starts_on=p("2026-08-01"),
    )
    Allowance(
        staff=member, kind="PCUDN", percent=Decimal("40"), basis="Theo lương ngạch, bậc", starts_on=p("2012-01-01")
    )
    Allowance(staff=member, kind="PCDH", coefficient=Decimal("0.20"), starts_on=p("2005-03-01"))
    Allowance(staff=member, kind="PCTr", amount=2_600_000, basis="Theo số phiên trực", starts_on=p("2024-01-01"))


def _schooling(member):
    Qualification(
        staff=member,
        level="DH",
        major="Y đa khoa",
        school="Trường Đại học Y Thái Bình",
        study_mode="CQ",
        diploma="Bác sĩ đa khoa",
        starts_on=p("1997-09"),
        ends_on=p("2003-07"),
        graduated_on=p("2003-07"),
    )
    Qualification(
        staff=member,
        level="CKII",
        major="Nội khoa",
        school="Trường Đại học Y Hà Nội",
        study_mode="TT",
        diploma="Bằng tốt nghiệp chuyên khoa cấp II",
        starts_on=p("2014-10"),
        graduated_on=p("2016-12"),
    )
    kinds = CertificateKind
    for kind, level, named, school, more in (
        (kinds.POLITICS, "LLCT_CC", "Cao cấp lý luận chính trị", "Học viện Chính trị khu vực I", {"study_mode": "KTT"}),
        (
            kinds.STATE_MANAGEMENT,
            "QLNN_CVC",
            "Chứng chỉ ngạch chuyên viên chính",
            "Trường Chính trị tỉnh Thái Bình",
            {},
        ),
        (kinds.TITLE, None, "Tiêu chuẩn chức danh bác sĩ hạng II", "Trường Cán bộ quản lý y tế", {}),
        (kinds.MANAGEMENT, None, "Quản lý bệnh viện", "Trường Đại học Y tế công cộng", {}),
        (kinds.OTHER, None, "Phương pháp dạy học lâm sàng", "Trường Đại học Y Hà Nội", {}),
        (kinds.DEFENCE, None, "Kiến thức quốc phòng và an ninh đối tượng 3", "Bộ Chỉ huy quân sự tỉnh", {}),
        (kinds.IT, "TH_CB", "Ứng dụng CNTT cơ bản", "Trung tâm Tin học, Sở Giáo dục và Đào tạo", {}),
        (kinds.ENGLISH, "NN_B2", "Tiếng Anh B2", "Trường Đại học Hà Nội", {"score": "6,5"}),
        (kinds.LANGUAGE, "NN_A2", "DELF A2", "Viện Pháp tại Hà Nội", {"language": "Tiếng Pháp", "score": "72/100"}),
        (kinds.ETHNIC_LANGUAGE, "DT", "Chứng chỉ tiếng Mường", "Trường Cao đẳng Hòa Bình", {"language": "Tiếng Mường"}),
    ):
        Certificate(
            staff=member,
            kind=kind,
            level=level,
            name=named,
            school=school,
            starts_on=p("2015-03"),
            ends_on=p("2015-09"),
            issued_on=p("2015-10-15"),
            **more,
        )


def _life(member):
    OldRegimeService(staff=member, detail="Y tá, bệnh xá quận 3, Sài Gòn", starts_on=p("1973"), ends_on=p("1975-04"))
    ForeignRelation(
        staff=member,
        detail="Hội Tim mạch châu Á - Thái Bình Dương, trụ sở Singapore; hội viên",
        starts_on=p("2018-01"),
    )
    ForeignTrip(
        staff=member,
        destination="Nhật Bản",
        purpose="Tập huấn siêu âm tim",
        funding="Học bổng",
        starts_on=p("2026-03-02"),
        ends_on=p("2026-05-30"),
    )
    Household(
        staff=member,
        declared_on=p("2025-12-20"),
        income_salary=240_000_000,
        income_other=36_000_000,
        house_granted_type="Nhà công vụ",
        house_granted_area=Decimal("45.00"),
        house_granted_certificate="Số 12/HĐ-TNCV",
        house_own_type="Nhà cấp III, 3 tầng",
        house_own_area=Decimal("120.50"),
        house_own_certificate="CS 012345",
        land_granted_area=Decimal("60.00"),
        land_granted_certificate="BK 443322",
        land_own_area=Decimal("85.00"),
        land_own_certificate="BM 998877",
        business_land="Không",
    )


def _merits(member):
    for year, rating, emulation, award in (
        (2021, "HTT", "Lao động tiên tiến", "GK"),
        (2023, "HTXS", "Chiến sĩ thi đua cơ sở", "CSTDCS"),
        (2025, "HTXS", "Chiến sĩ thi đua cơ sở", "BKBT"),
    ):
        Appraisal(staff=member, year=year, rating=rating, emulation_rating=emulation, decided_on=date(year, 12, 10))
        Award(
            staff=member,
            year=year,
            form=award,
            content=f"Thành tích xuất sắc năm {year}",
            awarded_on=p(f"{year}-12-20"),
            decided_by="Giám đốc Sở Y tế",
            decision_no=f"{year - 1900}/QĐ-SYT",
        )
    Discipline(
        staff=member,
        form="KT",
        decided_on=p("2010-06-15"),
        violation="Vi phạm quy chế chuyên môn",
        decided_by="Giám đốc bệnh viện",
    )
    Discipline(
        staff=member,
        sphere=DisciplineSphere.PARTY,
        form="CC",
        decided_on=p("2011-02-10"),
        violation="Thiếu trách nhiệm",
        decided_by="Đảng ủy bệnh viện",
    )


def _family(member):
    detail = "Quê quán: xã Nguyên Xá, tỉnh Hưng Yên; nghề nghiệp: nông dân; nơi ở: xã Nguyên Xá, tỉnh Hưng Yên"
    for order, (relation, named, born) in enumerate(
        (
            ("CHA_DE", "Đặng Văn Thịnh", 1950),
            ("ME_DE", "Phạm Thị Lụa", 1953),
            ("CHONG", "Vũ Quốc Tuấn", 1976),
            ("CON", "Vũ Minh Khôi", 2006),
            ("EM_RUOT", "Đặng Thị Hồng Hạnh", 1984),
        ),
        1,
    ):
        FamilyMember(
            staff=member,
            relation=relation,
            name=named,
            birth_year=born,
            detail=detail,
            order_no=order,
            country="Nhật Bản" if relation == "EM_RUOT" else None,
        )
    for relation, named, born in (("CHA_CHONG", "Vũ Đình Sáu", 1946), ("ME_CHONG", "Trần Thị Mận", 1949)):
        FamilyMember(
            staff=member, side=FamilySide.SPOUSE, relation=relation, name=named, birth_year=born, detail=detail
        )


def bare_person(session, code="VC0999", name="Lò Văn Ún"):
    """Somebody just entered: a code and a name."""
    member = StaffMember(staff_code=code, full_name=name)
    session.add(member)
    return member


def ugly_person(session, code="A/B:*?<1>", name='=HYPERLINK("x") Nguyễn Phúc Hoàng ' + "Vĩnh Tường Khánh " * 5):
    """Somebody whose record is as bad as it can be: long, many, and trying to be a formula."""
    member = StaffMember(
        staff_code=code,
        full_name=name[:120].strip(),
        main_duty="=SUM(A1:A9)",
        birth_place="Khoảng năm 1960, tại " + "thôn Một, xã Hai, " * 12,
        religion="Đạo của ông bà",
        unit_comment="\n".join(f"Dòng {n}: " + "nhận xét rất dài, " * 12 for n in range(18)),
        personal_history="@" + "khai rõ từng việc một. " * 150,
    )
    session.add(member)
    for n in range(40):
        WorkHistory(
            staff=member,
            organisation=f"+{n} Đơn vị công tác có tên thật dài, phòng số {n}, thuộc một cơ quan cũng có tên rất dài",
            position="-nhân viên" * (n % 4 + 1),
            starts_on=p(f"{1980 + n}"),
            ends_on=p(f"{1980 + n}-12"),
        )
    FamilyMember(staff=member, relation="CON", name="=1+1", detail="Một dòng\n" * 30 + "chữ " * 700)
    return member
