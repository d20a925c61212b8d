"""Pages of the office and the head about what was asked and answered, below /o/<organisation>/."""

from django.urls import path

from declarations.views import (
    adults,
    introductions,
    messages,
    office,
    papers,
    peace,
    plans,
    previewing,
    publishing,
    today,
    trust,
)

app_name = "declarations"
urlpatterns = [
    path("", office.board, name="board"),
    path("list.csv", office.board_csv, name="board_csv"),
    path("signed-copies.zip", papers.signed_copies, name="signed_copies"),
    path("signed-copies/again/", papers.copies_again, name="copies_again"),
    path("register/", papers.register, name="register"),
    path("forms.pdf", papers.forms, name="forms"),
    path("remind/", office.remind, name="remind"),
    path("schools/", trust.schools, name="schools"),
    path("schools.csv", trust.schools_csv, name="schools_csv"),
    path("to-do/", today.index, name="to_do"),
    path("to-do/corrections/<int:correction_id>/", today.settle, name="settle"),
    path("unmatched/", introductions.index, name="unmatched"),
    path("unmatched/poster.pdf", introductions.print_poster, name="poster"),
    path("unmatched/<int:introduction_id>/", introductions.match, name="match"),
    path("unmatched/<int:introduction_id>/refuse/", introductions.refuse, name="refuse"),
    path("adults/<int:adult_id>/", adults.adult, name="adult"),
    path("adults/<int:adult_id>/remind-again/", peace.lift, name="remind_again"),
    path("adults/<int:adult_id>/everything.zip", adults.everything, name="everything"),
    path("adults/<int:adult_id>/answer/<int:request_id>/", adults.record, name="record"),
    path("declarations/<int:declaration_id>/pdf", office.signed_copy, name="signed_copy"),
    path("messages/", messages.index, name="messages"),
    path("messages/letters.pdf", messages.print_letters, name="print_letters"),
    path("messages/letters/posted/", messages.letters_posted, name="letters_posted"),
    path("messages/stuck/", messages.stuck_ones, name="stuck"),
    path("messages/<int:message_id>/", messages.message, name="message"),
    path("messages/<int:message_id>/again/", messages.send_again, name="send_again"),
    path("messages/<int:message_id>/open/", messages.open_link, name="open_link"),
    path("policies/<slug:reference>/asking/", publishing.campaign, name="campaign"),
    path("policies/<slug:reference>/reminders/", plans.reminder_plan, name="reminder_plan"),
    path("policies/<slug:reference>/publish/", publishing.publish, name="publish"),
    path("policies/<slug:reference>/publish/asked/", publishing.asked, name="asked"),
    path("policies/<slug:reference>/<int:number>/preview/", previewing.preview, name="preview"),
    path("policies/<slug:reference>/<int:number>/withdraw/", publishing.withdraw, name="withdraw"),
]
