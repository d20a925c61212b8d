"""Every sentence that the importer says to people: what they must look at and why, and why words were left out."""

from django.utils.translation import gettext_lazy as _

# ── A person must look ──
UNFILLED = _("Words of a template that nobody filled in.")
FORM_BLANK = _("A blank of the paper form, for a name. The portal asks for names by itself.")
BLANKS_IN_DECLARATION = _(
    "Blanks of the paper form stand in the declaration. The portal asks for names by itself: reword it."
)
HEADING_MISSING = _("The contents list names this heading, and the text has no such line.")
HEADING_OR_ENTRY = _("After a list without marks: taken for a heading. Or is it one more entry?")
LONE_ENTRY = _("The only entry of a list without marks. Is it one, or does the text go on?")
NO_ENTRIES = _("These words lead into a list, and no entries follow. Were they lost?")
UNCLEAR_END = _("This entry leads into a list of its own that is not set apart. Check where that list ends.")
SENTENCE_BEGUN = _("This begins in the middle of a sentence: words before it may be lost.")
TERM_OR_SEASON = _("A term or season is no month; only the year was taken.")
SCHOOL_YEAR = _("A school year; only its first year was taken.")
NO_SUCH_DAY = _("No calendar has this day; only what is sure was taken.")
DAY_FIRST = _("Read with the day first, as in Britain.")
REVIEW_LAST_OR_NEXT = _("Is this the day of the last review or of the next one? The next was taken.")
DATE_WITHOUT_LABEL = _("A date without a label; taken for the date of this version.")
APPROVER_IN_SENTENCE = _("Read out of a sentence: is this who approved it?")
DATE_IN_SENTENCE = _("Read out of a sentence: is this the date of this version?")
BI_ANNUAL = _("“Bi-annual” can mean twice a year or every two years.")
PROMISES_WITHOUT_LEAD_IN = _(
    "No words lead into the promises of the form. What do parents do about them: do them, or not do them?"
)
PROMISES_OUT_OF_SENTENCES = _(
    "The form has no list; what it says in the first person was taken for the promises. Is that so?"
)
SEVERAL_LEAD_INS = _("The form has several lists, and different words lead into them. Keep each promise with its own.")
PROMISES_IN_CODE = _(
    "Promises in the first person stand in the code itself; they were taken for what parents agree to. Is that so?"
)
FOOT_OF_PAGE = _("Read in the header or footer of a page. Is it still so?")
ONE_CELL_A_LINE = _("Out of a table whose cells stand one a line: does this belong together?")
STRUCK_THROUGH = _("These words have a line through them, so they were left out. Are they no longer part of the code?")
SIDE_BY_SIDE = _("Out of a table with lists side by side: each list was put below the head of its column. Is it right?")
TITLE_BY_PLACE = _("Taken for the title because of its place. Is it?")
NAMED_ONCE = _("Named once in the text, and nowhere as the school or trust that speaks. Is it?")
ALL_LETTER = _("The whole text is written as a letter. Take out what is not part of the code.")
PAGE_AROUND = _("Stood in a menu or button of the web page, beside its main part, or where no reader sees it.")
LETTER = _("A letter came in the same file. It was left out; it can be the covering letter.")
LETTERS_LOST = _("Letters were lost when the file was made (�). Compare these words with the original.")
TWO_ENCODINGS = _(
    "The file was saved in one encoding and read in another. Compare quotes and dashes with the original."
)
PICTURE_FONT_UNKNOWN = _(
    "A sign from a picture font that cannot be read; taken for a bullet. Was it a tick or a cross?"
)
NOBODY_SIGNS = _(
    "The text says that nobody signs. Is it only for information, or should adults say that they have read it?"
)
NO_PLACE_TO_SIGN = _("There is a declaration, and no place to sign it. Is a signature wanted?")
TAKEN_FOR_GRANTED = _("The text takes agreement for granted, and nobody signs or answers. Should adults be asked?")
UNSIGNED_AGREEMENT = _("It is called an agreement, and nobody signs it. What should adults be asked?")
FIXED_TIMES = _("Adults are to sign at fixed times, whether anything changed or not; there is no rule for that here.")
FORM_MISSING = _(
    "The text names a form to sign, and the form is not there. None was invented: write what parents declare."
)
FOOTNOTE = _("A footnote. Its mark was taken out; put what parents need into the text.")
DATE_NOT_READ = _("This line has a date, and it was not read as the date of this version or of its next review. Is it?")
SENTENCE_ON_COVER = _("This stands above the code like a motto and was left out. Is it part of the code?")
TURNED_ROUND = _("Unseen signs that turn words round were taken out. Is the order of the words right?")
NO_TITLE = _("No line of the text is plainly its title. Give it one.")
NO_ORGANISATION = _("The text does not say which school or trust it belongs to.")
NOTHING_DECLARED = _("There is a place to sign, and no words of a declaration. What do parents declare?")
NO_TEXT = _("No text of a code was found.")
DOUBLE_MARK = _("Two list marks stand before these words; the second one was dropped.")
MARK_WITHOUT_WORDS = _("A list mark without words: an entry may be lost.")
LINE_BREAKS_LOST = _("The line breaks of this text were lost; headings and lists in it cannot be told apart.")
PAGE_BREAK = _("A page break parted this; it was joined again.")
HYPHEN = _("A word is parted at the end of a line; is it written with a hyphen?")
LOST_JOINS = _("Letters that fonts join (fi, ff, tt, ti) were lost: “%(word)s”. Compare with the original.")
GLUED = _("“%(words)s”: a space seems to be missing. Kept as it is.")
SPACED = _("The letters of a word stand apart. Compare with the original and close the gaps.")
SCANNER = _("Looks like a scanner's mistake: “%(word)s”. Compare with the original.")
MANY_PLACES = _("%(count)s such places in all. Is there a better copy of this text?")
WORD_TWICE = _("“%(words)s”: a word stands twice. Kept as it is.")
SLIP = _("“%(words)s”: a slip of the pen? Kept as it is.")
WORD_MISSING = _("“%(words)s”: a word seems to be missing. Kept as it is.")
FOREIGN_LETTER = _("%(name)s (%(code)s) stands where a Latin letter is meant. Kept as it is.")
ALSO_SAYS = _("%(kind)s: “%(value)s” was taken; the text also says %(others)s.")
SEVERAL_DECLARATIONS = _(
    "This form holds %(count)s declarations. The one that parents sign was taken; look at the others."
)
UNREADABLE_FIELD = _("“%(words)s” on the form cannot be read.")
OTHER_TITLES = _("Taken for the title; these could be it too: %(others)s.")
LOOSE_CELLS = _("These %(count)s short lines look like a table written one cell a line. Which belong together?")
HEADINGS_BY_FORM = _("Only place and form say that these are headings: %(headings)s. Are they?")
SEVERAL_LANGUAGES = _(
    "The text is in %(languages)s. One version holds one language: keep one here, and make the other a translation."
)
NUMBER_JUMPS = _("The number %(number)s does not follow %(before)s. Is a clause missing, or its number wrong?")
ITS_HEADING = _("its heading")
SEVERAL_FORMS = _("There are %(count)s forms to sign. One was taken; look at the others.")
LED_BY_NOTHING = _("These short lines follow each other and nothing leads into them. What do they ask?")
LED_BY_HEADING = _("Only the heading “%(heading)s” leads into these lines. Without it they may mean the opposite.")
PICTURE_FONT = _("The list mark “%(mark)s” is a letter of a picture font.")
MISREAD_MARK = _("“%(mark)s” was taken for a list mark that a scanner misread.")

# ── Left out ──
READ_AS = _("read as %(facts)s")
CONTENTS = _("a line of the contents list")
PAPER = _("a place to write, or a word about the paper form")
TITLE = _("taken as the title")
ORGANISATION = _("taken as the name of the school or trust")
PAGE_NUMBER = _("a page number")
FOOT = _("a line at the foot of the page")
REPEATED = _("a line that stands on several pages")
IN_LETTER = _("a letter; it is no part of the code")
COMMENT = _("a remark that the document hides from its readers")
SCISSORS = _("a mark for scissors")
BOOKMARK = _("a mark of the word processor")
PICTURE = _("a picture")
COVER = _("on the cover")
APPROVAL = _("a signature of those who approved the document")
OTHER_FORM = _("another form")
OTHER_SIGNER = _("part of the form that somebody else signs, or another declaration")
ABOUT_DOCUMENT = _("about the document, not the code")
