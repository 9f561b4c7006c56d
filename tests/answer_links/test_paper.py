"""The letter on paper: both languages, that of the library first, every answer to be marked, and no reader."""

import io

import pypdf

CANARY = "Kanarejka"


def test_the_partner_prints_the_letter_in_both_languages(heihe, village, asks, at_desk):
    asks()
    answer = at_desk(heihe).get(f"/zh/staff/answer-letters/{village.links()[0].id}.pdf")
    assert answer.status_code == 200
    pages = [page.extract_text().replace("\x00", "") for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages]
    assert len(pages) == 1
    for text in ("Сказки Амура", village.loan().public_no, "Может ли ваша библиотека", "贵馆能借出", "[    ]"):
        assert text in pages[0], text
    assert pages[0].index("Может ли ваша") < pages[0].index("贵馆能借出")
    assert CANARY not in pages[0]


def test_another_library_prints_nothing(amur, village, asks, at_desk):
    asks()
    desk, number = at_desk(amur), village.links()[0].id
    assert desk.get(f"/zh/staff/answer-letters/{number}.pdf").status_code == 404
    assert desk.post(f"/zh/staff/answer-letters/{number}/again").status_code == 404
    assert village.loan().public_no not in desk.get("/zh/staff/answer-letters").text
