"""Addresses beneath ``/api/civic/v1/staff/``."""

from django.urls import URLPattern, URLResolver, path

from civic_api.v1.staff import (
    about,
    answers,
    bulk,
    comment_verbs,
    comments,
    contributions,
    exports,
    imports,
    queue,
    team,
    verbs,
)


ONE, COMMENT = "contributions/<str:reference>/", "comments/<int:pk>/"
EXPORT, IMPORT = "exports/<uuid:identifier>/", "imports/<uuid:identifier>/"
CONTRIBUTION_VERBS = {
    "publish": verbs.PublishView,
    "reject": verbs.RejectView,
    "withdraw": verbs.WithdrawView,
    "restore": verbs.RestoreView,
    "merge": verbs.MergeView,
    "unmerge": verbs.UnmergeView,
    "exclude": verbs.ExcludeView,
    "readmit": verbs.ReadmitView,
    "redact": team.RedactView,
    "note": team.NoteView,
    "assign": team.AssignView,
    "theme": team.ThemeView,
}
COMMENT_VERBS = {
    "publish": comment_verbs.PublishCommentView,
    "reject": comment_verbs.RejectCommentView,
    "withdraw": comment_verbs.WithdrawCommentView,
    "restore": comment_verbs.RestoreCommentView,
    "keep": comment_verbs.KeepCommentView,
    "speak": comment_verbs.SpeakView,
}

urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", about.MeView.as_view(), name="staff-me"),
    path("counts/", about.CountsView.as_view(), name="staff-counts"),
    path("vocabulary/", about.VocabularyView.as_view(), name="staff-vocabulary"),
    path("contributions/", queue.QueueView.as_view(), name="staff-contributions"),
    path("bulk/contributions/", bulk.BulkView.as_view(), name="staff-bulk"),
    path(ONE, contributions.StaffContributionView.as_view(), name="staff-contribution"),
    path(f"{ONE}contact/", contributions.ContactView.as_view(), name="staff-contact"),
    path(f"{ONE}place/", contributions.PlaceView.as_view(), name="staff-place"),
    path(f"{ONE}files/<uuid:identifier>/", contributions.FileView.as_view(), name="staff-file"),
    *[
        path(f"{ONE}{verb}/", view.as_view(), name=f"staff-{verb}")
        for verb, view in CONTRIBUTION_VERBS.items()
    ],
    path("answers/", answers.AnswersView.as_view(), name="staff-answers"),
    path("answers/<int:pk>/", answers.AnswerView.as_view(), name="staff-answer"),
    path("comments/", comments.StaffCommentsView.as_view(), name="staff-comments"),
    path("bulk/comments/", comment_verbs.CommentBulkView.as_view(), name="staff-comment-bulk"),
    path(COMMENT, comments.StaffCommentView.as_view(), name="staff-comment"),
    *[
        path(f"{COMMENT}{verb}/", view.as_view(), name=f"staff-comment-{verb}")
        for verb, view in COMMENT_VERBS.items()
    ],
    path("exports/", exports.ExportsView.as_view(), name="staff-exports"),
    path(EXPORT, exports.ExportView.as_view(), name="staff-export"),
    path(f"{EXPORT}file/", exports.ExportFileView.as_view(), name="staff-export-file"),
    path("imports/", imports.ImportsView.as_view(), name="staff-imports"),
    path(IMPORT, imports.ImportView.as_view(), name="staff-import"),
    path(f"{IMPORT}check/", imports.ImportCheckView.as_view(), name="staff-import-check"),
    path(f"{IMPORT}run/", imports.ImportRunView.as_view(), name="staff-import-run"),
]
