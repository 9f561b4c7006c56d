"""How a title sounds, in letters that readers of the page know."""

from library_exchange.catalogue.views.blueprint import bp
from library_exchange.core.i18n import current
from library_exchange.core.titles import TitleBlock, Written
from library_exchange.search.analysis.sounding import sounding_in


@bp.app_template_filter("sounding")
def sounding(block: TitleBlock) -> Written | None:
    """Return the line in other letters below a title on this page."""
    return sounding_in(block, current().code)
