"""The pages of imports: a file is tried, then imported; its columns are mapped once."""

import re
from uuid import uuid4

from tests.adapters.api.bureau import Bureau
from tests.adapters.web.reader import Reader, fields_of, loads

HEADER = (
    "报告编号,产品名称,标称商标,规格型号,生产日期或批号,标称生产者,标称生产者统一社会信用代码,标称生产者所在地,"
    "被抽样者,被抽样者统一社会信用代码,被抽样者所在地,抽样环节,电商平台,抽样日期,检验机构,检验结论,"
    "不合格项目,标准值,实测值,实施细则编号,报告送达日期"
)


def table(*numbers: str, product: str = "示例头盔", rule: str = "") -> bytes:
    """Unqualified helmets of these report numbers."""
    rows = [
        f"{number},{product},,,,示例厂,,浙江省宁波市,示例店,,上海市徐汇区,实体销售,,2021-02-03,"
        f"示例院,不合格,标志,,,{rule},"
        for number in numbers
    ]
    return "\r\n".join([HEADER, *rows]).encode()


def test_a_file_is_tried_and_then_imported(bureau: Bureau) -> None:
    number, rule = f"P-{uuid4().hex[:8]}", f"R-{uuid4().hex[:8]}"
    content = table(number, number, rule=rule)
    with Reader(bureau, "dispatcher") as reader:
        form = reader.form("/imports")
        assert form["mode"] == ["dry-run"]
        tried = reader.send("/imports", form, {"file": ("示例.csv", content)})
        assert tried.status_code == 303, tried.text
        page = reader.get(tried.headers["location"])
        assert "试导入" in page
        assert "与第 2 行重复" in page
        assert loads(page) == (
            ["/static/mark.svg", "/assets/workbench.css", "/static/mark.svg"],
            [],
        )
        errors = reader.http.get(tried.headers["location"] + "/errors")
        assert errors.headers["content-disposition"].startswith("attachment")
        assert errors.content.decode("utf-8-sig").splitlines()[1].startswith("3,报告编号,")
        assert bureau.desk("dispatcher").listed("/test-results", reportNo=number) == []

        form = reader.form("/imports") | {"mode": ["good-rows"]}
        done = reader.send("/imports", form, {"file": ("示例.csv", content)})
        again = reader.send("/imports", form, {"file": ("示例.csv", content)})
        assert again.headers["location"] == done.headers["location"]
        page = reader.get(done.headers["location"])
        assert f'href="/dispositions?samplingRule={rule}"' in page
        assert number in reader.get(f"/dispositions?samplingRule={rule}")
        results = reader.get(f"/test-results?samplingRule={rule}&sampledFrom=2021-02-03")
        assert number in results
        assert number not in reader.get(f"/test-results?samplingRule={rule}&sampledTo=2021-02-02")
        assert number not in reader.get(f"/test-results?samplingRule={rule}&qualified=true")
        assert "示例·陈派" in reader.get("/imports")


def test_a_file_that_is_refused_leaves_the_form_as_it_was(bureau: Bureau) -> None:
    with Reader(bureau, "dispatcher", "en") as reader:
        form = reader.form("/imports") | {"mode": ["good-rows"]}
        refused = reader.send("/imports", form, {"file": ("x.csv", b"a,b\r\n1,2")})
        assert refused.status_code == 400
        assert "Row 1 is not the header" in refused.text
        assert re.search(r'value="good-rows" selected', refused.text)
        issuer = form | {"issuer": ["AMR-33"]}
        half = reader.send("/imports", issuer, {"file": ("x.csv", table("Q-1"))})
        assert half.status_code == 400
        assert reader.send("/imports", form).status_code == 400
        assert reader.send("/imports", form | {"key": ["x"]}).status_code == 400


def test_who_may_not_import_is_not_offered_to(bureau: Bureau) -> None:
    with Reader(bureau, "pudong-handler") as reader:
        assert 'href="/imports"' not in reader.get("/workbench")
        reader.get("/imports", 403)
        reader.get("/imports/mappings", 403)
        files = {"file": ("x.csv", b"a")}
        assert reader.send("/imports", {}, files).status_code == 403
        assert reader.send("/imports/mappings/sample", {}, files).status_code == 403


def test_the_columns_of_a_file_are_mapped_with_a_sample_at_hand(bureau: Bureau) -> None:
    header = "检验报告号,样品,生产企业,受检单位,流通环节,抽样日,结果,备注"
    number = f"M-{uuid4().hex[:8]}"
    content = f"{header}\r\n{number},头盔,厂,店,流通,2021年2月3日,符合,无".encode("gb18030")
    with Reader(bureau, "dispatcher") as reader:
        files = {"file": ("示例样表.csv", content)}
        shown = reader.send("/imports/mappings/sample", {}, files)
        assert shown.status_code == 200, shown.text
        form = fields_of(shown.text)
        assert form["column:报告编号"] == ["检验报告号"]
        assert form["column:检验结论"] == ["结果"]
        given = {"code": ["page-m1"], "word:实体销售": ["流通、实体店"], "word:合格": ["符合"]}
        refused = reader.send("/imports/mappings", form | given)
        assert refused.status_code == 400
        assert "检验机构" in refused.text

        saved = reader.send("/imports/mappings", form | given | {"fixed:检验机构": ["示例院"]})
        assert saved.status_code == 303, saved.text
        assert "流通 → 实体销售" in reader.get(saved.headers["location"])

        form = reader.form("/imports") | {"mode": ["good-rows"], "mapping": ["page-m1"]}
        done = reader.send("/imports", form, {"file": ("示例.csv", content)})
        assert "page-m1" in reader.get(done.headers["location"])
    (result,) = bureau.desk("dispatcher").listed("/test-results", reportNo=number)
    assert (result["result"]["lab"], result["result"]["sampledOn"]) == ("示例院", "2021-02-03")


def test_a_sample_that_cannot_be_read_is_refused(bureau: Bureau) -> None:
    with Reader(bureau, "dispatcher") as reader:
        for name, content in (("a.csv", b"x,x\r\n"), ("a.txt", b"x"), ("a.xlsx", b"x")):
            answer = reader.send("/imports/mappings/sample", {}, {"file": (name, content)})
            assert answer.status_code == 400, answer.text
