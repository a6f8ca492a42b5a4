"""What a person's own fields refuse."""

import pytest

from desktop.domain.errors import BadValue
from desktop.domain.staff import StaffMember


@pytest.mark.parametrize("name", ["31021980", "...", "12/3"])
def test_a_name_without_a_letter_is_no_name(name):
    with pytest.raises(BadValue, match="chưa có chữ cái"):
        StaffMember.fields["full_name"].read(name)


@pytest.mark.parametrize("name", ["Y Moan Êban", "H'Hen Niê", "An", "Nguyễn Văn A2"])
def test_names_of_every_people_are_names(name):
    assert StaffMember.fields["full_name"].read(name) == name
