"""The pages of daily work: what they show is what the API answers, to whom it answers it."""

import re
from html import unescape
from uuid import uuid4

import pytest

from adapters.web.actions import FORMS_OF
from tests.adapters.api.bureau import Bureau
from tests.adapters.api.desk import PUDONG, Handed, Json, lead_body
from tests.adapters.web.reader import Fields, Reader, fields_of, loads, paths

LISTS = ("/workbench", "/leads", "/referrals", "/dispositions", "/deadlines", "/inbox")


def lead_of(bureau: Bureau, by: str = "dispatcher", **fields: object) -> Json:
    """A new lead."""
    return bureau.desk(by).do("/leads", lead_body(**fields))


# --- rights --------------------------------------------------------------------------------------


def test_another_bureaus_records_are_not_there(bureau: Bureau, dispatched: Handed) -> None:
    title = lead_of(bureau, title=f"示例 {uuid4()}")["title"]
    bureau.desk("dispatcher").listed("/leads")
    with Reader(bureau, "minhang-handler") as reader:
        for path in (dispatched.lead_path, dispatched.referral_path):
            for below in ("", "?tab=all", "/corrections", "/return", "/informant"):
                reader.get(path + below, 404)
            assert reader.post(f"{path}/links", **{"/reason": "x"}).status_code == 404
        assert all(title not in reader.get(path) for path in LISTS)
        reader.get(f"/inbox?org={PUDONG}", 404)
        reader.get("/dispatch", 403)
        assert reader.post("/dispatch", key=uuid4().hex).status_code == 403


def test_an_auditor_reads_everything_and_is_offered_no_form(
    bureau: Bureau, received: Handed
) -> None:
    bureau.desk("dispatcher").listed("/referrals")
    with Reader(bureau, "auditor") as reader:
        for path in (*LISTS, received.lead_path, received.referral_path):
            assert set(paths(reader.get(path))) == {"/language", "/sign-out"}, path
        reader.get("/leads/new", 403)
        reader.get(f"{received.referral_path}/return", 403)


@pytest.mark.parametrize("user", ["dispatcher", "pudong-handler", "pudong-leader"])
@pytest.mark.parametrize("collection", ["leads", "referrals"])
def test_a_page_offers_what_the_api_allows(
    bureau: Bureau, received: Handed, user: str, collection: str
) -> None:
    path = received.lead_path if collection == "leads" else received.referral_path
    allowed = bureau.desk(user).get(path)["allowedActions"]
    with Reader(bureau, user) as reader:
        page = reader.get(path)

    offered = re.findall(rf'<a class="button[^"]*" href="{path}/([a-z-]+)"', page)
    assert sorted(offered) == sorted(set(allowed) & FORMS_OF[collection].keys())


@pytest.mark.parametrize("user", ["dispatcher", "auditor", "pudong-handler"])
def test_an_informant_is_on_no_page_but_the_one_that_asks_why(bureau: Bureau, user: str) -> None:
    name = f"示例举报人{uuid4().hex[:8]}"
    tip = lead_of(bureau, "pudong-handler", source="tip", informant={"name": name})
    path = f"/leads/{tip['id']}"
    with Reader(bureau, user) as reader:
        assert name not in reader.get(f"{path}?tab=all")
        if user != "pudong-handler":
            reader.get(f"{path}/informant", 403)
            assert reader.post(f"{path}/informant", reason="核实").status_code == 403
            return
        assert reader.post(f"{path}/informant", reason=" ").status_code == 400
        assert name in reader.post(f"{path}/informant", reason="核实").text
        assert "核实" in reader.get(f"{path}?tab=history")


# --- registering and dispatching -----------------------------------------------------------------


def filled(reader: Reader, **typed: str) -> Fields:
    """The form of a new lead, filled in."""
    given = {"/source": "inspection", "/title": "示例线索", **typed}
    return reader.form("/leads/new") | {name: [value] for name, value in given.items()}


def test_a_lead_that_may_be_the_same_is_named_before_it_is_registered(bureau: Bureau) -> None:
    product = f"示例产品 {uuid4()}"
    there = lead_of(bureau, product=product, title="先来的线索")
    bureau.desk("dispatcher").listed("/leads")
    with Reader(bureau, "dispatcher") as reader:
        form = filled(reader, **{"/product": product, "/receivedOn": "2026-11-02"})
        page = reader.send("/leads/new", form | {"check": ["true"]})

        assert f'href="/leads/{there["id"]}"' in page.text
        assert "同一产品" in page.text
        assert "至 2026-11-23" in page.text
        assert fields_of(page.text)["/product"] == [product]


def test_the_same_number_leads_to_the_lead_that_has_it(bureau: Bureau) -> None:
    there = lead_of(bureau)
    with Reader(bureau, "dispatcher") as reader:
        number = {"/sourceSystem": there["sourceSystem"], "/sourceRef": there["sourceRef"]}
        answer = reader.send("/leads/new", filled(reader, **number))

    assert answer.status_code == 409
    assert f'href="/leads/{there["id"]}"' in answer.text


def test_a_lead_is_registered_once_however_often_its_form_is_sent(bureau: Bureau) -> None:
    with Reader(bureau, "dispatcher") as reader:
        form = filled(reader)
        first = reader.send("/leads/new", form)
        again = reader.send("/leads/new", form)

    assert first.status_code == 303, first.text
    assert again.headers["location"] == first.headers["location"] + "&again=true"


def test_a_lead_that_was_never_opened_is_not_dispatched(bureau: Bureau) -> None:
    lead = lead_of(bureau, title=f"示例 {uuid4()}")
    bureau.desk("dispatcher").listed("/leads")
    with Reader(bureau, "dispatcher") as reader:
        answer = reader.post(
            "/dispatch",
            key=uuid4().hex,
            lead=lead["id"],
            reason="行为发生地",
            **{f"version:{lead['id']}": "1", f"to:{lead['id']}": PUDONG},
        )

    assert answer.status_code == 200
    assert "✗" in answer.text
    assert bureau.desk("dispatcher").get(f"/leads/{lead['id']}")["version"] == 1


# --- lists ---------------------------------------------------------------------------------------


def test_a_list_shows_ones_own_command_at_once(bureau: Bureau, dispatched: Handed) -> None:
    with Reader(bureau, "pudong-handler") as reader:
        path = f"{dispatched.referral_path}/receipt"
        fields = {"version": "1", "key": uuid4().hex, "next": "/inbox?tab=receipt"}
        answer = reader.post(path, **fields)

        assert answer.headers["location"].startswith("/inbox?tab=receipt&done=")
        assert dispatched.referral_path in reader.get("/inbox?tab=acceptance")
        assert dispatched.referral_path not in reader.get("/inbox?tab=receipt")


def test_a_list_is_filtered_by_its_address_and_was_otherwise(bureau: Bureau) -> None:
    lead = lead_of(bureau, title=f"示例 {uuid4()}", source="risk_monitoring")
    bureau.desk("dispatcher").listed("/leads")
    with Reader(bureau, "dispatcher") as reader:
        asked = f"/leads?q={lead['title']}"
        assert lead["id"] in reader.get(f"{asked}&source=risk_monitoring&status=registered")
        assert lead["id"] not in reader.get(f"{asked}&source=tip")
        past = reader.get(f"{asked}&asOfPosition={lead['position'] - 1}")
        assert lead["id"] not in past
        assert "此页不能修改" in past
        reader.get("/leads?status=nonsense", 400)
        reader.get("/leads?nonsense=1", 400)


def test_the_past_of_a_record_names_what_was_linked_then(bureau: Bureau, received: Handed) -> None:
    with Reader(bureau, "dispatcher") as reader:
        now = reader.get(received.lead_path)
        then = reader.get(f"{received.lead_path}?asOfPosition={received.lead['position'] - 2}")

    assert f'href="{received.referral_path}"' in now
    assert "待接收" in now
    assert "待签收" in then
    assert set(paths(then)) == {"/language", "/sign-out"}


# --- forms ---------------------------------------------------------------------------------------


def test_a_receiver_is_told_that_it_may_not_pass_on(bureau: Bureau, received: Handed) -> None:
    with Reader(bureau, "pudong-handler") as reader:
        assert "接收单位不得自行移送" in reader.get(received.referral_path)


def test_a_correction_chooses_the_entry_and_a_merge_the_lead(bureau: Bureau) -> None:
    product = f"示例产品 {uuid4()}"
    first, second = (lead_of(bureau, "pudong-handler", product=product) for _ in range(2))
    bureau.desk("pudong-handler").listed("/leads")
    with Reader(bureau, "pudong-handler") as reader:
        page = reader.get(f"/leads/{first['id']}/corrections")
        assert '<option value="1">1 ' in page
        page = reader.get(f"/leads/{first['id']}/merges")
        assert f'<option value="{second["id"]}">' in page
        form = fields_of(page) | {"/into": [second["id"]], "/reason": ["同一件事"]}
        answer = reader.send(f"/leads/{first['id']}/merges", form)

    assert answer.status_code == 303, answer.text
    assert bureau.desk("auditor").get(f"/leads/{first['id']}")["mergedInto"] == second["id"]


def test_a_record_is_named_by_the_address_of_its_page(bureau: Bureau) -> None:
    first, second = (lead_of(bureau, "pudong-handler") for _ in range(2))
    with Reader(bureau, "pudong-handler") as reader:
        path = f"/leads/{first['id']}/links"
        address = f"{bureau.url}/leads/{second['id']}?tab=history"
        form = reader.form(path) | {
            "/record": [address],
            "/relation": ["同一企业"],
            "/reason": ["核查"],
        }
        assert reader.send(path, form).status_code == 303
        assert f'href="/leads/{second["id"]}"' in reader.get(f"/leads/{first['id']}")


def test_what_was_typed_waits_on_the_page_until_one_has_signed_in_again(bureau: Bureau) -> None:
    path = f"/leads/{lead_of(bureau)['id']}/seriousness"
    with Reader(bureau, "dispatcher") as reader:
        form = reader.form(path) | {"/serious": ["false"], "/reason": ['"引号" <b>']}
        reader.http.cookies.clear()
        asked = reader.send(path, form)
        assert asked.status_code == 401
        hidden = dict(re.findall(r'name="(kept:[^"]*)" value="([^"]*)"', asked.text))
        assert unescape(hidden["kept:/reason"]) == '"引号" <b>'

        wrong = reader.post("/sign-in", user="dispatcher", password="x", next=path, **hidden)
        assert 'name="kept:/reason"' in wrong.text
        typed = {name: unescape(value) for name, value in hidden.items()}
        back = reader.post(
            "/sign-in", user="dispatcher", password="casetrail-demo", next=path, **typed
        )
        assert 'value="&#34;引号&#34; &lt;b&gt;"' in back.text
        again = reader.send(path, form | {"resumed": ["true"]})
        assert fields_of(again.text)["/reason"] == ['"引号" <b>']
        assert reader.send(path, fields_of(again.text)).status_code == 303


def test_pages_load_nothing_from_elsewhere_and_run_no_script(
    bureau: Bureau, received: Handed
) -> None:
    bureau.desk("dispatcher").listed("/leads")
    with Reader(bureau, "dispatcher") as reader:
        for path in (*LISTS, "/dispatch", "/leads/new", received.lead_path, received.referral_path):
            page = reader.get(path)
            loaded, inline = loads(page)
            assert inline == [], path
            assert all(each.startswith(("/static/", "/assets/")) for each in loaded)


def test_what_people_wrote_is_text_and_no_markup(bureau: Bureau) -> None:
    nasty = '<script>alert("x")</script>'
    lead = lead_of(bureau, title=nasty)
    bureau.desk("dispatcher").listed("/leads")
    with Reader(bureau, "dispatcher") as reader:
        for path in (f"/leads/{lead['id']}?tab=all", "/leads", "/dispatch"):
            page = reader.get(path)
            assert nasty not in page
            assert "&lt;script&gt;" in page
