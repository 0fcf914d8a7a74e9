"""The operator sees what became of letters, and no words of an account's."""

from members import account_letters
from tests.factories import MemberFactory


def test_the_operator_reads_fates_and_no_codes(client, ana, now):
    letter = account_letters.leave(
        "account/email/login_code", ana.email, {"code": "K7Q2PX", "user": ana}, now
    )
    operator = MemberFactory(is_staff=True, is_superuser=True)
    client.force_login(operator)
    listed = client.get("/admin/members/letter/")
    assert "account_login_code" in listed.text
    shown = client.get(f"/admin/members/letter/{letter.pk}/change/")
    assert shown.status_code == 200
    for page in (listed, shown):
        assert "K7Q2PX" not in page.text
        assert "gAAAA" not in page.text
    assert client.get("/admin/members/letter/add/").status_code == 403
    assert client.post(f"/admin/members/letter/{letter.pk}/delete/").status_code == 403
