"""Every command of the command line with its options, in one place; help, checks and dispatch come from here.

What a command line alone can get wrong (an option, a kind, a date) is told here and ends with 2. What only the
catalogue or the data file can know (a report, a period, a rule, a staff code) is told by the command and ends with 1.
"""

import argparse
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from desktop import __version__
from desktop.domain.errors import EnvironmentRefused

PROGRAM = "canbo"
KINDS = (
    "staff",
    "qualifications",
    "work_history",
    "salary",
    "contracts",
    "licences",
    "family",
    "appraisals",
    "awards",
    "party",
    "mentoring",
    "training",
    "cme",
    "succession",
    "rotation",
    "targets",
    "discipline",
    "allowances",
    "certificates",
    "statuses",
    "placements",
    "titles",
    "jobs",
    "appointments",
    "scope_changes",
    "scientific_works",
    "foreign_relations",
    "foreign_trips",
    "old_regime",
    "households",
    "party_memberships",
    "departments",
    "posts",
    "party_cells",
    "partner_units",
    "decisions",
)
WHOLE = "all"  # whole records: every kind in one workbook or JSON document
PROFILES = ("hospital", "centre", "station")


@dataclass(frozen=True)
class Command:
    """A command: its name, the function of `desktop.cli` that runs it as `module:function`, help, and arguments."""

    name: str
    run: str
    help: str
    arguments: tuple["Argument", ...]


@dataclass(frozen=True)
class Argument:
    """One argument as `ArgumentParser.add_argument` takes it."""

    names: tuple[str, ...]
    facts: dict[str, Any]


def _a(*names: str, **facts: Any) -> Argument:
    return Argument(names, facts)


def _flag(name: str, told: str) -> Argument:
    return _a(name, action="store_true", help=told)


def data_file(text: str) -> Path:
    """The path of a data file. A database URL is refused: the shared server comes later."""
    if "://" in text:
        raise EnvironmentRefused(
            "Máy chủ dùng chung (địa chỉ cơ sở dữ liệu) sẽ có ở phiên bản sau; hiện hãy dùng một tệp dữ liệu .canbo."
        )
    return Path(text)


def day(text: str) -> date:
    """A date as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{text}» không phải ngày dạng NĂM-THÁNG-NGÀY, ví dụ 2026-11-22") from None


def count(text: str) -> int:
    """A whole number above zero."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 10_000_000:
        raise argparse.ArgumentTypeError(f"«{text}» không phải số nguyên dương")
    return int(text)


def days(text: str) -> int:
    """A number of days, zero allowed."""
    if not text.isascii() or not text.isdigit() or int(text) > 36_500:
        raise argparse.ArgumentTypeError(f"«{text}» không phải số ngày")
    return int(text)


def _ending(*endings: str) -> Callable[[str], Path]:
    """The path of a file to write, whose name ends as the command can write it."""

    def path(text: str) -> Path:
        if not text.lower().endswith(endings):
            raise argparse.ArgumentTypeError(f"tên tệp «{text}» phải kết thúc bằng {' hoặc '.join(endings)}")
        return Path(text)

    return path


_workbook = _ending(".xlsx")
_list = _ending(".xlsx", ".csv", ".json")
_package = _ending(".canbo-nguoi")


def whole(text: str) -> int:
    """Any whole number."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{text}» không phải số nguyên") from None


_FILE = _a("file", metavar="TỆP", type=data_file, help="tệp dữ liệu TÊN.canbo")
_KIND = _a(
    "--kind",
    metavar="LOẠI",
    required=True,
    choices=(*KINDS, WHOLE),
    help=f"loại dữ liệu: {', '.join(KINDS)}; {WHOLE} là toàn bộ hồ sơ, mọi bảng",
)
_JSON = _flag("--json", "in đúng một tài liệu JSON ra đầu ra chuẩn; thông báo đi ra đầu ra lỗi")
_PACKAGE_PASSWORD = _a(
    "--package-password-file",
    metavar="TỆP",
    type=Path,
    help="tệp chứa mật khẩu của gói ở dòng đầu (hoặc biến CANBO_PACKAGE_PASSWORD)",
)
_AS_OF = _a("--as-of", metavar="NGÀY", type=day, help="coi «hôm nay» là ngày này (NĂM-THÁNG-NGÀY)")
_OPENING = (
    _a("--password-file", metavar="TỆP", type=Path, help="tệp chứa mật khẩu ở dòng đầu (hoặc biến CANBO_PASSWORD)"),
    _a("--user", metavar="TÊN", help="người thực hiện, ghi vào nhật ký (hoặc biến CANBO_USER; mặc định «dòng lệnh»)"),
    _AS_OF,
)


def _out(told: str, *, metavar: str = "RA.xlsx", kind: Callable[[str], Path] = _workbook) -> Argument:
    return _a("--out", metavar=metavar, type=kind, required=True, help=told)


COMMANDS = (
    Command(
        "demo",
        "demo:demo",
        "làm thử toàn bộ công việc trên một bệnh viện mẫu: nhập sổ liệu, việc đến hạn, báo cáo, rồi mở cửa sổ",
        (
            _a(
                "--out",
                metavar="THƯ_MỤC",
                type=Path,
                default=Path("build", "demo"),
                help="nơi đặt kết quả (mặc định build/demo)",
            ),
            _flag("--no-window", "không mở cửa sổ khi xong"),
            _AS_OF,
        ),
    ),
    Command(
        "new",
        "files:new",
        "lập tệp dữ liệu mới cho một đơn vị",
        (
            _FILE,
            _a("--code", metavar="MÃ", required=True, help="mã đơn vị"),
            _a("--name", metavar="TÊN", required=True, help="tên đơn vị"),
            _a("--parent", metavar="TÊN", help="cơ quan chủ quản"),
            _flag("--no-password", "không mã hóa (chỉ để làm thử)"),
            *_OPENING,
        ),
    ),
    Command(
        "generate",
        "data:generate",
        "điền vào tệp một đơn vị mẫu, người và số liệu hư cấu; cùng hạt giống cho cùng dữ liệu",
        (
            _FILE,
            _a("--staff", metavar="SỐ", type=count, required=True, help="số người"),
            _a("--seed", metavar="SỐ", type=whole, default=1, help="hạt giống (mặc định 1)"),
            _a("--profile", choices=PROFILES, metavar="DẠNG", default="hospital", help="dạng: " + ", ".join(PROFILES)),
            _a(
                "--years",
                metavar="SỐ",
                type=whole,
                default=0,
                help="kèm số năm biến động: đến, đi, điều động, sáp nhập",
            ),
            *_OPENING,
        ),
    ),
    Command(
        "template",
        "data:template",
        "sổ Excel trống để nhập liệu: tiêu đề, danh sách chọn, ghi chú, một dòng mẫu",
        (
            _a("kind", metavar="LOẠI", choices=KINDS, help="loại dữ liệu: " + ", ".join(KINDS)),
            _out("sổ Excel sẽ lập"),
        ),
    ),
    Command(
        "import",
        "data:import_book",
        "nhập một sổ .xlsx, .xls, .xlsm, .ods, .csv hoặc .json đã xuất: tất cả hoặc không dòng nào",
        (
            _FILE,
            _a("book", metavar="SỔ", type=Path, help="sổ cần nhập"),
            _KIND,
            _a("--sheet", metavar="TRANG", help="tên trang (mặc định trang đầu có dữ liệu)"),
            _a("--mapping", metavar="M.toml", type=Path, help="tệp ghép cột: tiêu đề = trường"),
            _flag("--dry-run", "chỉ kiểm tra, không ghi"),
            _flag("--accept-valid", "nhập các dòng đúng, bỏ các dòng sai"),
            _a("--errors", metavar="LỖI.xlsx", type=_workbook, help="ghi các dòng sai kèm lý do ra sổ này"),
            _JSON,
            *_OPENING,
        ),
    ),
    Command(
        "export",
        "data:export",
        "xuất một loại danh sách hoặc toàn bộ hồ sơ, theo đúng các cột mà lệnh import nhận lại",
        (
            _FILE,
            _KIND,
            _out(
                f"tệp .xlsx, .csv hoặc .json sẽ ghi ({WHOLE}: .xlsx, hoặc .json có cả giấy tờ)",
                metavar="RA",
                kind=_list,
            ),
            _a(
                "--where",
                metavar="ĐIỀU_KIỆN",
                help="chỉ những dòng thỏa điều kiện về các cột, ví dụ full_name ~ 'duc'; một loại danh sách nhận cả "
                "«list:Tên danh sách đã lưu»",
            ),
            *_OPENING,
        ),
    ),
    Command(
        "due",
        "work:due",
        "danh sách việc đến hạn",
        (
            _FILE,
            _a("--within", metavar="SỐ_NGÀY", type=days, default=60, help="trong bao nhiêu ngày tới (mặc định 60)"),
            _a("--rule", metavar="QUY_TẮC", action="append", help="chỉ quy tắc này (nêu được nhiều lần)"),
            _JSON,
            *_OPENING,
        ),
    ),
    Command(
        "check",
        "work:check",
        "kiểm tra dữ liệu của cả tệp: lỗi và điều cần xem, mỗi điều có mã (xem --json)",
        (_FILE, _JSON, *_OPENING),
    ),
    Command(
        "reports",
        "work:reports",
        "danh mục báo cáo: mã, tên, kỳ, nơi nhận, căn cứ",
        (
            _a("file", metavar="TỆP", nargs="?", type=data_file, help="tệp dữ liệu: kể cả danh sách đã lưu trong đó"),
            _JSON,
            *_OPENING,
        ),
    ),
    Command(
        "report",
        "work:report",
        "xuất một báo cáo ra Excel",
        (
            _FILE,
            _a("code", metavar="MÃ", help="mã báo cáo (xem lệnh reports), hoặc «list:Tên danh sách đã lưu»"),
            _a("--period", metavar="KỲ", help="kỳ báo cáo, ví dụ 2026, ADM_Y:2026, STAT_Q:2026-3, ASOF:2026-11-22"),
            _out("sổ Excel sẽ ghi"),
            _flag("--draft", "xuất cả khi kiểm tra chưa đạt, có dấu DỰ THẢO"),
            _JSON,
            *_OPENING,
        ),
    ),
    Command(
        "form",
        "forms:form",
        "lập sơ yếu lý lịch và các phiếu cá nhân khác của một hoặc nhiều người ra Excel, như trên giấy",
        (
            _FILE,
            _a("code", metavar="MẪU", help="SYLL (TT 06/2023), 2C, HS01, HS02, HS03 (phiếu bổ sung), 3A"),
            _a("--staff", metavar="MÃ[,MÃ…]", help="mã nhân viên, cách nhau bằng dấu phẩy (mặc định mọi người)"),
            _a(
                "--where",
                metavar="ĐIỀU_KIỆN",
                help="chỉ những người thỏa điều kiện, ví dụ department = 'Khoa Nội' and birth_date < 1980",
            ),
            _a("--since", metavar="NGÀY", type=day, help="HS03: thay đổi từ ngày này (mặc định đầu năm)"),
            _flag("--none", "ghi «Không» vào những mục không có gì, thay vì để trống"),
            _out("tệp .xlsx (mỗi người một trang) hoặc thư mục (mỗi người một tệp)", metavar="RA", kind=Path),
            *_OPENING,
        ),
    ),
    Command(
        "person-out",
        "people:person_out",
        "xuất toàn bộ hồ sơ một người ra gói mã hóa cho đơn vị mới; mật khẩu của gói in ra một lần",
        (
            _FILE,
            _a("staff", metavar="MÃ", help="mã nhân viên"),
            _out("gói hồ sơ sẽ ghi", metavar="GÓI.canbo-nguoi", kind=_package),
            _PACKAGE_PASSWORD,
            _JSON,
            *_OPENING,
        ),
    ),
    Command(
        "person-in",
        "people:person_in",
        "nhận gói hồ sơ một người do đơn vị khác xuất bằng person-out",
        (
            _FILE,
            _a("package", metavar="GÓI", type=Path, help="gói hồ sơ nhận được"),
            _PACKAGE_PASSWORD,
            _a("--code", metavar="MÃ", default="", help="mã nhân viên ở đơn vị này (mặc định giữ mã cũ nếu còn trống)"),
            _a("--into", metavar="MÃ", default="", help="nhập vào hồ sơ đã có của chính người đó, theo mã nhân viên"),
            _flag("--dry-run", "chỉ xem trước, không ghi"),
            _JSON,
            *_OPENING,
        ),
    ),
    Command(
        "backup",
        "files:backup",
        "sao lưu an toàn, cả khi tệp đang mở",
        (_FILE, _out("bản sao sẽ ghi", metavar="BẢN_SAO", kind=data_file), *_OPENING),
    ),
    Command(
        "restore",
        "files:restore",
        "khôi phục từ bản sao; tệp cũ được giữ bên cạnh",
        (_a("copy", metavar="BẢN_SAO", type=data_file, help="bản sao lưu"), _FILE, *_OPENING),
    ),
    Command(
        "verify",
        "files:verify",
        "kiểm tra tệp hoặc bản sao: cấu trúc, liên kết, chuỗi nhật ký",
        (_a("file", metavar="TỆP", type=data_file, help="tệp dữ liệu hoặc bản sao"), _JSON, *_OPENING),
    ),
    Command(
        "audit",
        "files:audit",
        "ai đã sửa, đọc hoặc xuất gì",
        (
            _FILE,
            _a("--staff", metavar="MÃ", help="chỉ một người, theo mã nhân viên"),
            _a("--since", metavar="NGÀY", type=day, help="từ ngày này (NĂM-THÁNG-NGÀY)"),
            _JSON,
            *_OPENING,
        ),
    ),
    Command(
        "bench",
        "bench:bench",
        "số đo hiệu năng, mỗi số bên cạnh mốc so sánh đo trong cùng lần chạy",
        (
            _a(
                "--staff",
                metavar="SỐ",
                type=count,
                help="chỉ đo tìm kiếm với số người này (mặc định 1.000, 10.000, 100.000)",
            ),
            _JSON,
        ),
    ),
)

_EXIT_CODES = """Mã kết thúc: 0 xong; 1 xong nhưng dữ liệu có điều cần xem (dòng bị loại, kiểm tra chưa đạt, mã báo cáo hoặc kỳ
không có); 2 gõ lệnh sai; 3 máy từ chối (thiếu tệp, tệp bị khóa, không ghi được, sai mật khẩu, không phải tệp dữ liệu).
Không có lệnh: mở cửa sổ, ví dụ «canbo benh-vien.canbo»."""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Cách dùng: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """A parser whose every word is Vietnamese."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts, add_help=False, allow_abbrev=False, formatter_class=_Formatter)
        self.taken = self.add_argument_group("Tham số")
        self.options = self.add_argument_group("Tùy chọn")
        self.options.add_argument("-h", "--help", action="help", help="in hướng dẫn này rồi thôi")

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {_in_vietnamese(message)} Xem «{self.prog} --help».\n")


def parser() -> argparse.ArgumentParser:
    """The whole command line. The namespace has the command's `Command` as `command`."""
    made = _Parser(
        prog=PROGRAM,
        description="CanBo: hồ sơ viên chức, quyết định, lương, đào tạo, hướng dẫn, phát triển Đảng, việc đến hạn và báo cáo.",
        epilog=_EXIT_CODES,
    )
    made.options.add_argument(
        "--version", action="version", version=f"CanBo {__version__}", help="in phiên bản rồi thôi"
    )
    below = made.add_subparsers(title="Lệnh", metavar="LỆNH", required=True, parser_class=_Parser)
    for command in COMMANDS:
        one = below.add_parser(command.name, help=command.help, description=command.help[0].upper() + command.help[1:])
        one.set_defaults(command=command)
        for argument in command.arguments:
            group = one.options if argument.names[0].startswith("-") else one.taken
            group.add_argument(*argument.names, **argument.facts)
    return made


_WORDS: Iterable[tuple[str, str]] = (
    (r"the following arguments are required: (.+)", r"Thiếu \1."),
    (r"unrecognized arguments: (.+)", r"Không hiểu «\1»."),
    (r"argument LỆNH: invalid choice: '?(.*?)'? \(choose from .*\)", r"Không có lệnh «\1»."),
    (r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)", r"\1: không có «\2»; hãy chọn một trong \3."),
    (r"argument (.+?): expected one argument", r"\1 cần một giá trị."),
    (r"argument (.+?): expected at least one argument", r"\1 cần ít nhất một giá trị."),
    (r"argument (.+?): ignored explicit argument '(.*)'", r"\1 không nhận giá trị «\2»."),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 không dùng cùng \2."),
    (r"argument (.+?): (.+)", r"\1: \2."),
)


def _in_vietnamese(message: str) -> str:
    for pattern, told in _WORDS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return found.expand(told).replace("'", "")
    return f"Lệnh không đúng ({message})."
