"""The pages of cases: what they show is what the API answers, and a form is its command."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest

from adapters.api import cases as api_cases
from adapters.web import cases as case_pages
from adapters.web.case_file import FORMS
from tests.adapters.api.bureau import Bureau
from tests.adapters.api.case_story import filed, played, turn
from tests.adapters.api.desk import PASSWORD, PUDONG, Json
from tests.adapters.web.reader import Fields, Reader, fields_of, loads, paths

TWO = ["xuhui-handler", "xuhui-handler2"]
DAY = "2026-11-02"
RECORD: dict[str, str | list[str]] = {
    "/kind": "record",
    "/name": "现场笔录",
    "/source": "示例电器经营场所",
    "/obtainedOn": "2026-11-03",
    "/officers": TWO,
}
PDF = b"%PDF-1.7\n%%EOF\n"


def filed_case(bureau: Bureau, title: str) -> Json:
    """A case against a firm of its own."""
    return filed(bureau, DAY, title=title, party={"name": f"示例 {uuid4()}", "kind": "entity"})


@pytest.fixture
def case(bureau: Bureau) -> Json:
    """A case that Xuhui filed."""
    return filed_case(bureau, "销售未经认证的插座案")


@pytest.fixture
def handler(bureau: Bureau) -> Iterator[Reader]:
    with Reader(bureau, "xuhui-handler") as reader:
        yield reader


def path_of(case: Json, noun: str = "") -> str:
    return f"/cases/{case['id']}" + (f"/{noun}" if noun else "")


def version_of(bureau: Bureau, case: Json) -> int:
    return int(bureau.desk("xuhui-handler").get(f"/cases/{case['id']}")["version"])


def filled(reader: Reader, case: Json, **more: str | list[str]) -> Fields:
    """The form for evidence, filled in."""
    typed = {n: v if isinstance(v, list) else [v] for n, v in (RECORD | more).items()}
    return reader.form(path_of(case, "evidence")) | typed


# --- signing in ----------------------------------------------------------------------------------


def test_who_is_not_signed_in_signs_in_and_goes_on(bureau: Bureau, case: Json) -> None:
    with Reader(bureau) as reader:
        asked = reader.http.get(path_of(case) + "?tab=history")
        assert asked.status_code == 303
        page = reader.get(asked.headers["location"])
        wanted = re.findall(r'name="next" value="([^"]*)"', page)[-1]

        answer = reader.post(
            "/sign-in",
            user="xuhui-handler",
            password=PASSWORD,
            next=wanted.replace("&amp;", "&"),
        )

        assert answer.headers["location"] == path_of(case) + "?tab=history"
        assert "httponly" in answer.headers["set-cookie"].lower()
        assert "samesite=strict" in answer.headers["set-cookie"].lower()
        assert "示例·徐办" in reader.get(answer.headers["location"])
        assert reader.post("/sign-out").headers["location"] == "/sign-in"
        assert reader.http.get("/cases").status_code == 303


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "/\\e"])
def test_signing_in_leads_nowhere_else(bureau: Bureau, wanted: str) -> None:
    with Reader(bureau) as reader:
        answer = reader.post("/sign-in", user="xuhui-handler", password=PASSWORD, next=wanted)

    assert answer.headers["location"] == "/workbench"


def test_a_wrong_password_is_told_on_the_page_and_the_name_is_kept(bureau: Bureau) -> None:
    with Reader(bureau) as reader:
        answer = reader.post("/sign-in", user="nobody", password="wrong", next="/cases")

    assert answer.status_code == 401
    assert "用户名或密码不正确。" in answer.text
    assert 'value="nobody"' in answer.text


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}],
)
def test_a_form_of_another_site_is_not_accepted(
    bureau: Bureau, handler: Reader, case: Json, headers: dict[str, str]
) -> None:
    form = filled(handler, case)

    answer = handler.http.post(path_of(case, "evidence"), data=form, headers=headers)

    assert answer.status_code == 403
    assert "该表单不是从本系统的页面提交的" in answer.text
    assert version_of(bureau, case) == case["version"]


# --- rights --------------------------------------------------------------------------------------


def test_another_bureaus_case_is_not_there(bureau: Bureau, case: Json) -> None:
    with Reader(bureau, "pudong-handler") as reader:
        for path in (path_of(case), path_of(case, "evidence"), path_of(case) + "?tab=all"):
            assert case["number"] not in reader.get(path, 404)
        assert reader.post(path_of(case, "evidence"), **{"/name": "x"}).status_code == 404
        assert case["number"] not in reader.get("/cases?view=list")
        reader.get(f"/cases?view=list&org={case['org']}", 404)
        reader.get("/cases/workload?org=310104", 404)
        assert reader.get("/cases/workload?org=" + PUDONG)


def test_an_auditor_reads_everything_and_fills_in_nothing(bureau: Bureau, case: Json) -> None:
    with Reader(bureau, "auditor") as reader:
        page = reader.get(path_of(case) + "?tab=all")
        assert case["number"] in page
        assert set(paths(page)) == {"/language", "/sign-out"}
        assert not re.search(rf'href="{path_of(case)}/', page)
        reader.get(path_of(case, "evidence"), 403)


@pytest.mark.parametrize("user", ["handler", "leader", "reviewer", "head"])
def test_the_file_offers_what_the_api_allows(bureau: Bureau, case: Json, user: str) -> None:
    allowed = bureau.desk(f"xuhui-{user}").get(f"/cases/{case['id']}")["allowedActions"]
    with Reader(bureau, f"xuhui-{user}") as reader:
        page = reader.get(path_of(case))

    offered = re.findall(rf'<a class="button[^"]*" href="{path_of(case)}/([a-z-]+)"', page)

    assert sorted(offered) == sorted(set(allowed) & FORMS.keys())


# --- forms ---------------------------------------------------------------------------------------


def test_a_form_records_what_its_command_does(bureau: Bureau, handler: Reader, case: Json) -> None:
    answer = handler.send(path_of(case, "evidence"), filled(handler, case))

    assert answer.status_code == 303, answer.text
    page = handler.get(answer.headers["location"])
    assert "已记录：" in page
    assert "现场笔录" in page
    after = bureau.desk("xuhui-handler").get(f"/cases/{case['id']}")
    assert after["version"] == case["version"] + 1
    assert after["file"]["evidence"]["1"]["officers"] == TWO
    history = bureau.desk("xuhui-handler").get(f"/cases/{case['id']}/history")["items"]
    assert history[-1]["channel"] == "web"


def test_the_same_form_again_records_nothing_more(
    bureau: Bureau, handler: Reader, case: Json
) -> None:
    form = filled(handler, case)
    first = handler.send(path_of(case, "evidence"), form)

    again = handler.send(path_of(case, "evidence"), form)

    assert again.headers["location"] == first.headers["location"] + "&again=true"
    assert "该操作已提交过，以下是当时的结果：" in handler.get(again.headers["location"])
    assert version_of(bureau, case) == case["version"] + 1


def test_a_refusal_stands_beside_the_field_and_nothing_typed_is_lost(
    bureau: Bureau, handler: Reader, case: Json
) -> None:
    form = filled(handler, case, **{"/officers": TWO[:1], "/place": ["示例路1号"]})

    answer = handler.send(path_of(case, "evidence"), form)

    assert answer.status_code == 400
    beside = answer.text[answer.text.index('id="f-officers-wrong"') :][:300]
    assert "至少" in beside
    assert "市场监督管理行政处罚程序规定" in beside
    kept = fields_of(answer.text)
    assert {name: kept[name] for name in form} == form
    assert version_of(bureau, case) == case["version"]

    answer = handler.send(path_of(case, "evidence"), kept | {"/officers": TWO})
    assert answer.status_code == 303


def test_a_stale_form_tells_what_changed_and_keeps_what_was_typed(
    bureau: Bureau, handler: Reader, case: Json
) -> None:
    form = filled(handler, case)
    played(bureau, case, [turn("handler", "rights-notice", toldOn="2026-11-04")])

    answer = handler.send(path_of(case, "evidence"), form)

    assert answer.status_code == 412
    assert "内容已被更新。您打开之后有 1 项变更，请查看后再提交。" in answer.text
    assert "告知当事人" in answer.text
    kept = fields_of(answer.text)
    assert kept["/name"] == ["现场笔录"]
    assert kept["version"] == [str(case["version"] + 1)]
    assert handler.send(path_of(case, "evidence"), kept).status_code == 303


def test_a_step_whose_gate_is_closed_is_refused_with_the_article(
    handler: Reader, case: Json
) -> None:
    form = handler.form(path_of(case, "enforcement"))

    answer = handler.send(
        path_of(case, "enforcement"), form | {"/endedOn": ["2026-11-03"], "/text": ["x"]}
    )

    assert answer.status_code == 409
    assert "不能办理此事项（" in answer.text
    assert 'role="alert" tabindex="-1" autofocus' in answer.text


def test_rows_come_and_go_without_script(bureau: Bureau, case: Json) -> None:
    with Reader(bureau, "xuhui-leader") as leader:
        path = path_of(case, "collective-discussions")
        form = leader.form(path)
        page = leader.send(path, form | {"add": ["/voices"], "/conclusion": ["同意"]}).text
        page = leader.send(path, fields_of(page) | {"add": ["/voices"]}).text
        page = leader.send(
            path, fields_of(page) | {"/voices/1/text": ["不同意"], "remove": ["/voices/0"]}
        ).text

    kept = fields_of(page)
    assert kept["/conclusion"] == ["同意"]
    assert kept["/voices/0/text"] == ["不同意"]
    assert "/voices/1/text" not in kept


def test_a_file_is_kept_while_the_rest_is_put_right(
    bureau: Bureau, handler: Reader, case: Json
) -> None:
    path, file = path_of(case, "evidence"), {"/upload": ("笔录.pdf", PDF, "application/pdf")}
    wrong = filled(handler, case, **{"/officers": TWO[:1]})

    refused = handler.send(path, wrong, file)
    assert refused.status_code == 400
    kept = fields_of(refused.text)
    kept["/upload"].append("")  # as a browser sends a file input in which nothing was chosen
    answer = handler.send(path, kept | {"/officers": TWO}, {"/none": ("", b"")})

    assert answer.status_code == 303, answer.text
    evidence = bureau.desk("xuhui-handler").get(f"/cases/{case['id']}")["file"]["evidence"]
    assert evidence["1"]["paper"]["name"] == "笔录.pdf"
    assert f"/api/v1/cases/{case['id']}/evidence/1/content" in handler.get(
        path_of(case) + "?tab=evidence"
    )


def test_a_file_that_is_not_taken_is_refused_beside_its_input(handler: Reader, case: Json) -> None:
    file = {"/upload": ("笔录.pdf", b"MZ not a pdf", "application/pdf")}

    answer = handler.send(path_of(case, "evidence"), filled(handler, case), file)

    assert answer.status_code == 415
    assert 'id="f-upload-wrong"' in answer.text
    assert fields_of(answer.text)["/name"] == ["现场笔录"]


@pytest.mark.parametrize("hidden", ["version", "key"])
def test_hidden_fields_are_not_to_be_tampered_with(
    handler: Reader, case: Json, hidden: str
) -> None:
    answer = handler.send(path_of(case, "evidence"), filled(handler, case) | {hidden: ["x"]})

    assert answer.status_code == 400


def test_a_form_changes_its_language_and_keeps_what_was_typed(handler: Reader, case: Json) -> None:
    form = filled(handler, case) | {"language": ["en"]}

    page = handler.send(path_of(case, "evidence"), form).text

    assert '<html lang="en">' in page
    assert fields_of(page)["/name"] == ["现场笔录"]
    assert '<html lang="en">' in handler.get("/cases")
    assert '<html lang="en">' in handler.get("/")


# --- the past ------------------------------------------------------------------------------------


def test_the_past_is_shown_as_it_was_and_offers_no_forms(
    bureau: Bureau, handler: Reader, case: Json
) -> None:
    later = played(
        bureau, case, [turn("leader", "suspensions", DAY, ground="legal_question", reason="请示")]
    )

    page = handler.get(path_of(case) + f"?asOfPosition={later['position'] - 1}")

    assert "此页不能修改。" in page
    assert "已中止" not in page
    assert set(paths(page)) == {"/language", "/sign-out"}
    assert not re.search(rf'href="{path_of(case)}/', page)
    assert "已中止" in handler.get(path_of(case))
    handler.get(path_of(case) + "?asOf=2019-01-01T08:00", 404)
    handler.get(path_of(case) + "?asOf=2999-01-01", 400)


# --- lists ---------------------------------------------------------------------------------------


def test_the_list_is_filtered_and_paged(
    bureau: Bureau, handler: Reader, case: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = filed_case(bureau, "生产不合格防火门案")
    bureau.desk("xuhui-handler").listed("/cases")

    found = handler.get("/cases?view=list&q=" + other["number"] + "&stage=investigating&outcome=")
    assert other["number"] in found
    assert case["number"] not in found
    assert other["number"] not in handler.get("/cases?view=list&stage=closed")
    handler.get("/cases?view=list&stage=nonsense", 400)

    monkeypatch.setattr(case_pages, "EACH", 1)
    first = handler.get("/cases?view=list")
    following = re.search(r'href="([^"]*)" rel="next"', first)
    assert following is not None
    second = handler.get(following[1].replace("&amp;", "&"))
    (shown,) = re.findall(r'<td class="number">([^<]*)', first)
    (later,) = re.findall(r'<td class="number">([^<]*)', second)
    assert shown != later


def test_the_board_and_what_is_due_name_the_case(
    bureau: Bureau, handler: Reader, case: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_cases, "EACH", 100)  # the other tests of this file filed cases too
    played(bureau, case, [
        turn("handler", "measures", kind="seizure", items=["插座120只"], place="示例仓库",
             takenAt="2026-11-03T09:00:00+08:00", officers=TWO, documentNo="示例扣1号",
             approvedBy="xuhui-leader"),
    ])  # fmt: skip
    bureau.desk("xuhui-handler").listed("/cases")

    assert case["number"] in handler.get("/cases")
    assert case["number"] in handler.get("/cases?handler=xuhui-handler")
    assert case["number"] not in handler.get("/cases?handler=nobody")
    assert case["number"] in handler.get("/cases/measures")
    assert case["number"] not in handler.get("/cases/publicity")
    assert "示例·徐办" in handler.get("/cases/workload")


# --- what every page is --------------------------------------------------------------------------


def test_pages_load_nothing_from_elsewhere_and_run_no_script(
    bureau: Bureau, handler: Reader, case: Json
) -> None:
    del bureau
    for path in (
        "/sign-in", "/cases", "/cases?view=list", "/cases/workload", "/cases/measures",
        "/cases/publicity", path_of(case), path_of(case) + "?tab=all", path_of(case, "evidence"),
        path_of(case, "corrections"),
    ):  # fmt: skip
        answer = handler.http.get(path)
        assert answer.status_code == 200, path
        loaded, inline = loads(answer.text)
        assert inline == [], path
        assert all(each.startswith(("/static/", "/assets/")) for each in loaded)
        assert all(handler.http.get(each).status_code == 200 for each in loaded)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"


def test_what_people_wrote_is_text_and_no_markup(bureau: Bureau, handler: Reader) -> None:
    nasty = '<script>alert("x")</script>'
    case = filed_case(bureau, nasty)

    page = handler.get(path_of(case) + "?tab=all")

    assert nasty not in page
    assert "&lt;script&gt;" in page


def test_an_address_that_leads_nowhere_is_told_on_a_page(handler: Reader, case: Json) -> None:
    assert "没有此记录" in handler.get(f"/cases/{uuid4()}", 404)
    assert "没有此记录" in handler.get(path_of(case, "nonsense"), 404)
    handler.get("/cases?nonsense=1", 400)
    handler.get(path_of(case) + "?tab=nonsense", 400)
