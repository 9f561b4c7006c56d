"""The summary of what to correct names each field as the page calls it."""

from library_exchange.web.error_summary import named

LINK = '<a href="#{}" data-corrects>{}</a>'
PAGE = """<p>%s %s %s %s</p>
<label class="form-label" for="title">Title &amp; subtitle <span class="soft">(optional)</span></label>
<input id="title">
<fieldset><legend>How it travels:</legend><input type="radio" id="mode"><label for="mode">By post</label></fieldset>
<label for="agreed">Statement: <span>I shall not sell it.</span></label>
<label for="untold">Not wrong</label>"""


def test_each_sentence_begins_with_the_name_of_its_field(web):
    links = [("title", "A."), ("mode", "B."), ("gone", "C."), ("agreed", "D.")]
    with web.test_request_context("/en/"):
        told = named(PAGE % tuple(LINK.format(*each) for each in links))
    assert '<a href="#title" data-corrects><strong>Title &amp; subtitle:</strong> A.</a>' in told
    assert '<a href="#mode" data-corrects><strong>How it travels:</strong> B.</a>' in told
    assert '<a href="#gone" data-corrects>C.</a>' in told
    assert '<a href="#agreed" data-corrects><strong>Statement:</strong> D.</a>' in told


def test_a_label_that_is_a_sentence_is_followed_by_no_colon(web):
    page = '<p>%s</p><label for="is_sure">I am sure.</label><input type="checkbox" id="is_sure">'
    with web.test_request_context("/en/"):
        told = named(page % LINK.format("is_sure", "Look once more."))
    assert "<strong>I am sure.</strong> Look once more." in told
