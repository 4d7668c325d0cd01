"""Who of the team may do what with votes."""

ENTER = "civic_pages.enter_ballot"
COUNT = "civic_pages.count_ballots"
