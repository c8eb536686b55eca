"""Forms about what a clinic may ask."""

from measures.forms.language import LanguageForm
from measures.forms.questionnaire import ConfirmImportForm, ImportForm
from measures.forms.wording_pack import WordingPackForm

__all__ = ["ConfirmImportForm", "ImportForm", "LanguageForm", "WordingPackForm"]
