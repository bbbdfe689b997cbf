"""Errors of the trends, typed, coded and translatable."""

from django.utils.translation import gettext_lazy as _

from homeward.foundation.errors import HomewardError

_PROBLEMS = {
    "size": _("it is larger than 20 MB"),
    "heading": _("its first row does not name at least three different columns"),
    "rows": _("it has more than 200,000 rows"),
    "encoding": _("it is not written in UTF-8"),
    "cell": _("one of its cells never ends, as where a quotation mark was left open"),
    "workbook": _("it is no workbook that can be opened"),
}


class TableUnreadable(HomewardError):
    """A file of figures that cannot be read as a table."""

    code = "table_unreadable"
    status = 400
    message = _(
        "%(file)s cannot be read: %(problem)s. Bring a CSV file in UTF-8 or an XLSX workbook whose"
        " first row names the columns."
    )

    def sentence(self) -> str:
        """The message, with the problem in the language that is active now."""
        problem = _PROBLEMS[str(self.params["problem"])]
        return str(self.message) % (self.params | {"problem": problem})


class NoFigures(HomewardError):
    """Nothing of a file can stand, so there is no data set of it."""

    code = "no_figures"
    status = 400
    message = _(
        "No row of the file gives a figure that can stand. Look at what is kept apart, and choose"
        " the columns again."
    )


class OtherDefinition(HomewardError):
    """An earlier vintage of the data set was defined otherwise, so the two are not one series."""

    code = "other_definition"
    status = 409
    message = _(
        "The figures that “%(title)s” has already were defined otherwise (%(before)s). Give these"
        " another title, so that the two are kept apart and never compared."
    )
