"""Sơ yếu lý lịch cán bộ, công chức, viên chức: the form of 38 items of TT 06/2023/TT-BNV, in the order of the paper."""

from desktop.domain.biography import FamilyMember, FamilySide, ForeignRelation, OldRegimeService
from desktop.domain.merits import Award, Discipline
from desktop.domain.party import PartyStage
from desktop.domain.record import on_day
from desktop.domain.schooling import Certificate, CertificateKind, Qualification, WorkHistory
from desktop.domain.staff import Allowance, SalaryStep, TitleHolding
from desktop.excel.form import Column, Entry, Line, Part, PhotoBeside, Titles
from desktop.services.forms.base import Answers, Asked, FormKind, part, section, signed
from desktop.services.forms.facts import Facts
from desktop.services.forms.shared import RELATIVES, place, relatives
from desktop.services.forms.wording import month, shown_date

FROM, TO = Column("Từ tháng/năm", 13.4, "center"), Column("Đến tháng/năm", 13.4, "center")


def _parts(facts: Facts, asked: Asked) -> tuple[Part, ...]:
    ask = Answers(facts, asked)
    return (
        *_identity(ask),
        *_life(ask),
        *_work(ask),
        *_pay(ask),
        *_schooling(ask),
        *_service(ask),
        *_merits(ask),
        *_family(ask),
        *_means(ask),
        section("38) NHẬN XÉT, ĐÁNH GIÁ CỦA CƠ QUAN, ĐƠN VỊ QUẢN LÝ VÀ SỬ DỤNG"),
        ask.prose("unit_comment", wants_answer=False, blank=3),
        signed(facts, asked, "Thủ trưởng cơ quan, đơn vị"),
    )


SYLL = FormKind("SYLL", "Sơ yếu lý lịch", "TT 06/2023/TT-BNV", _parts)


def _identity(ask: Answers) -> tuple[Part, ...]:
    facts, own = ask.facts, ask.facts.own
    beside = (
        Titles(("SƠ YẾU LÝ LỊCH", "CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC")),
        Line(
            Entry("1) Họ và tên khai sinh (viết chữ in hoa): ", own("full_name").upper(), 8, bold=True),
            Entry("Giới tính: ", own("sex")),
        ),
        ask.line(("2) Các tên gọi khác:", ask.or_none(own("other_names")))),
        ask.line(("3) Sinh ngày:", own("birth_date"))),
        ask.line(("4) Nơi sinh:", place(facts, "birth"))),
        ask.line(("5) Quê quán:", place(facts, "home"))),
        ask.line(("6) Dân tộc:", own("ethnic_group")), ("7) Tôn giáo:", ask.religion())),
    )
    return (
        ask.line(("Cơ quan quản lý cán bộ, công chức, viên chức:", facts.parent_name)),
        ask.line(("Cơ quan, đơn vị sử dụng cán bộ, công chức, viên chức:", facts.unit_name)),
        ask.line(("Số hiệu:", own("staff_no")), ("Mã số định danh:", own("citizen_id"))),
        PhotoBeside(beside, facts.photo),
    )


def _life(ask: Answers) -> tuple[Part, ...]:
    facts, own = ask.facts, ask.facts.own
    return (
        ask.line(
            ("8) Số CCCD:", own("citizen_id")),
            ("Ngày cấp:", own("citizen_id_issued_on")),
            ("SĐT liên hệ:", own("phone")),
        ),
        ask.line(("9) Số BHXH:", own("social_insurance_no")), ("Số thẻ BHYT:", own("health_insurance_card_no"))),
        ask.line(("10) Nơi ở hiện nay:", place(facts, "current"))),
        ask.line(("11) Thành phần gia đình xuất thân:", own("family_class_origin"))),
        ask.line(("12) Nghề nghiệp trước khi được tuyển dụng:", own("occupation_before_recruitment"))),
        ask.line(
            ("13) Ngày được tuyển dụng lần đầu:", own("first_recruited_on")),
            ("Cơ quan, tổ chức, đơn vị tuyển dụng:", own("first_recruiting_agency")),
        ),
        ask.line(("14) Ngày vào cơ quan hiện đang công tác:", own("joined_unit_on"))),
        ask.line(
            ("15) Ngày vào Đảng Cộng sản Việt Nam:", facts.party_since(PartyStage.PROBATIONARY)),
            ("Ngày chính thức:", facts.party_since(PartyStage.OFFICIAL)),
        ),
        ask.line(
            ("16) Ngày tham gia tổ chức chính trị - xã hội đầu tiên:", own("first_mass_org_joined_on")),
        ),
        ask.line(
            ("17) Ngày nhập ngũ:", own("military_enlisted_on")),
            ("Ngày xuất ngũ:", own("military_discharged_on")),
            ("Quân hàm cao nhất:", own("highest_military_rank")),
        ),
        ask.line(("18) Đối tượng chính sách:", ask.or_none(own("policy_beneficiary")))),
        ask.line(("19) Trình độ giáo dục phổ thông:", own("general_education_level"))),
        ask.line(("20) Trình độ chuyên môn cao nhất:", facts.highest_text)),
        ask.line(("21) Học hàm:", ask.or_none(own("academic_rank")))),
        ask.line(("22) Danh hiệu nhà nước phong tặng:", ask.or_none(own("state_title")))),
    )


def _work(ask: Answers) -> tuple[Part, ...]:
    facts, own, post = ask.facts, ask.facts.own, ask.facts.post
    return (
        ask.line(
            ("23) Chức vụ hiện tại:", facts.text(post, "post")),
            ("Ngày bổ nhiệm/phê chuẩn:", facts.text(post, "starts_on")),
            ("Ngày bổ nhiệm lại/phê chuẩn nhiệm kỳ tiếp theo:", facts.text(post, "reappointed_on")),
        ),
        ask.line(("24) Được quy hoạch chức danh:", facts.planned)),
        ask.line(("25) Chức vụ kiêm nhiệm:", facts.concurrent)),
        ask.line(("26) Chức vụ Đảng hiện tại:", facts.party_post)),
        ask.line(("27) Chức vụ Đảng kiêm nhiệm:", facts.party_concurrent)),
        ask.line(("28) Công việc chính được giao:", own("main_duty"))),
        ask.line(("29) Sở trường công tác; công việc làm lâu nhất:", own("strengths"))),
    )


def _pay(ask: Answers) -> tuple[Part, ...]:
    facts, text = ask.facts, ask.facts.text
    title, pay, job, job_pay = facts.title, facts.pay, facts.job, facts.job_pay
    return (
        section("30) LƯƠNG HIỆN HƯỞNG"),
        ask.line(
            ("30.1) Ngạch/chức danh nghề nghiệp:", text(title, "title")),
            ("Mã số:", facts.title_code(title)),
            ("Ngày bổ nhiệm ngạch/chức danh nghề nghiệp:", text(title, "starts_on")),
            ("Bậc lương:", text(pay, "step")),
            ("Hệ số:", text(pay, "coefficient")),
            ("Ngày hưởng:", text(pay, "starts_on")),
            ("Phần trăm hưởng (%):", text(pay, "percent")),
            ("Phụ cấp thâm niên vượt khung (%):", text(pay, "over_frame_percent")),
            ("Ngày hưởng PCTNVK:", text(pay, "over_frame_from")),
        ),
        ask.line(
            ("30.2) Phụ cấp chức vụ:", facts.post_allowance),
            ("Phụ cấp kiêm nhiệm:", facts.concurrent_allowance),
            ("Phụ cấp khác:", facts.other_allowances),
        ),
        ask.line(
            ("30.3) Vị trí việc làm:", text(job, "position")),
            ("Mã số:", str(job.position) if job and job.position in facts.catalogue.list("job_position") else ""),
            ("Bậc lương:", text(job_pay, "step")),
            ("Lương theo mức tiền (đồng):", text(job_pay, "amount")),
            ("Ngày hưởng:", text(job_pay, "starts_on")),
            ("Phần trăm hưởng (%):", text(job_pay, "percent")),
            ("Phụ cấp thâm niên vượt khung (%):", text(job_pay, "over_frame_percent")),
            ("Ngày hưởng PCTNVK:", text(job_pay, "over_frame_from")),
        ),
        ask.line(
            ("31) Tình trạng sức khỏe:", facts.own("health_status")),
            ("Chiều cao (cm):", facts.own("height_cm")),
            ("Cân nặng (kg):", facts.own("weight_kg")),
            ("Nhóm máu:", facts.own("blood_group")),
        ),
    )


def _schooling(ask: Answers) -> tuple[Part, ...]:
    facts, text = ask.facts, ask.facts.text
    kinds = CertificateKind
    school, given = Column("Tên cơ sở đào tạo", 37), Column("Chứng chỉ được cấp", 37)
    degrees = [
        (
            month(row.starts_on),
            facts.until(row, "ends_on", "graduated_on"),
            text(row, "school"),
            text(row, "major"),
            text(row, "study_mode"),
            facts.diploma(row),
        )
        for row in facts.rows(Qualification)
    ]
    politics = [
        (*_studied(facts, row), text(row, "school"), text(row, "study_mode"), facts.certificate(row))
        for row in facts.certificates(kinds.POLITICS)
    ]
    languages = [
        (*_studied(facts, row), text(row, "school"), facts.language(row), facts.certificate(row), text(row, "score"))
        for row in facts.certificates(kinds.ENGLISH, kinds.LANGUAGE, kinds.ETHNIC_LANGUAGE)
    ]

    def plain(*wanted: CertificateKind) -> list[tuple[str, ...]]:
        return [
            (*_studied(facts, row), text(row, "school"), facts.certificate(row)) for row in facts.certificates(*wanted)
        ]

    return (
        section("32) QUÁ TRÌNH ĐÀO TẠO, BỒI DƯỠNG"),
        part("32.1- Chuyên môn (từ trung cấp trở lên cả trong nước và nước ngoài)"),
        ask.table(
            (
                FROM,
                TO,
                Column("Tên cơ sở đào tạo", 24),
                Column("Chuyên ngành đào tạo", 20),
                Column("Hình thức đào tạo", 14),
                Column("Văn bằng, trình độ", 18),
            ),
            degrees,
            Qualification,
        ),
        part("32.2- Lý luận chính trị"),
        ask.table(
            (
                FROM,
                TO,
                Column("Tên cơ sở đào tạo", 34),
                Column("Hình thức đào tạo", 18),
                Column("Văn bằng được cấp", 24),
            ),
            politics,
            Certificate,
        ),
        part("32.3- Bồi dưỡng quản lý nhà nước/ chức danh nghề nghiệp/ nghiệp vụ chuyên ngành"),
        ask.table(
            (FROM, TO, school, given),
            plain(kinds.STATE_MANAGEMENT, kinds.TITLE, kinds.MANAGEMENT, kinds.OTHER),
            Certificate,
        ),
        part("32.4- Bồi dưỡng kiến thức an ninh, quốc phòng"),
        ask.table((FROM, TO, school, given), plain(kinds.DEFENCE), Certificate),
        part("32.5- Tin học"),
        ask.table((FROM, TO, school, given), plain(kinds.IT), Certificate),
        part("32.6- Ngoại ngữ/ tiếng dân tộc"),
        ask.table(
            (
                FROM,
                TO,
                Column("Tên cơ sở đào tạo", 28),
                Column("Tên ngoại ngữ/ tiếng dân tộc", 18),
                Column("Chứng chỉ được cấp", 20),
                Column("Điểm số", 10, "center"),
            ),
            languages,
            Certificate,
        ),
    )


def _studied(facts: Facts, row: Certificate) -> tuple[str, str]:
    return month(row.starts_on), facts.until(row, "ends_on", "issued_on")


def _service(ask: Answers) -> tuple[Part, ...]:
    facts = ask.facts
    return (
        section("33) TÓM TẮT QUÁ TRÌNH CÔNG TÁC"),
        ask.table(
            (
                FROM,
                TO,
                Column("Đơn vị công tác (đảng, chính quyền, đoàn thể, tổ chức xã hội)", 40),
                Column("Chức danh/chức vụ", 36),
            ),
            facts.served(),
            WorkHistory,
            blank=4,
        ),
        section("34) ĐẶC ĐIỂM LỊCH SỬ BẢN THÂN"),
        part("34.1- Khai rõ: bị bắt, bị tù (thời gian, ở đâu), đã khai báo cho ai, những vấn đề gì?"),
        ask.prose("personal_history"),
        part("34.2- Bản thân có làm việc cho chế độ cũ"),
        ask.table(
            (FROM, TO, Column("Chức danh, chức vụ, đơn vị, địa điểm đã làm việc", 76)),
            [
                (month(row.starts_on), month(row.ends_on), facts.text(row, "detail"))
                for row in facts.rows(OldRegimeService)
            ],
            OldRegimeService,
        ),
        part("34.3- Tham gia hoặc có quan hệ với các tổ chức chính trị, kinh tế, xã hội ở nước ngoài"),
        ask.table(
            (FROM, TO, Column("Tên tổ chức, địa chỉ trụ sở, công việc đã làm", 76)),
            [
                (month(row.starts_on), facts.until(row), facts.text(row, "detail"))
                for row in facts.rows(ForeignRelation)
            ],
            ForeignRelation,
        ),
    )


def _merits(ask: Answers) -> tuple[Part, ...]:
    facts = ask.facts
    measures = [
        (
            month(row.decided_on),
            month(row.lapses_on()),
            facts.discipline(row),
            facts.text(row, "violation"),
            facts.text(row, "decided_by"),
        )
        for row in facts.rows(Discipline)
    ]
    return (
        section("35) KHEN THƯỞNG, KỶ LUẬT"),
        part("35.1- Thành tích thi đua, khen thưởng"),
        ask.table(
            (
                Column("Năm", 10, "center"),
                Column("Xếp loại chuyên môn", 26),
                Column("Xếp loại thi đua", 22),
                Column("Hình thức khen thưởng", 42),
            ),
            facts.years(),
            Award,
        ),
        part("35.2- Kỷ luật Đảng/hành chính"),
        ask.table(
            (
                FROM,
                TO,
                Column("Hình thức", 16),
                Column("Hành vi vi phạm chính", 36),
                Column("Cơ quan quyết định", 24),
            ),
            measures,
            Discipline,
        ),
    )


def _family(ask: Answers) -> tuple[Part, ...]:
    facts = ask.facts
    return (
        section("36) QUAN HỆ GIA ĐÌNH"),
        part("36.1- Về bản thân: cha, mẹ, vợ (hoặc chồng), các con, anh chị em ruột"),
        ask.table(RELATIVES, relatives(facts, FamilySide.OWN), FamilyMember, blank=4),
        part("36.2- Cha, mẹ, anh chị em ruột (bên vợ hoặc chồng)"),
        ask.table(RELATIVES, relatives(facts, FamilySide.SPOUSE), FamilyMember, blank=4),
    )


def _means(ask: Answers) -> tuple[Part, ...]:
    facts, text, told = ask.facts, ask.facts.text, ask.facts.by_name
    titles = facts.rows(TitleHolding)
    steps = [
        (
            month(row.starts_on),
            facts.until(row),
            facts.title_code(on_day(titles, row.starts_on.last)) if row.starts_on else "",
            text(row, "step"),
            text(row, "coefficient"),
            text(row, "amount"),
        )
        for row in facts.rows(SalaryStep)
    ]
    allowances = [
        (
            month(row.starts_on),
            facts.until(row),
            text(row, "kind"),
            text(row, "percent"),
            text(row, "coefficient"),
            text(row, "basis"),
            text(row, "amount"),
        )
        for row in facts.rows(Allowance)
    ]
    declared = shown_date(facts.household.declared_on) if facts.household is not None else ""
    return (
        section("37) HOÀN CẢNH KINH TẾ GIA ĐÌNH"),
        part("37.1- Quá trình lương của bản thân"),
        ask.table(
            (
                FROM,
                TO,
                Column("Mã số", 18, "center"),
                Column("Bậc lương", 12, "center"),
                Column("Hệ số lương", 14, "center"),
                Column("Tiền lương theo vị trí việc làm (đồng)", 32, "right"),
            ),
            steps,
            SalaryStep,
        ),
        part("37.2- Các loại phụ cấp khác"),
        ask.table(
            (
                FROM,
                TO,
                Column("Loại phụ cấp", 24),
                Column("Phần trăm hưởng", 12, "center"),
                Column("Hệ số", 10, "center"),
                Column("Hình thức hưởng", 15),
                Column("Giá trị (đồng)", 15, "right"),
            ),
            allowances,
            Allowance,
        ),
        part(f"37.3- Nguồn thu nhập chính của gia đình hằng năm{f' (kê khai {declared})' if declared else ''}"),
        ask.line(("- Lương (đồng/năm):", told("income_salary")), ("Các nguồn khác (đồng/năm):", told("income_other"))),
        ask.line(
            ("- Nhà ở được cấp, được thuê (loại nhà):", told("house_granted_type")),
            ("tổng diện tích sử dụng (m²):", told("house_granted_area")),
            ("Giấy chứng nhận quyền sở hữu:", told("house_granted_certificate")),
        ),
        ask.line(
            ("- Nhà ở tự mua, tự xây (loại nhà):", told("house_own_type")),
            ("tổng diện tích sử dụng (m²):", told("house_own_area")),
            ("Giấy chứng nhận quyền sở hữu:", told("house_own_certificate")),
        ),
        ask.line(
            ("- Đất ở được cấp (m²):", told("land_granted_area")),
            ("Giấy chứng nhận quyền sử dụng:", told("land_granted_certificate")),
        ),
        ask.line(
            ("- Đất ở tự mua (m²):", told("land_own_area")),
            ("Giấy chứng nhận quyền sử dụng:", told("land_own_certificate")),
        ),
        ask.line(("- Đất sản xuất, kinh doanh:", told("business_land"))),
    )
