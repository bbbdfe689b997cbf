"""Every fixed word of the family's pages and letters, in one place.

They are for people in distress: short sentences, common words, no terms of the trade. A test holds
each part to school grade eight or lower, in each language, by a named formula (`victims.reading`).
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# On every page. The title says nothing to whoever looks at the list of pages visited.
TITLE = pgettext_lazy("title that says nothing", "Page")
LEAVE = _("Leave this page now")
LEAVE_HELP = _("This takes you to another site at once.")
SKIP = _("Go to the text")
LANGUAGE = _("Language")
SIGN_OUT = pgettext_lazy("family", "Sign out")
ERRORS = _("Please look at this:")
BACK = pgettext_lazy("family", "Go back")

# Signing in.
WELCOME = pgettext_lazy("family", "Sign in")
WELCOME_HELP = _("This page is for you. Only people who have a letter from us can open it.")
NUMBER = _("Your number")
NUMBER_HELP = _("It is on your letter. It has twelve digits.")
WORDS = _("Your own words")
WORDS_HELP = _("You chose them when you came the first time.")
GO_ON = pgettext_lazy("family", "Go on")
FIRST_TIME = _("I have a new letter")
TROUBLE = _("Can you not get in? Call your contact person. You will get a new letter.")
NUMBER_WRONG = _("This number is not right. Look at your letter and type it again.")
NOT_IN = _("That did not work. Look at your letter and try again. You can also call us.")
WAIT = _(
    "There were too many tries. Wait 15 minutes and try again. Or call your contact person, who can"
    " open the page for you."
)

# The second step.
SECOND = _("One more step")
SECOND_LIST = _("Look at the list on your letter. Type code %(place)s.")
SECOND_LIST_HELP = _("Then cross it out. Each code works one time.")
SECOND_APP = _("Open the app on your phone. Type the six digits that it shows now.")
CODE = pgettext_lazy("family", "Code")
CODE_WRONG = _("This code is not right. Check it and type it again.")
NO_CODES = _("There are no codes left on your list. Call your contact person to get a new list.")

# The first time.
NEW = _("Your first time here")
NEW_HELP = _("Take your letter. It has your number and your first code.")
FIRST_CODE = _("Your first code")
FIRST_CODE_HELP = _("It has eight groups of three digits. It works one time.")
FIRST_CODE_WRONG = _("This code is not right. Look at your letter and type it again.")
CHOOSE = _("Choose your own words")
CHOOSE_HELP = _(
    "Choose four words or more that you can keep in mind. Do not use names or dates that others"
    " know. Do not write them on your letter."
)
WORDS_NEW = _("Your words")
WORDS_AGAIN = _("The same words again")
WORDS_DIFFER = _("These are not the same words. Type them again.")
WORDS_TOO_SHORT = _("This is too short. Use four words or more, or twelve signs or more.")
WORDS_TOO_EASY = _("This is too easy to guess. Choose other words.")
HOW = _("What will you use as your second step?")
HOW_LIST = _("The list of codes on my letter")
HOW_APP = _("An app on my phone that shows codes")
APP = _("Set up your app")
APP_HELP = _(
    "Scan this picture with your app. Or type the key below into the app. Then type the six digits"
    " that the app shows."
)
APP_PICTURE = _("Picture to scan with your app")
APP_KEY = pgettext_lazy("family", "Key")
START_AGAIN = _("That took too long. Please start again.")

# The page itself.
HELLO = _("Hello %(name)s")
HELLO_PLAIN = _("Hello")
AS_OF = _("We wrote this on %(day)s.")
NOTHING_YET = _("There is no news here yet. We will call you.")
DOING = _("What we are doing")
PROMISES = _("What we promised you")
NO_PROMISES = _("There is no open promise.")
PROMISE_BY = _("by %(day)s")
PROMISE_STATES = {
    "open": pgettext_lazy("promise", "We are still on it"),
    "kept": pgettext_lazy("promise", "Done"),
    "late": pgettext_lazy("promise", "Late: we are sorry"),
}
CALLERS = _("Who may call you")
CALLERS_HELP = _(
    "If anyone else calls you about this, do not answer questions. Say that you will call back."
    " Then call your contact person."
)
CALLER_ROLES = {
    "liaison": _("Your contact person"),
    "support": _("A worker who helps victims"),
    "health": _("A doctor or a counsellor"),
    "prosecutor": _("The office of the prosecutor"),
    "lawyer": _("Your own lawyer"),
}
CHANNELS = {
    "phone": _("by phone"),
    "message": _("by text message"),
    "visit": _("in person"),
    "email": _("by e-mail"),
    "post": _("by letter"),
}
OPENED = _("Who opened your file")
OPENED_LIST = _("The days on which it was opened")
OPENED_HELP = _("This list shows the kind of job and the office. It does not show names.")
NOT_OPENED = _("Nobody has opened it yet.")
STAFF_ROLES = {
    "support": _("Worker who helps victims"),
    "officer": _("Police officer"),
    "finance": _("Officer who follows the money"),
    "central": _("Officer who works with other countries"),
    "supervisor": _("Head of a team"),
    "overseer": _("Officer who checks our work"),
}
DAY = pgettext_lazy("family", "Day")
JOB = pgettext_lazy("family", "Kind of job")
OFFICE = pgettext_lazy("family", "Office")
COMPLAIN = _("If you are not happy with us")
COMPLAIN_HELP = _(
    "You can tell us. You can also tell someone who does not work with us. It will not change how"
    " we help you."
)
HELP_NOW = _("If you need help now")
HELP_NOW_HELP = _("If you are in danger, call the emergency number of your country at once.")
BEFORE = _("What we wrote before")
FEW_CODES = _("You have %(count)s codes left on your list. Ask us for a new list.")
SAFE = _(
    "If others use this phone or computer, sign out when you have read this. Your browser may still"
    " show that you came here."
)

# When something is wrong.
NOT_THERE = _("This page is not here")
NOT_THERE_HELP = _("Go back to the start and try again.")
BROKEN = _("This does not work now")
BROKEN_HELP = _("This is our fault, not yours. Try again later, or call your contact person.")
UNREADABLE_HELP = _("Go back, load the page again and try once more.")

# Letters.
LETTER = _("A letter for you")
LETTER_PAGE = _("Page %(page)s of %(pages)s")
LETTER_MISSING = _(
    "Some letters of a name could not be printed. They show as empty boxes. Ask us to read it to"
    " you."
)
CODE_LETTER = _("How to read your page")
CODE_LETTER_KEEP = _(
    "Keep this letter safe. Show it to no one. We will never ask you for these codes, not by phone"
    " and not by e-mail. If you lose it, call us at once."
)
CODE_LETTER_STEPS = pgettext_lazy("family", "What to do")
CODE_LETTER_OPEN = _("Open this page: %(address)s")
CODE_LETTER_NEW = _("Choose “I have a new letter”.")
CODE_LETTER_TYPE = _("Type your number and your first code.")
CODE_LETTER_WORDS = _("Choose your own words. You will need them each time.")
CODE_LETTER_UNTIL = _("Your first code works until %(day)s. You can read the page until %(end)s.")
CODE_LETTER_LIST = _("Your list of codes")
CODE_LETTER_LIST_HELP = _("Each code works one time. Use them in this order. Cross out each one.")
CODE_LETTER_LIST_NEW = _("This list takes the place of the old one. Tear the old one up.")
CODE_LETTER_LEAVE = _(
    "On each page you find “Leave this page now”. It takes you to another site at once, if someone"
    " comes in."
)

# What was spoken of, and how contact is kept.
RECORD = _("What we spoke of")
RECORD_WHEN = pgettext_lazy("family", "When")
RECORD_WITH = _("We spoke with")
RECORD_BY = _("Who spoke for us")
INTERPRETER = _("Interpreter")
RECORD_SAID = _("What we told you")
RECORD_ASKED = _("What you asked")
RECORD_PROMISED = _("%(what)s – by %(day)s, %(name)s")
RECORD_NEXT = _("What comes next")
RECORD_NEXT_DAY = _("We will speak again by %(day)s.")
RECORD_NEXT_OPEN = _("We will agree with you when we speak again.")
RECORD_AGAIN = _("You can ask us again at any time. You can also ask what you asked before.")
PLAN = _("How we stay in touch")
PLAN_HELP = _("This is what we agreed with you. You can ask us to change it at any time.")
PLAN_LIAISON = _("Your contact person")
PLAN_DEPUTY = _("If your contact person is away")
PLAN_WHO = _("Who else is told")
PLAN_SPEAKER = _("Who speaks for you")
PLAN_EVERY = _("We speak at least every")
PLAN_CHANNEL = _("How we reach you")
PLAN_TIMES = _("At which times")
PLAN_LIFE = _("Whom we call first at a sign of life")
PLAN_DEATH = _("Whom we tell first of a death, in person")
PLAN_RELEASE = _("Whom we call first when someone is free")
PLAN_MEDIA = _("Whom we call first when the news reports on it")
PLAN_MORE = _("What else we agreed")
PLAN_REVIEW = _("We look at this again by")
PLAN_DAY = _("We agreed on this on %(day)s.")

# When support ends.
CLOSING = _("Our work with you ends")
CLOSING_DAY = _("On %(day)s we agreed that our work with you can end.")
CLOSING_DONE = _("What we did for you")
CLOSING_OPEN = _("What is still open")
CLOSING_NOTHING = _("Nothing is open now.")
CLOSING_BACK = _("How you can come back")
CLOSING_BACK_HELP = _(
    "You can come back at any time. You do not need a reason. You do not have to tell us the whole"
    " story again."
)
CLOSING_DANGER = _("If someone threatens you, or if you do not feel safe, call us the same day.")

# The parts that a person reads one after the other; each is held to the grade on its own.
PARTS = {
    "sign-in": (WELCOME_HELP, NUMBER_HELP, WORDS_HELP, TROUBLE, NUMBER_WRONG, NOT_IN, WAIT),
    "second step": (SECOND_LIST, SECOND_LIST_HELP, SECOND_APP, CODE_WRONG, NO_CODES),
    "first time": (
        *(NEW_HELP, FIRST_CODE_HELP, FIRST_CODE_WRONG, CHOOSE_HELP, WORDS_DIFFER, WORDS_TOO_SHORT),
        *(WORDS_TOO_EASY, HOW, APP_HELP, START_AGAIN),
    ),
    "page": (
        *(AS_OF, NOTHING_YET, NO_PROMISES, CALLERS_HELP, OPENED_HELP, NOT_OPENED, COMPLAIN_HELP),
        *(HELP_NOW_HELP, FEW_CODES, SAFE, LEAVE_HELP),
    ),
    "wrong": (NOT_THERE_HELP, BROKEN_HELP, UNREADABLE_HELP),
    "letters": (
        *(LETTER_MISSING, CODE_LETTER_KEEP, CODE_LETTER_NEW, CODE_LETTER_TYPE, CODE_LETTER_WORDS),
        *(CODE_LETTER_UNTIL, CODE_LETTER_LIST_HELP, CODE_LETTER_LIST_NEW, CODE_LETTER_LEAVE),
    ),
    "contact": (RECORD_NEXT_DAY, RECORD_NEXT_OPEN, RECORD_AGAIN, PLAN_HELP, PLAN_DAY),
    "closing": (
        *(CLOSING_DAY, CLOSING_NOTHING, CLOSING_BACK_HELP, CLOSING_DANGER, COMPLAIN_HELP),
        HELP_NOW_HELP,
    ),
}
