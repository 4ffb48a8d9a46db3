"""Every word that the form on the page says by itself, in the reader's language."""

from dashboard.i18n import N_, _

# {count}, {by} and the like are filled in by the page.
WORDS = {
    "add": N_("Add a row"),
    "change": N_("Change"),
    "computed": N_("by what moved: {count}"),
    "conflict": N_("Two versions of this draft"),
    "conflict_fields": N_("They differ in {count} places."),
    "conflict_mine": N_("Keep mine"),
    "conflict_mine_new": N_("Keep mine as a new draft"),
    "conflict_theirs": N_("Go on with the saved one"),
    "conflict_theirs_gone": N_("Let mine go"),
    "count_list": N_("Form 2: {count}"),
    "count_list_off": N_("Form 2 lists {count}"),
    "count_take": N_("Write {count} in Form 1"),
    "counted": N_("{kind}: {count}"),
    "counted_off": N_("{kind}: {count} here, {figure} in Form 1"),
    "current": N_("This quarter"),
    "discard": N_("Put the draft away"),
    "discard_sure": N_("Put away everything typed here? Nothing that was handed in changes."),
    "discard_yes": N_("Put it away"),
    "discard_no": N_("Go on writing"),
    "download": N_("Take along as Excel"),
    "entered": N_("{count} of {all} figures"),
    "entered_some": N_("{count} figures"),
    "error": N_("Error"),
    "errors": N_("{count} errors"),
    "errors_left": N_("{count} errors to mend before it can be handed in. The first one is here."),
    "last": N_("Quarter before"),
    "idle": N_("Nothing to save yet"),
    "indicator": N_("Indicator"),
    "now": N_("End of the quarter"),
    "keyboard": N_("Enter or the arrows go on to the next row; Ctrl+V pastes cells from Excel."),
    "offline": N_("No connection – kept on this machine, saved once it is back"),
    "offline_unkept": N_("No connection – not kept yet, do not close this page"),
    "pasted": N_("{count} cells were pasted."),
    "pasted_out": N_("{count} cells were pasted; {left} found no place here."),
    "refused": N_("Not saved"),
    "remark": N_("The officer says"),
    "remove": N_("Take row {number} out"),
    "removed": N_("Row {number} was taken out."),
    "restored": N_("What you had typed on this machine at {at}, not saved then, is here again."),
    "review": N_("Look over and submit"),
    "review_wait": N_("Wait for the draft to be saved, then submit."),
    "row": N_("Row {number}"),
    "saved": N_("Saved {at}"),
    "saved_by": N_("Saved {at} by {by}"),
    "saving": N_("Saving…"),
    "sections": N_("Forms of the return"),
    "sign_in": N_("Sign in"),
    "ended": N_(
        "Your session has ended. What you typed is kept on this machine, for you only: sign in "
        "and it is here again."
    ),
    "other": N_("Another one…"),
    "target": N_("Year's target"),
    "before": N_("Year to date before"),
    "to_date": N_("Year to date"),
    "undo": N_("Undo"),
    "undone": N_("Undone."),
    "unsaved": N_("Not saved yet"),
    "warning": N_("Look again"),
    "warnings": N_("{count} to look at again"),
}


def words() -> dict[str, str]:
    return {name: _(text) for name, text in WORDS.items()}
